"""One program that is listed more than once is shown once."""

from __future__ import annotations

from sqlalchemy import func, select

from facilities_db.importing import ImportReport
from facilities_db.needs import Needs
from facilities_db.places import PlaceFound
from facilities_db.search import find
from facilities_db.tables import facilities
from porchlight.database import Database
from tests.facilities_db.programs import program, put, rows_of

CAMBRIDGE = PlaceFound("Cambridge, MA", 42.3647, -71.1042, "MA")


def _found(store: Database) -> list[tuple[str, str]]:
    with store.read() as connection:
        return [(match.name, match.source) for match in find(connection, CAMBRIDGE, Needs(), 9).matches]


def test_equal_rows_are_shown_once(store: Database) -> None:
    """Both are kept, today and at the next import."""
    for _ in range(2):
        assert put(store, program("Harbor House"), program("Harbor House")).read == 2
        assert _found(store) == [("Harbor House", "samhsa")]


def test_two_programs_at_one_address_are_two(store: Database) -> None:
    """Another phone, another service or another name makes another program."""
    put(store, program("Harbor House"), program("Harbor House", phone="617-555-0101"),
        program("Harbor House", services=" OIT CHLD "), program("Elm House"))  # fmt: skip
    assert len(_found(store)) == 4


def test_an_operators_listing_stands_for_the_directorys(store: Database) -> None:
    """Of that name at that address; when the operator's is gone, the directory's is shown again."""
    put(store, program("Harbor House, Inc."), program("Elm House", street="2 Elm St"))
    put(store, program("Harbor House", hours="Mon 17:00-21:00"), source="operator", edition="2026-01-01")
    assert set(_found(store)) == {("Harbor House", "operator"), ("Elm House", "samhsa")}
    put(store, program("Oak House", street="3 Oak St"), source="operator", edition="2026-02-01")
    assert set(_found(store)) == {
        ("Harbor House, Inc.", "samhsa"), ("Elm House", "samhsa"), ("Oak House", "operator"),
    }  # fmt: skip


def test_the_real_file_has_few_that_are_wholly_equal(real: tuple[Database, ImportReport]) -> None:
    """14 rows have the name and address of another, 3 of them also its phones and services: those 3 are not shown."""
    with real[0].read() as connection:
        same = select(func.count()).select_from(facilities).where(facilities.c.same_as.is_not(None))
        assert connection.execute(same).scalar_one() == 3
        listed = select(func.count()).select_from(facilities).where(facilities.c.listed)
        assert connection.execute(listed).scalar_one() == 12_197
    assert rows_of(real[0])
