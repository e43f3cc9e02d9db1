"""Opening hours, as operators write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from porchlight.hours import OpeningHours

# 2026-11-23 is a Monday.
MONDAY = dt.datetime(2026, 11, 23, tzinfo=dt.timezone.utc)


def _open(hours: str, day: int, clock: str) -> bool:
    hour, minute = (int(part) for part in clock.split(":"))
    return OpeningHours.parse(hours).open_at(MONDAY + dt.timedelta(days=day, hours=hour, minutes=minute))


@pytest.mark.parametrize(
    ("hours", "day", "clock", "expected"),
    [
        ("Mon-Fri 09:00-17:00", 0, "09:00", True),
        ("Mon-Fri 09:00-17:00", 0, "08:59", False),
        ("Mon-Fri 09:00-17:00", 4, "16:59", True),
        ("Mon-Fri 09:00-17:00", 4, "17:00", False),
        ("Mon-Fri 09:00-17:00", 5, "12:00", False),
        ("Mon-Fri 09:00-17:00; Sat 10:00-14:00", 5, "13:59", True),
        ("Mon-Fri 9:00-17:00, Sat 10:00-14:00", 5, "10:00", True),
        ("Fri-Mon 09:00-17:00", 6, "12:00", True),
        ("Fri-Mon 09:00-17:00", 0, "12:00", True),
        ("Fri-Mon 09:00-17:00", 2, "12:00", False),
        ("Sun 22:00-02:00", 6, "23:30", True),
        ("Sun 22:00-02:00", 7, "01:59", True),
        ("Sun 22:00-02:00", 7, "02:00", False),
        ("Sun 22:00-02:00", 6, "01:00", False),
        ("Mon 00:00-24:00", 0, "23:59", True),
        ("Mon 00:00-24:00", 1, "00:00", False),
        ("Mon 09:00-12:00; Mon 13:00-17:00", 0, "12:30", False),
        ("Mon 09:00-12:00; Mon 13:00-17:00", 0, "13:00", True),
        ("monday-friday 09:00 - 17:00", 2, "10:00", True),
        ("24/7", 6, "03:00", True),
        (" Always ", 6, "03:00", True),
    ],
)
def test_open_or_closed(hours: str, day: int, clock: str, expected: bool) -> None:
    """Opens on the minute, closes on the minute, over midnight and over Sunday."""
    assert _open(hours, day, clock) is expected


@pytest.mark.parametrize(
    "text",
    ["", " ; ", "whenever", "Mon", "Mon 9-5", "Mon 09:00", "Mon-Fri 09:00–17:00", "Xyz 09:00-17:00",
     "Mon-Xyz 09:00-17:00", "Mon 25:00-26:00", "Mon 09:60-10:00",
     "Mon 24:01-24:02", "09:00-17:00", "Mon 09:00-17:00 or so", "24/6"],
)  # fmt: skip
def test_what_cannot_be_read_comes_with_an_example(text: str) -> None:
    """An operator sees at once how to write it."""
    with pytest.raises(ValueError, match="Mon-Fri 09:00-17:00"):
        OpeningHours.parse(text)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but a ValueError comes out, and what is read can be asked."""
    try:
        hours = OpeningHours.parse(text)
    except ValueError:
        return
    hours.open_at(MONDAY)
