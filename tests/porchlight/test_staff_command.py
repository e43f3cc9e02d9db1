"""`porchlight staff`, run as an operator would."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, update

from hotline.passwords import Passwords
from hotline.tables import audit, staff
from porchlight.database import Database, now
from porchlight.settings import ROOT

PASSWORD = "tin roof, warm rain"
OTHER = "a quiet blue door"


class Operator:
    """Somebody at the command line of a service in a folder of its own, that was never started."""

    def __init__(self, folder: Path) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        empty = dict.fromkeys(("DATABASE_URL", "SECRET_KEY", "PUBLIC_URL", "PORCHLIGHT_ENV"), "")
        self.environment = kept | empty | {"PORCHLIGHT_FOLDER": str(folder)}
        self.database = Database(f"sqlite:///{folder / 'porchlight.db'}")

    def runs(self, *arguments: str, said: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `porchlight staff ARGUMENTS` with these words on its standard input."""
        return subprocess.run(
            [sys.executable, "-m", "porchlight", "staff", *arguments],
            cwd=ROOT, env=self.environment | environment, input=said, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    def types(self, *arguments: str, keys: str) -> tuple[int, str]:
        """Run it in a terminal, with these keys pressed; return its exit code and all that was seen."""
        ours, theirs = pty.openpty()
        done = subprocess.Popen(
            [sys.executable, "-m", "porchlight", "staff", *arguments],
            cwd=ROOT, env=self.environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        seen = b""
        for line in keys.splitlines(keepends=True):
            while not seen.endswith(b": "):  # from then on, nothing typed is shown
                seen += os.read(ours, 1024)
            os.write(ours, line.encode())
            seen += b"|"
        try:
            while piece := os.read(ours, 1024):
                seen += piece
        except OSError:  # how Linux says that the other end is closed
            pass
        os.close(ours)
        return done.wait(60), seen.decode()

    def fits(self, name: str, password: str) -> bool:
        """Whether this is somebody's password."""
        with self.database.read() as connection:
            kept = connection.execute(select(staff.c.password_hash).where(staff.c.name == name)).scalar_one()
        return Passwords().fits(kept, password)


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    """An operator in an empty folder."""
    return Operator(tmp_path)


@pytest.fixture(scope="module")
def unlucky(tmp_path_factory: pytest.TempPathFactory) -> Operator:
    """An operator to whom nothing is granted: the folder stays as it is."""
    return Operator(tmp_path_factory.mktemp("unlucky"))


def test_the_staff_of_a_new_service(operator: Operator) -> None:
    """Added before anything was set up, listed, given a new password, and taken the access; each is in the log."""
    added = operator.runs(
        "add", "Sam", "--role", "counselor", "--shown-name", "Sam", "--password-stdin", said=f"{PASSWORD}\n"
    )
    assert added.returncode == 0 and "sam can sign in at /desk now, as counselor" in added.stdout
    assert operator.fits("sam", PASSWORD)

    listed = operator.runs("list")
    assert listed.stdout == "sam: counselor, people are told Sam, never signed in\n"

    again = operator.runs("add", "sam", "--role", "auditor", "--password-stdin", said=f"{OTHER}\r\n")
    assert again.returncode == 1 and "somebody named sam already" in again.stderr and operator.fits("sam", PASSWORD)

    reset = operator.runs("reset", "SAM", "--password-stdin", said=f"{OTHER}\r\n")
    assert reset.returncode == 0 and operator.fits("sam", OTHER)

    gone = operator.runs("disable", "sam")
    assert gone.returncode == 0 and "may not sign in any more" in gone.stdout
    assert "Nobody may sign in yet" in operator.runs("list").stdout
    for command in ("disable", "reset"):
        missing = operator.runs(command, "sam", *(["--password-stdin"] if command == "reset" else []), said=OTHER)
        assert missing.returncode == 1 and "Nobody named sam may sign in" in missing.stderr

    for done in (added, listed, again, reset, gone):
        for password in (PASSWORD, OTHER):
            assert password not in done.stdout + done.stderr
    with operator.database.read() as connection:
        lines = [(row.staff_id, row.action) for row in connection.execute(select(audit).order_by(audit.c.id))]
    assert lines == [(None, "staff_added"), (None, "password_reset"), (None, "staff_disabled")]


def test_a_lost_phone(operator: Operator) -> None:
    """The authenticator is forgotten and the password stays."""
    added = operator.runs("add", "sue", "--role", "supervisor", "--password-stdin", said=PASSWORD)
    assert "second step when they first sign in" in added.stdout
    with operator.database.write() as connection:
        connection.execute(update(staff).values(totp_secret=b"sealed", totp_step=7, seen_at=now()))
    assert "sue: supervisor, with a second step, last seen 20" in operator.runs("list").stdout
    done = operator.runs("reset", "sue", "--second-factor")
    assert done.returncode == 0 and "authenticator of sue is forgotten" in done.stdout
    with operator.database.read() as connection:
        row = connection.execute(select(staff)).one()
    assert (row.totp_secret, row.totp_step) == (None, None) and operator.fits("sue", PASSWORD)


@pytest.mark.parametrize(
    ("arguments", "said", "words"),
    [
        (("sam", "--role", "counselor", "--password-stdin"), "short\n", "at least 12 characters"),
        (("sam", "--role", "counselor", "--password-stdin"), "", "at least 12 characters"),
        (("sam", "--role", "king", "--password-stdin"), PASSWORD, "counselor, supervisor, auditor"),
        (("a b", "--role", "counselor", "--password-stdin"), PASSWORD, "letters, digits"),
        (("sam", "--role", "counselor"), PASSWORD, "--password-stdin"),
    ],
)
def test_who_cannot_be_added(unlucky: Operator, arguments: tuple[str, ...], said: str, words: str) -> None:
    """Exit 1 with the reason, and nobody is added."""
    done = unlucky.runs("add", *arguments, said=said)
    assert done.returncode == 1 and words in done.stderr and "Traceback" not in done.stderr
    with unlucky.database.read() as connection:
        assert connection.execute(select(staff)).first() is None


def test_a_password_is_typed_twice_and_not_shown(operator: Operator) -> None:
    """In a terminal it is asked for, and what is typed does not appear."""
    code, seen = operator.types(
        "add", "sam", "--role", "counselor", keys=f"{PASSWORD}\n{OTHER}\n{PASSWORD}\n{PASSWORD}\n"
    )
    assert code == 0 and "sam can sign in" in seen
    assert PASSWORD not in seen and OTHER not in seen
    assert operator.fits("sam", PASSWORD)


def test_no_database(operator: Operator) -> None:
    """One that cannot be reached is named, without a traceback."""
    done = operator.runs("list", DATABASE_URL="postgresql://porch:x@127.0.0.1:1/none")
    assert done.returncode == 1 and "cannot be reached" in done.stderr and "Traceback" not in done.stderr
