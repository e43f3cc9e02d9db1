"""A PostgreSQL server of the tests' own: the machine's, or the one that comes with the development packages."""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from porchlight.database import Database
from porchlight.schema import migrate


class NoServer(Exception):
    """No PostgreSQL server can be started here; the message says why."""


@dataclass(frozen=True)
class Server:
    """A server that runs, and can be made to stop and start again as an operator or a power cut would."""

    url: str
    _control: Callable[..., None]

    def stop(self, mode: Literal["fast", "immediate"]) -> None:
        """Stop it. fast: whoever is connected is thrown out. immediate: as if killed; it recovers when it starts."""
        self._control("-m", mode, "stop")

    def start(self) -> None:
        """Start it, and return once it takes connections."""
        self._control("start")

    def restart(self, mode: Literal["fast", "immediate"]) -> None:
        """Stop it and start it at once."""
        self._control("-m", mode, "restart")


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[str]:
    """Run a server on a free port until the block ends; yield the address of an empty database.

    `durable`: what is committed is on the disk, as in production; tests that kill no machine need not wait for that.
    """
    with server_to_restart(durable=durable) as server:
        yield server.url


@contextmanager
def server_to_restart(*, durable: bool = False) -> Iterator[Server]:
    """Run a server on a free port until the block ends. Raises NoServer where none can be started."""
    programs = _programs()
    user = _server_user()
    folder = Path(tempfile.mkdtemp(prefix="pl-pg-"))
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        _run([programs / "initdb", "-D", data, "-U", "porch", "-A", "trust", "--no-sync"], user, folder)
        port = _free_port()
        options = f"-p {port} -k {folder} -c fsync={'on' if durable else 'off'} -c listen_addresses=127.0.0.1"

        def control(*what: str) -> None:
            begin: list[str | Path] = ["-o", options, "-l", folder / "log"] if what[-1] != "stop" else []
            _run([programs / "pg_ctl", "-D", data, "-w", *begin, *what], user, folder)

        server = Server(f"postgresql://porch@127.0.0.1:{port}/postgres", control)
        server.start()
        try:
            yield server
        finally:
            with suppress(NoServer):  # a test may have left it stopped
                server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class MigratedServer:
    """A running server whose database "migrated" is the template of each test's own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._numbers = itertools.count(1)
        with self._maker() as connection:
            connection.execute(text("CREATE DATABASE migrated"))
        template = Database(f"{url.rpartition('/')[0]}/migrated")
        migrate(template)
        template.dispose()

    @contextmanager
    def database(self, template: str = "migrated") -> Iterator[Database]:
        """Make a database as a copy of another, and drop it when the block ends."""
        name = f"test_{next(self._numbers)}"
        database = empty_database(self.url, name, template)
        try:
            yield database
        finally:
            database.dispose()
            with self._maker() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    @contextmanager
    def _maker(self) -> Iterator[Connection]:
        maker = Database(self.url)
        with maker.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection
        maker.dispose()


@contextmanager
def migrated(request: pytest.FixtureRequest, folder: Path) -> Iterator[Database]:
    """Make an empty, migrated database: a SQLite file in the folder or, with `--postgresql`, one on a server."""
    if request.config.getoption("--postgresql"):
        with request.getfixturevalue("postgresql").database() as database:
            yield database
        return
    path = folder / "scene.db"
    shutil.copy(request.getfixturevalue("migrated_file"), path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.dispose()


def empty_database(server: str, name: str, template: str = "template0") -> Database:
    """Make a database on a running server, as a copy of another that nobody is connected to."""
    maker = Database(server)
    with maker.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    maker.dispose()
    return Database(f"{server.rpartition('/')[0]}/{name}")


def skip_without_server(reason: NoServer) -> None:
    """Skip with the reason; in CI it is a failure, because there PostgreSQL must be tested."""
    if os.environ.get("CI"):
        pytest.fail(f"no PostgreSQL server for the tests: {reason}")
    pytest.skip(str(reason))


def _programs() -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if installed:
        return installed[-1]
    package = importlib.util.find_spec("pgserver")
    if package is None or not package.submodule_search_locations:
        raise NoServer("PostgreSQL is not installed in /usr/lib/postgresql, nor is the package pgserver")
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin"


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as the user that its package made, or as nobody."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()} & {"postgres", "nobody"}
    if not names:
        raise NoServer("PostgreSQL does not run as root, and there is no user postgres")
    return max(names)


def _run(command: list[str | Path], user: str | None, folder: Path) -> None:
    ended = subprocess.run(
        command, user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60
    )
    if ended.returncode != 0:
        raise NoServer(f"{Path(command[0]).name} ended with {ended.returncode}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
