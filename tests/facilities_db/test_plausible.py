"""What speaks against an edition before it is stored."""

from __future__ import annotations

from facilities_db.directory import Directory, Program
from facilities_db.plausible import doubts
from porchlight.database import Database

from .programs import program, put


def _told(*programs: Program) -> Directory:
    return Directory("locator", programs=list(programs))


def _many(count: int, services: str = " OIT MD ", **changes: str) -> list[Program]:
    return [program(f"Program {n}", services=services, **changes) for n in range(count)]


def test_a_list_that_has_shrunk_by_half_is_doubted(store: Database) -> None:
    """Nineteen where forty were: said in numbers, of programs and of what they offer. Twenty are believed."""
    put(store, *_many(40))
    with store.read() as connection:
        assert doubts(connection, _told(*_many(20))) == []
        assert doubts(connection, _told(*_many(19))) == [
            "programs: 19 where the store has 40",
            "programs with Medicaid: 19 where the store has 40",
            "programs with intensive outpatient (IOP): 19 where the store has 40",
        ]


def test_a_word_that_nobody_uses_any_more_is_doubted(store: Database) -> None:
    """All are there and none is intensive: the words have changed, not the programs."""
    put(store, *_many(40))
    with store.read() as connection:
        found = doubts(connection, _told(*_many(40, " MD TELE ")))
    assert found == ["programs with intensive outpatient (IOP): 0 where the store has 40"]


def test_few_may_come_and_go(store: Database) -> None:
    """In a small state half of the programs is one or two."""
    put(store, *_many(19))
    with store.read() as connection:
        assert doubts(connection, _told(program("Only one", services=" OP "))) == []


def test_other_states_and_lists_are_not_compared(store: Database) -> None:
    """Vermont's list is not held against the programs of Massachusetts, nor against an operator's own."""
    put(store, *_many(40))
    put(store, *_many(40, state="VT", zip="05401", city="Burlington"), source="operator")
    with store.read() as connection:
        assert doubts(connection, _told(program("Only one", state="VT", zip="05401"))) == []


def test_what_is_gone_is_not_compared(store: Database) -> None:
    """Programs that an earlier edition took away are not missed again."""
    put(store, *_many(40))
    put(store, *_many(10), edition="2025")
    with store.read() as connection:
        assert doubts(connection, _told(*_many(10))) == []
