"""A PostgreSQL server of the tests' own, where one is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NoServer(Exception):
    """No PostgreSQL server can be started here; the message says why."""


@contextmanager
def running_server() -> Iterator[str]:
    """Run a server on a free port until the block ends; yield the address of an empty database."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        raise NoServer("PostgreSQL is not installed in /usr/lib/postgresql")
    user = _server_user()
    folder = Path(tempfile.mkdtemp(prefix="pl-pg-"))
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        _run([programs[-1] / "initdb", "-D", data, "-U", "porch", "-A", "trust", "--no-sync"], user, folder)
        port = _free_port()
        options = f"-p {port} -k {folder} -c fsync=off -c listen_addresses=127.0.0.1"
        _run([programs[-1] / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start"], user, folder)
        try:
            yield f"postgresql://porch@127.0.0.1:{port}/postgres"
        finally:
            _run([programs[-1] / "pg_ctl", "-D", data, "-m", "immediate", "stop"], user, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as the user that its package made."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise NoServer("PostgreSQL does not run as root, and there is no user postgres") from None


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
