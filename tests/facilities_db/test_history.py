"""Editions of one list: what is updated, gone, back, and what is told about it."""

from __future__ import annotations

import dataclasses

import pytest

from facilities_db.history import history_of
from facilities_db.importing import ImportRefused
from facilities_db.needs import Needs
from facilities_db.places import PlaceFound
from facilities_db.search import find
from porchlight.database import Database
from tests.facilities_db.programs import program, put, rows_of

HARBOR, ELM = program("Harbor House"), program("Elm House", street="2 Elm St", phone="617-555-0102")
CAMBRIDGE = PlaceFound("Cambridge, MA", 42.3647, -71.1042, "MA")


def _told(store: Database, number: int) -> list[tuple[str, str, str, str]]:
    with store.read() as connection:
        return [(c.field, c.before, c.after, c.by) for c in history_of(connection, number)]


def test_gone_is_kept_and_can_come_back(store: Database) -> None:
    """A program that an edition lacks leaves the search; with the next one that has it, it is itself again."""
    put(store, HARBOR, ELM)
    number = rows_of(store)["Elm House"].id
    assert put(store, HARBOR, edition="2025").gone == 1
    row = rows_of(store)["Elm House"]
    assert (row.id, row.listed, row.band) == (number, False, None) and row.gone_at is not None
    with store.read() as connection:
        assert [match.name for match in find(connection, CAMBRIDGE, Needs()).matches] == ["Harbor House"]
    assert put(store, HARBOR, dataclasses.replace(ELM, phone="617-555-0103"), edition="2026").updated == 2
    assert rows_of(store)["Elm House"].listed
    assert _told(store, number) == [
        ("phone", "617-555-0102", "617-555-0103", "samhsa_2026.csv"),
        ("back", "", "", "samhsa_2026.csv"),
        ("gone", "", "", "samhsa_2025.csv"),
    ]


def test_a_renamed_program_keeps_its_number(store: Database) -> None:
    """Whoever comes back to an answer finds it; the history has the old name."""
    put(store, HARBOR, ELM)
    number = rows_of(store)["Elm House"].id
    report = put(store, HARBOR, dataclasses.replace(ELM, name="Elm Recovery"), edition="2025")
    assert (report.added, report.gone) == (0, 0)
    assert rows_of(store)["Elm Recovery"].id == number
    assert _told(store, number) == [("name", "Elm House", "Elm Recovery", "samhsa_2025.csv")]


def test_the_same_edition_again_changes_nothing(store: Database) -> None:
    """Not even a line of history."""
    put(store, HARBOR, ELM)
    before = rows_of(store)
    report = put(store, HARBOR, ELM)
    assert (report.added, report.updated, report.unchanged, report.gone) == (0, 0, 2, 0)
    assert rows_of(store) == before and _told(store, before["Elm House"].id) == []


def test_an_older_edition_is_refused(store: Database) -> None:
    """The locator's day is newer than the directory of a year before, and older than that of a year after."""
    put(store, HARBOR, edition="2025-06-01", source="locator")
    with pytest.raises(ImportRefused, match="already holds 2025-06-01"):
        put(store, HARBOR, edition="2024")
    put(store, HARBOR, edition="2026")


def test_the_locator_updates_the_directory(store: Database) -> None:
    """They are one list: the same program keeps its number, and a part of an answer makes nothing gone."""
    put(store, HARBOR, ELM)
    number = rows_of(store)["Harbor House"].id
    newer = dataclasses.replace(HARBOR, website="harbor.example", lat=42.3655, lng=-71.1035)
    assert put(store, newer, edition="2026-01-02", source="locator", complete=False).gone == 0
    row = rows_of(store)["Harbor House"]
    assert (row.id, row.source, row.exact, row.website) == (number, "locator", True, "harbor.example")


def test_what_the_next_source_does_not_tell_is_kept(store: Database) -> None:
    """A directory without websites and positions does not erase the locator's, while the address is the same."""
    put(store, dataclasses.replace(HARBOR, website="harbor.example", lat=42.3655, lng=-71.1035), source="locator",
        edition="2024-01-01")  # fmt: skip
    put(store, HARBOR, edition="2025")
    row = rows_of(store)["Harbor House"]
    assert (row.website, row.exact, row.lat) == ("harbor.example", True, 42.3655)
    put(store, dataclasses.replace(HARBOR, street="7 Oak St"), edition="2026")
    assert not rows_of(store)["Harbor House"].exact, "it has moved"


def test_a_row_without_services_takes_none_away(store: Database) -> None:
    """The locator leaves out what many opioid treatment programs offer; what is known stays."""
    put(store, HARBOR)
    put(store, dataclasses.replace(HARBOR, services=" SA OTP "), source="locator", edition="2026-01-02")
    assert rows_of(store)["Harbor House"].services == " OIT MD SA OTP "


def test_a_file_that_empties_a_state_is_remarked_on(store: Database) -> None:
    """Half a file looks like a catastrophe, and is said to."""
    many = [program(f"House {n}", street=f"{n} Main St", phone=f"617-555-01{n:02d}") for n in range(1, 41)]
    put(store, *many)
    report = put(store, *many[:20], edition="2025")
    assert report.gone == 20 and "20 of 40 programs" in report.remarks[0]
    assert put(store, *many, edition="2025").remarks == ()
    assert sum(row.listed for row in rows_of(store).values()) == 40


def test_a_failure_half_way_leaves_the_store_as_it_was(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is one transaction, down to the last step."""
    put(store, HARBOR, ELM)
    before = rows_of(store)

    def fail(*_: object) -> int:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("facilities_db.importing.duplicates.settle", fail)
    with pytest.raises(RuntimeError):
        put(store, program("Oak House", street="1 Oak St"), edition="2025")
    assert rows_of(store) == before
