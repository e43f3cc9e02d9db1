"""One writer at a time, and whoever comes first goes first."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from porchlight.database import Database
from porchlight.turnstile import Turnstile


def test_one_at_a_time() -> None:
    """Two threads are never both through."""
    turnstile, within, most = Turnstile(60.0), 0, 0

    def work() -> None:
        nonlocal within, most
        for _ in range(50):
            with turnstile.through(first=False):
                within += 1
                most = max(most, within)
                time.sleep(0.0001)
                within -= 1

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_who_is_first_overtakes_those_that_wait() -> None:
    """Five wait already; the one that comes first and last is through before them all."""
    turnstile, order = Turnstile(60.0), list[str]()

    def work(name: str, first: bool) -> None:
        with turnstile.through(first=first):
            order.append(name)

    with turnstile.through(first=False):
        waiting = [threading.Thread(target=work, args=("other", False)) for _ in range(5)]
        for thread in waiting:
            thread.start()
        waiting.append(threading.Thread(target=work, args=("first", True)))
        waiting[-1].start()
        while not turnstile._first_waiting:
            time.sleep(0.01)
    for thread in waiting:
        thread.join()
    assert order == ["first"] + ["other"] * 5


def test_nobody_waits_for_ever() -> None:
    """The wait ends with TimeoutError, and the turnstile still works afterwards."""
    turnstile = Turnstile(0.05)
    with turnstile.through(first=False):
        for first in (False, True):
            with pytest.raises(TimeoutError), turnstile.through(first=first):
                pass
    with turnstile.through(first=False):
        pass


def test_an_error_within_gives_the_turn_back() -> None:
    """Whatever happens in the block."""
    turnstile = Turnstile(0.05)
    with pytest.raises(ValueError), turnstile.through(first=False):
        raise ValueError
    with turnstile.through(first=False):
        pass


def test_the_database_says_locked_when_the_turn_does_not_come(tmp_path: Path) -> None:
    """The error that callers know from the lock itself, held by this process or by another."""
    database, other = (Database(f"sqlite:///{tmp_path / 'a.db'}", wait=0.1) for _ in range(2))
    for holder in (database, other):
        with holder.write(), pytest.raises(OperationalError), database.write():
            pass
    with database.write() as connection:
        connection.execute(text("CREATE TABLE t (a)"))
    database.dispose()
    other.dispose()
