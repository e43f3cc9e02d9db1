"""Which stored listing a program of a newer file is."""

from __future__ import annotations

import dataclasses

from facilities_db.directory import Program
from facilities_db.matching import match
from tests.facilities_db.test_identity import PROGRAM


def _listings(*programs: Program) -> dict[int, Program]:
    """Stored rows stand in the test as programs: matching reads the same names of both."""
    return dict(enumerate(programs, start=1))


def _like(key: str, **changes: str) -> Program:
    return dataclasses.replace(PROGRAM, key=key, **changes)


def test_the_key_comes_first() -> None:
    """Also when a looser sign says otherwise."""
    stored = _listings(_like("a", phone="617-555-0199"), _like("b"))
    assert match([_like("a")], stored) == {0: 1}


def test_a_renamed_program_is_known_by_phone_and_house() -> None:
    """A new name at the same address with the same phone is the same program."""
    assert match([_like("b", name="Harbor Recovery")], _listings(_like("a"))) == {0: 1}


def test_a_program_with_a_new_phone_is_known_by_name_and_house() -> None:
    """Phones change; so do suites."""
    assert match([_like("b", phone="617-555-0155", street2="Suite 9")], _listings(_like("a"))) == {0: 1}


def test_a_program_that_moved_is_known_by_name_and_phone() -> None:
    """Within its state."""
    moved = _like("b", street="7 Elm St", city="Worcester", zip="01608")
    assert match([moved], _listings(_like("a"))) == {0: 1}
    assert match([dataclasses.replace(moved, state="NY")], _listings(_like("a"))) == {}


def test_two_programs_at_one_address_stay_two() -> None:
    """A sign that two have says nothing of either."""
    stored = _listings(_like("a", name="Men"), _like("b", name="Women"))
    assert match([_like("c", name="Teens")], stored) == {}
    assert match([_like("c", name="Men"), _like("d", name="Women")], stored) == {0: 1, 1: 2}


def test_a_listing_is_matched_once() -> None:
    """Two programs cannot be the same listing."""
    found = match([_like("b"), _like("c", name="Harbor Recovery")], _listings(_like("a")))
    assert found == {0: 1}
