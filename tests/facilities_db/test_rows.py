"""What follows from what a program tells of itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilities_db import codes
from facilities_db.rows import TOLD, Spot, band_of, batches, opening_codes, row_of

TOLD_NOTHING = {**dict.fromkeys(TOLD, ""), "city": "St. Paul", "services": " OIT MD CARF JC ACC "}
MAY = codes.bits(["maybe_evenings"]), codes.bits(["maybe_weekends"])


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("Mon-Fri 09:00-17:00", set()),
        ("Mon-Thu 17:30-20:30", {"evenings"}),
        ("Mon-Fri 09:00-18:30", set()),
        ("Sat 09:00-12:00", {"weekends"}),
        ("Fri 22:00-06:00", set()),
        ("Fri 18:00-02:00; Sun 10:00-12:00", {"evenings", "weekends"}),
        ("24/7", {"evenings", "weekends"}),
        ("", set()),
    ],
)
def test_hours_say_when_a_program_is_open(hours: str, expected: set[str]) -> None:
    """Evening is open at half past six; the weekend is Saturday or Sunday."""
    assert opening_codes(hours) == expected


def test_unknown_hours_rule_nothing_out() -> None:
    """A program that told no hours may have evenings; one that told them has what they say."""
    unknown = row_of(TOLD_NOTHING, None)["code_bits"]
    by_day = row_of({**TOLD_NOTHING, "hours": "Mon-Fri 09:00-17:00"}, None)["code_bits"]
    evening = row_of({**TOLD_NOTHING, "hours": "Mon 17:00-21:00"}, None)["code_bits"]
    told = row_of({**TOLD_NOTHING, "services": " OIT weekends "}, None)["code_bits"]
    assert [[bool(bits & may) for may in MAY] for bits in (unknown, by_day, evening, told)] == [
        [True, True], [False, False], [True, False], [False, True],
    ]  # fmt: skip


def test_a_sign_counts_once() -> None:
    """Two accreditations are one sign of quality."""
    assert row_of(TOLD_NOTHING, None)["signs"] == 2
    assert codes.signs(TOLD_NOTHING["services"]) == ("accredited", "aftercare")


def test_a_row_without_a_place_has_no_position() -> None:
    """It is in no band, and found by its state only."""
    row = row_of(TOLD_NOTHING, None)
    assert (row["lat"], row["earth_z"], row["exact"], row["city_folded"]) == (None, None, False, "saintpaul")
    assert band_of(row["lat"], listed=True) is None


@given(st.floats(-90, 90))
def test_a_band_holds_its_latitude(lat: float) -> None:
    """Bands are a twentieth of a degree tall and begin at the south pole."""
    band = band_of(lat, listed=True)
    assert band is not None and band * 0.05 - 90 <= lat + 1e-9 and lat - 1e-9 <= (band + 1) * 0.05 - 90
    assert band_of(lat, listed=False) is None
    assert row_of(TOLD_NOTHING, Spot(lat, 0.0, True))["exact"]


def test_batches_hold_everything_in_order() -> None:
    """None is lost at the edges."""
    assert [each for batch in batches(range(1201)) for each in batch] == list(range(1201))
    assert [len(batch) for batch in batches(range(1201))] == [500, 500, 201]
