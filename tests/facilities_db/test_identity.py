"""When two listings are the same program."""

from __future__ import annotations

import dataclasses

import pytest

from facilities_db.directory import Program
from facilities_db.identity import Keys, house, looser_signs, same_spelling, tie_break

PROGRAM = Program(
    key="k", name="Harbor House", name2="", street="100 North Main Street", street2="", city="Boston", state="MA",
    zip="02110", phone="617-555-0100 ext. 12", intake_phone="", services=" OIT ",
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("100 N. Main Street, Suite 4", "100 North Main St Ste 4"),
        ("The Harbor Center, Inc.", "HARBOR CTR"),
        ("Alcohol & Drug Services", "Alcohol and Drug Service"),
        ("Peña House", "Pena House"),
    ],
)
def test_one_spelling_for_two(one: str, other: str) -> None:
    """What directories write in two ways is the same."""
    assert same_spelling(one) == same_spelling(other)


def test_numbers_and_other_words_stay_apart() -> None:
    """Another house number, suite or name is another program."""
    for one, other in (("10 Main St", "11 Main St"), ("Suite 4", "Suite 5"), ("Harbor House", "Harbor Home")):
        assert same_spelling(one) != same_spelling(other)


def test_a_key_is_the_same_in_every_edition() -> None:
    """In another file, in another spelling, in another place of the file."""
    first, second = Keys(), Keys()
    second.key("Other", "1 Elm St")
    assert first.key("Harbor House", "10 Main Street") == second.key("HARBOR HOUSE", "10 Main St.")


def test_equal_rows_have_keys_of_their_own() -> None:
    """The second of two equal ones has the same other key in every edition."""
    keys, again = Keys(), Keys()
    pair = [keys.key("Harbor House", "10 Main St"), keys.key("Harbor House", "10 Main St")]
    assert len(set(pair)) == 2
    assert pair == [again.key("Harbor House", "10 Main St"), again.key("Harbor House", "10 Main St")]


def test_an_operators_listing_has_another_key() -> None:
    """Two sources never overwrite each other's rows."""
    assert Keys().key("Harbor House") != Keys("operator").key("Harbor House")


def test_looser_signs_are_none_where_they_cannot_be_had() -> None:
    """Without a street, only name and phone are left; without both, nothing."""
    assert all(looser_signs(PROGRAM))
    hidden = dataclasses.replace(PROGRAM, street="")
    assert [sign is None for sign in looser_signs(hidden)] == [True, True, False]
    assert looser_signs(dataclasses.replace(hidden, phone="")) == (None, None, None)


@pytest.mark.parametrize(
    ("street", "expected"),
    [
        ("1010 North Main Street", "1010 main"),
        ("12B Elm", "12b elm"),
        ("PO Box 5", ""),
        ("", ""),
        ("9 E 3rd St", "9 3rd"),
    ],
)
def test_the_house_number_goes_with_its_street(street: str, expected: str) -> None:
    """Number 5 of two streets is two houses."""
    assert house(street) == expected


def test_the_tie_break_fits_a_database_integer() -> None:
    """It is read from the key, so it never changes, and is at most 28 bits."""
    assert tie_break("f" * 64) == 16**7 - 1
