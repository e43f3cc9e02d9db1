"""Which time zone somebody is in, and which number is a person's own."""

from __future__ import annotations

import pytest
import zipcodes
from hypothesis import given
from hypothesis import strategies as st

from facilities_db.states import NAMES
from hotline.zones import clock_named, read_us_number, zone_named, zone_of_number, zone_of_place


def key(zone: object) -> str | None:
    """A zone by its name."""
    return None if zone is None else str(zone)


@pytest.mark.parametrize(
    ("number", "zone"),
    [
        ("+16175550123", "America/New_York"), ("+13125550123", "America/Chicago"), ("+16025550123", "America/Phoenix"),
        ("+18085550123", "Pacific/Honolulu"), ("+17875550123", "America/Puerto_Rico"), ("+14165550123", "America/Toronto"),
        ("+18505550123", None), ("+12085550123", None), ("+14235550123", None),  # areas with two zones
        ("+18005550123", None), ("+15550100001", None), ("+447700900123", None), ("6175550123", None), ("", None),
    ],
)  # fmt: skip
def test_the_zone_of_a_number(number: str, zone: str | None) -> None:
    """By its area code, where the whole area keeps one time; a toll-free number is nowhere."""
    assert key(zone_of_number(number)) == zone


@pytest.mark.parametrize(
    ("zip_code", "state", "zone"),
    [
        ("02139", "MA", "America/New_York"), (None, "ma", "America/New_York"), (None, "CA", "America/Los_Angeles"),
        (None, "TX", None), ("79901", "TX", "America/Denver"), ("75001", "TX", "America/Chicago"),
        ("86503", "AZ", "America/Denver"), ("85001", "AZ", "America/Phoenix"), (None, "AZ", None),
        ("02139", None, "America/New_York"), ("00000", None, None), ("x", "TX", None), ("", "", None), (None, None, None),
        ("99634", "AK", None),  # the package has the town for a zone
    ],
)  # fmt: skip
def test_the_zone_of_a_place(zip_code: str | None, state: str | None, zone: str | None) -> None:
    """A state with one time has that; a split one needs the ZIP."""
    assert key(zone_of_place(zip_code, state)) == zone


def test_the_states_with_one_zone_are_those_that_have_one() -> None:
    """Our list says of each state what the package's ZIPs say together."""
    zones: dict[str, set[str]] = {}
    for row in zipcodes.list_all():
        if row["state"] in NAMES and row["timezone"]:
            zones.setdefault(row["state"], set()).add(row["timezone"])
    for state, found in zones.items():
        assert key(zone_of_place(None, state)) == (next(iter(found)) if len(found) == 1 else None), state


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("pacific", "America/Los_Angeles"), ("EST", "America/New_York"), ("im in central time", "America/Chicago"),
        ("E.T.", "America/New_York"), ("mt", "America/Denver"), ("mountain", "America/Denver"), ("PT", "America/Los_Angeles"),
        ("ct time", "America/Chicago"), ("arizona", "America/Phoenix"), ("Hawaii!", "Pacific/Honolulu"),
        ("alaska", "America/Anchorage"), ("i live in ohio", "America/New_York"), ("california", "America/Los_Angeles"),
        ("north carolina", "America/New_York"), ("west virginia", "America/New_York"), ("5pm et", "America/New_York"),
        ("washington state", "America/Los_Angeles"),
        ("washington", None), ("texas", None), ("ohio or indiana", None), ("eastern or central", None), ("et cetera", None),
        ("i dont know", None), ("mass", None), ("", None), ("my ct scan", None),
    ],
)  # fmt: skip
def test_a_zone_as_people_name_it(text: str, zone: str | None) -> None:
    """By its name, its letters, or a state that has but one; two at once are none."""
    assert key(zone_named(text)) == zone


def test_a_state_is_not_the_zone_of_a_time() -> None:
    """ "5 at the ohio office" is not a time in another zone."""
    assert clock_named("5 at the ohio office") is None
    assert key(clock_named("5 pm central")) == "America/Chicago"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6175550123", "+16175550123"), ("617-555-0123", "+16175550123"), ("(617) 555 0123 ext 4", "+16175550123"),
        ("call 617.555.0123.", "+16175550123"), ("+1 (617) 555-0123", "+16175550123"), ("1 617 555 0123", "+16175550123"),
        ("6 1 7 5 5 5 0 1 2 3", "+16175550123"), ("617 5550 123", "+16175550123"), ("416 555 0123", "+14165550123"),
        ("zip 02139, 617 555 0123 or 617 555 0124", "+16175550123"), ("787-555-0123", "+17875550123"),
        ("555-0123", None), ("911", None), ("988", None), ("02139", None), ("617555012", None), ("61755501234", None),
        ("800-662-4357", None), ("900-555-1234", None), ("876 555 0123", None), ("+44 7700 900123", None),
        ("123-456-7890", None), ("whenever", None), ("", None),
    ],
)  # fmt: skip
def test_numbers_that_a_person_can_be_called_at(text: str, number: str | None) -> None:
    """US and Canadian numbers that can be somebody's own; toll-free, premium and foreign ones are not called."""
    assert read_us_number(text) == number


@given(st.one_of(st.text(max_size=60), st.text("0123456789 +-()./x", max_size=40)))
def test_no_text_breaks_the_readers(text: str) -> None:
    """Whatever is written; and a number that is read is in E.164."""
    number = read_us_number(text)
    assert number is None or (len(number) == 12 and number.startswith("+1"))
    zone_named(text)
    zone_of_number(text)
    zone_of_place(text, text)
