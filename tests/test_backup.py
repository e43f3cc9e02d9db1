"""A backup of a service that runs, restored elsewhere: nothing answered is lost, and nothing is readable without the key."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import threading
from pathlib import Path

import pytest
from sqlalchemy import Table, select
from sqlalchemy.engine import make_url

from porchlight.database import Database
from porchlight.schema import all_tables, is_current, migrate
from tests.conftest import StartService
from tests.connectors.scene import Scene
from tests.people import SmsPerson
from tests.porchlight.postgres import NoServer, empty_database, running_server, skip_without_server
from tests.service import Service

WORDS = "zanzibarquux how much does iop cost per week"


def _goes_on(restored: Service, person: SmsPerson) -> None:
    """Start the restored service, with a database that remembers this person, and talk on."""
    told = SmsPerson(restored, person.address).says("is it private")
    assert len(told) == 1 and "automated, not a counselor" not in told[0], "they were welcomed before"
    assert any(WORDS in line.text for line in restored.ledger.story_of(person.conversation_id))
    (handoff,) = restored.ledger.handoffs_of(person.conversation_id)
    assert handoff.status == "waiting"


def test_sqlite_while_people_write(open_service: StartService, tmp_path: Path) -> None:
    """The copy is made in the middle of writing, is whole, and a service elsewhere goes on from it."""
    service = open_service().serve()
    person, others = SmsPerson(service), [SmsPerson(service) for _ in range(4)]
    person.says(WORDS)
    person.says("i want to talk to someone")
    stop = threading.Event()

    def write() -> None:
        for other in others * 10:
            if not stop.wait(0.1):
                other.writes("hello")

    writing = threading.Thread(target=write)
    writing.start()
    try:
        file = tmp_path / "night.backup"
        made = service.command("backup", str(file))
    finally:
        stop.set()
        writing.join()
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and list(tmp_path.iterdir()) == [file]
    assert b"zanzibarquux" not in file.read_bytes()
    again = service.command("backup", str(file))
    assert again.returncode == 1 and "exists" in again.stderr
    conversation = person.conversation_id
    service.stop()
    elsewhere = open_service(template=None)
    shutil.copy(file, elsewhere.folder / "porchlight.db")
    shutil.copy(service.folder / "secret_key", elsewhere.folder / "secret_key")
    elsewhere.serve()
    elsewhere.wait_until(lambda: elsewhere.ledger.unread() == 0, 120.0, "what was unanswered then is answered now")
    assert conversation == person.conversation_id
    _goes_on(elsewhere, person)
    elsewhere.stop()


def test_postgresql(open_service: StartService, tmp_path: Path) -> None:
    """By pg_dump, and back into an empty database by pg_restore, as docs/operations.md says: row by row the same."""
    if shutil.which("pg_dump") is None or shutil.which("pg_restore") is None:
        pytest.skip("pg_dump and pg_restore are not installed")
    try:
        with running_server() as server:
            before = Scene(Database(server))
            migrate(before.database)
            before.hears(WORDS)
            conversation = before.answers("It costs this and that.").conversation_id
            before.hears("and what is not answered yet")
            file = tmp_path / "night.backup"
            made = open_service(template=None, database_url=server).command("backup", str(file))
            assert made.returncode == 0, made.stderr
            assert stat.S_IMODE(file.stat().st_mode) == 0o600 and b"zanzibarquux" not in file.read_bytes()
            after = Scene(empty_database(server, "elsewhere"))
            url = make_url(after.database.url)
            subprocess.run(
                ["pg_restore", "--dbname=elsewhere", "--no-owner", "--exit-on-error", str(file)], check=True,
                env={**os.environ, "PGHOST": str(url.host), "PGPORT": str(url.port), "PGUSER": str(url.username)},
            )  # fmt: skip
            assert is_current(after.database)
            for table in all_tables().sorted_tables:
                assert _rows(after, table) == _rows(before, table), table.name
            with after.database.read() as connection:
                assert WORDS in [line.text for line in after.transcript.story(connection, conversation)]
            after.answers("It goes on where it was.")
            for scene in (before, after):
                scene.database.dispose()
    except NoServer as reason:
        skip_without_server(reason)


def _rows(scene: Scene, table: Table) -> list[str]:
    with scene.database.read() as connection:
        return sorted(str(tuple(row)) for row in connection.execute(select(table)))


@pytest.mark.parametrize("url", ["postgresql://nobody:secret-word@127.0.0.1:1/none", ""])
def test_a_backup_that_fails_leaves_nothing(open_service: StartService, tmp_path: Path, url: str) -> None:
    """No half file that looks like one, no password in what is said, and a code that a timer notices."""
    service = open_service(template=None, database_url=url)
    made = service.command("backup", str(tmp_path / "night.backup"))
    assert made.returncode == 1 and "No backup was made" in made.stderr
    assert "secret-word" not in made.stderr + made.stdout
    assert list(tmp_path.iterdir()) == []
