"""Short transactions, one writer at a time, all times in UTC."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, select
from sqlalchemy.exc import OperationalError, StatementError

from porchlight.database import Database, UtcDateTime, insert_if_absent, now

notes = Table(
    "notes",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", String(10), unique=True),
    Column("at", UtcDateTime),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A file with one table."""
    database = Database(f"sqlite:///{tmp_path / 'notes.db'}")
    notes.metadata.create_all(database.engine)
    yield database
    database.dispose()


def _names(database: Database) -> list[str]:
    with database.read() as connection:
        return [row.name for row in connection.execute(select(notes).order_by(notes.c.id))]


def test_a_write_is_kept_whole_or_not_at_all(database: Database) -> None:
    """Committed at the end; an exception undoes all of it."""
    with database.write() as connection:
        connection.execute(notes.insert().values(name="kept"))
    with pytest.raises(RuntimeError), database.write() as connection:
        connection.execute(notes.insert().values(name="undone"))
        raise RuntimeError
    assert _names(database) == ["kept"]


def test_two_writers_wait_for_each_other(database: Database) -> None:
    """Reading before writing, as a claim does, loses no update and fails nobody."""

    def add() -> None:
        for _ in range(10):
            with database.write() as connection:
                count = len(connection.execute(select(notes.c.id)).all())
                connection.execute(notes.insert().values(name=f"n{count}"))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _names(database) == [f"n{number}" for number in range(40)]


def test_a_writer_gives_up_after_its_patience(database: Database) -> None:
    """And says so with the error that every caller expects."""
    impatient = Database(database.url, wait=0.1)
    with database.write(), pytest.raises(OperationalError), impatient.write():
        pass
    with impatient.write() as connection:
        connection.execute(notes.insert().values(name="later"))
    assert _names(database) == ["later"]


def test_a_reader_never_waits_for_a_writer(database: Database) -> None:
    """It sees what was there before."""
    with database.write() as connection:
        connection.execute(notes.insert().values(name="on its way"))
        assert _names(database) == []
    assert _names(database) == ["on its way"]


def test_what_was_kept_survives(database: Database) -> None:
    """WAL, full syncs, foreign keys and secure deletion are on in every connection."""
    with database.read() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_only_what_need_not_last_does_not_wait_for_the_disk(database: Database) -> None:
    """And the connection that it used waits again with the next thing that is written."""
    asked = []
    for lasting in (True, False, True):
        with database.write(lasting=lasting) as connection:
            asked.append(connection.exec_driver_sql("PRAGMA synchronous").scalar())
    assert asked == [2, 1, 2]


def test_times_come_back_in_utc(database: Database) -> None:
    """Whatever zone they were in."""
    moment = dt.datetime(2026, 7, 1, 20, 30, tzinfo=ZoneInfo("America/New_York"))
    with database.write() as connection:
        connection.execute(notes.insert().values(name="a", at=moment))
        connection.execute(notes.insert().values(name="b", at=None))
    with database.read() as connection:
        back = [row.at for row in connection.execute(select(notes.c.at).order_by(notes.c.id))]
    assert back == [dt.datetime(2026, 7, 2, 0, 30, tzinfo=dt.timezone.utc), None]
    assert back[0].utcoffset() == dt.timedelta(0)


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    """Nobody could say later when it was."""
    with pytest.raises((ValueError, StatementError), match="time zone"), database.write() as connection:
        connection.execute(notes.insert().values(name="a", at=dt.datetime(2026, 1, 1)))
    assert now().utcoffset() == dt.timedelta(0)


def test_inserting_what_is_there_changes_nothing(database: Database) -> None:
    """And says that it was there."""
    with database.write() as connection:
        assert insert_if_absent(connection, notes, {"name": "a"}) is True
        assert insert_if_absent(connection, notes, {"name": "a"}) is False
    assert _names(database) == ["a"]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_that_forgets_is_refused(url: str) -> None:
    """In memory, messages would be lost at the end."""
    with pytest.raises(ValueError, match="file"):
        Database(url)


def test_one_look_is_one_transaction(database: Database) -> None:
    """Whichever part of a turn reads; on SQLite nothing changes for it meanwhile, and behind it all is as it is now."""
    with database.one_look():
        assert _names(database) == []
        with database.write() as connection:
            connection.execute(notes.insert().values(name="meanwhile"))
        with database.read() as one, database.read() as other:
            assert one is other
        assert _names(database) == []
    assert _names(database) == ["meanwhile"]


def test_a_look_that_failed_is_over(database: Database) -> None:
    """The next one is a new transaction."""
    with pytest.raises(ValueError, match="broke"), database.one_look():
        raise ValueError("it broke")
    with database.read() as one, database.read() as other:
        assert one is not other
