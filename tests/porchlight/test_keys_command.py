"""`porchlight keys`, run as an operator would who changes the key."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.journal import Journal
from connectors.messages import Incoming
from porchlight.database import Database
from porchlight.schema import migrate
from porchlight.sealing import Cipher
from porchlight.settings import ROOT

FIRST, SECOND = "the-first-key-of-this-service-4711", "the-second-key-of-this-service-0815"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database in which one person has written, under the first key."""
    made = Database(f"sqlite:///{tmp_path / 'porchlight.db'}")
    migrate(made)
    Journal(made, Cipher(FIRST)).receive(Incoming("sms", "SM1", "+15550100001", "text", "a private word"))
    yield made
    made.dispose()


def keys(database: Database, action: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `porchlight keys ACTION`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    empty = dict.fromkeys(("PUBLIC_URL", "PORCHLIGHT_ENV", "SECRET_KEY_OLD", "TELEGRAM_BOT_TOKEN", "TWILIO_FROM"), "")
    folder = {
        "DATABASE_URL": database.url,
        "PORCHLIGHT_FOLDER": str(Path(database.url.removeprefix("sqlite:///")).parent),
    }
    return subprocess.run(
        [sys.executable, "-m", "porchlight", "keys", action],
        cwd=ROOT, env={**kept, **empty, **folder, **environment}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_the_whole_change_of_a_key(database: Database) -> None:
    """Status says that the old key is needed, rotate seals anew, status says that it can go, and it can."""
    both = {"SECRET_KEY": SECOND, "SECRET_KEY_OLD": FIRST}
    before = keys(database, "status", **both)
    assert (
        before.returncode == 1 and "inbox: 0 values sealed with the present key, 1 with an earlier one" in before.stdout
    )
    assert "1 people are found by an earlier key" in before.stdout
    rotated = keys(database, "rotate", **both)
    assert rotated.returncode == 0 and "inbox: 1 row sealed anew" in rotated.stdout, rotated.stderr
    alone = keys(database, "status", SECRET_KEY=SECOND)
    assert alone.returncode == 0 and "Nothing is sealed with an earlier key" in alone.stdout
    claim = Journal(database, Cipher(SECOND)).claim()
    assert claim is not None and claim.text == "a private word"
    spoken = "".join(each.stdout + each.stderr for each in (before, rotated, alone))
    assert not any(secret in spoken for secret in (FIRST, SECOND, "5550100001", "private word"))


def test_nothing_of_the_old_key_is_left_in_the_files(database: Database) -> None:
    """What was overwritten is in neither the file nor its log: the key may be in the wrong hands."""
    with database.read() as connection:
        sealed = [
            connection.exec_driver_sql(f"SELECT {c} FROM {t}").scalar()
            for t, c in (("inbox", "body"), ("contacts", "address"))
        ]
    assert keys(database, "rotate", SECRET_KEY=SECOND, SECRET_KEY_OLD=FIRST).returncode == 0
    files = [each.read_bytes() for each in Path(database.url.removeprefix("sqlite:///")).parent.glob("porchlight.db*")]
    assert files and not any(value in content for value in sealed for content in files)


def test_a_missing_key_is_said(database: Database) -> None:
    """Whoever forgets SECRET_KEY_OLD hears that something can be read with no key, and loses nothing."""
    for action in ("rotate", "status"):
        forgotten = keys(database, action, SECRET_KEY=SECOND)
        assert forgotten.returncode == 1 and "Is one missing?" in forgotten.stdout
    assert keys(database, "rotate", SECRET_KEY=SECOND, SECRET_KEY_OLD=FIRST).returncode == 0


def test_a_new_key_is_good_enough_for_production(database: Database) -> None:
    """64 hexadecimal digits, another each time, and kept nowhere."""
    made = [keys(database, "new").stdout.strip() for _ in range(2)]
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in made) and made[0] != made[1]


def test_no_database_is_a_plain_word(tmp_path: Path, database: Database) -> None:
    """And no traceback."""
    gone = keys(database, "rotate", SECRET_KEY=SECOND, DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert gone.returncode == 1 and "cannot be reached" in gone.stderr and "Traceback" not in gone.stderr
