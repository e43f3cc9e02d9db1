"""Which number a person is given, and when: the line's own clock decides."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from hotline.lines import ALWAYS, Hotline, spoken_hours
from porchlight.hours import OpeningHours
from porchlight.languages import speaking
from porchlight.numbers import reviewed_numbers
from porchlight.settings import HotlineSettings

OWN = "1-800-555-0100"
NATIONAL = reviewed_numbers()["samhsa"].shown
OFFICE = "Mon-Fri 09:00-17:00"


def line(hours: str, at: str = "2026-01-05T12:00", zone: str = "America/New_York", number: str | None = OWN) -> Hotline:
    """Return a line whose clock stands at `at` in UTC."""
    moment = dt.datetime.fromisoformat(at).replace(tzinfo=dt.timezone.utc)
    return Hotline(HotlineSettings(number, OpeningHours.parse(hours), ZoneInfo(zone)), clock=lambda: moment)


@pytest.mark.parametrize(
    ("at", "zone", "expected"),
    [
        ("2026-01-05T13:59", "America/New_York", False),  # Monday 8:59 in winter
        ("2026-01-05T14:00", "America/New_York", True),
        ("2026-01-05T21:59", "America/New_York", True),
        ("2026-01-05T22:00", "America/New_York", False),
        ("2026-07-06T12:59", "America/New_York", False),  # Monday 8:59 in summer
        ("2026-07-06T13:00", "America/New_York", True),
        ("2026-07-06T21:00", "America/New_York", False),
        ("2026-01-05T14:00", "America/Los_Angeles", False),
        ("2026-01-05T17:00", "America/Los_Angeles", True),
        ("2026-07-06T16:00", "America/Phoenix", True),  # no summer time there
        ("2026-07-06T15:59", "America/Phoenix", False),
        ("2026-01-10T01:00", "Pacific/Honolulu", True),  # Friday 3 pm there, Saturday in UTC
        ("2026-01-05T14:00", "UTC", True),
    ],
)
def test_the_clock_on_its_own_wall_decides(at: str, zone: str, expected: bool) -> None:
    """Office hours are kept in the line's time zone, in winter and in summer time."""
    assert line(OFFICE, at, zone).is_open() is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-08T06:59", True),  # 1:59 am, before the clock jumps to 3
        ("2026-03-08T07:00", True),  # 3 am
        ("2026-03-08T09:59", True),  # 5:59 am
        ("2026-03-08T10:00", False),  # 6 am
        ("2026-11-01T05:30", True),  # 1:30 am, the first time
        ("2026-11-01T06:30", True),  # 1:30 am, the second time
        ("2026-11-01T10:59", True),
        ("2026-11-01T11:00", False),
    ],
)
def test_a_night_shift_through_the_change_of_clocks(at: str, expected: bool) -> None:
    """A Saturday night shift lasts until six on Sunday morning, whatever the clock does at two."""
    assert line("Sat 20:00-06:00", at).is_open() is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-01-10T00:59", False),  # Friday 7:59 pm
        ("2026-01-10T01:00", True),
        ("2026-01-10T05:00", True),  # Saturday midnight
        ("2026-01-10T10:59", True),
        ("2026-01-10T11:00", False),
        ("2026-01-09T06:00", False),  # Friday 1 am belongs to Thursday's night
        ("2026-01-12T06:00", False),  # Monday 1 am: no shift began on Sunday
    ],
)
def test_hours_past_midnight(at: str, expected: bool) -> None:
    """Friday and Saturday nights run into the next morning, and no other night does."""
    assert line("Fri-Sat 20:00-06:00", at).is_open() is expected


def test_an_open_line_is_offered() -> None:
    """While it is staffed, a person gets the operator's own number."""
    offer = line(OFFICE, "2026-01-05T15:00").offer()
    assert (offer.number, offer.open, offer.always) == (OWN, True, False)
    assert offer.hours_text == "Mon-Fri 9 am to 5 pm Eastern time"


def test_a_closed_line_gives_way_to_the_national_one() -> None:
    """Out of hours, a person gets a number that is answered, and is told when the other one is."""
    offer = line(OFFICE, "2026-01-05T23:00").offer()
    assert (offer.number, offer.open, offer.always) == (NATIONAL, False, False)
    assert offer.hours_text == "Mon-Fri 9 am to 5 pm Eastern time"


def test_a_line_around_the_clock() -> None:
    """A line that never closes is always offered."""
    offer = line("24/7", "2026-01-05T03:00").offer()
    assert (offer.number, offer.open, offer.hours_text, offer.always) == (OWN, True, ALWAYS, True)


def test_no_line_of_its_own() -> None:
    """Without a number of the operator's, the national line stands in, which is always open."""
    hotline = line(OFFICE, "2026-01-05T03:00", number=None)
    offer = hotline.offer()
    assert (offer.number, offer.open, offer.hours_text, offer.always) == (NATIONAL, True, ALWAYS, True)
    assert hotline.is_open()
    assert not hotline.configured


@pytest.mark.parametrize(
    ("hours", "zone", "spoken"),
    [
        ("Mon-Fri 09:00-17:00", "America/New_York", "Mon-Fri 9 am to 5 pm Eastern time"),
        (
            "Mon-Fri 9:30-17:45; Sat 10:00-12:00",
            "America/Chicago",
            "Mon-Fri 9:30 am to 5:45 pm; Sat 10 am to noon Central time",
        ),
        ("Mon 8:00-12:00; Mon 13:00-17:00", "America/Denver", "Mon 8 am to noon and 1 pm to 5 pm Mountain time"),
        ("Fri-Mon 20:00-06:00", "America/Los_Angeles", "Fri-Mon 8 pm to 6 am Pacific time"),
        (
            "Mon 09:00-17:00; Wed 09:00-17:00; Fri 09:00-17:00",
            "America/Anchorage",
            "Mon, Wed, Fri 9 am to 5 pm Alaska time",
        ),
        ("Mon-Sun 08:00-24:00", "Pacific/Honolulu", "every day 8 am to midnight Hawaii time"),
        ("Mon-Sun 00:00-24:00", "America/Phoenix", "every day all day Arizona time"),
        ("Mon 00:00-08:00", "America/Puerto_Rico", "Mon midnight to 8 am Puerto Rico time"),
        ("Mon 09:00-17:00", "Asia/Shanghai", "Mon 9 am to 5 pm Shanghai time"),
        ("Mon 09:00-17:00", "UTC", "Mon 9 am to 5 pm UTC"),
        ("24/7", "America/New_York", "24 hours a day, 7 days a week"),
    ],
)
def test_hours_are_spoken_plainly(hours: str, zone: str, spoken: str) -> None:
    """Hours are written as a person says them, with the time zone's everyday name."""
    assert spoken_hours(OpeningHours.parse(hours), ZoneInfo(zone)) == spoken


@pytest.mark.parametrize(
    ("hours", "zone", "spoken"),
    [
        ("Mon-Fri 09:00-17:00", "America/New_York", "lun-vie de 9 am a 5 pm, hora del Este"),
        (
            "Mon-Fri 9:30-17:45; Sat 10:00-12:00",
            "America/Chicago",
            "lun-vie de 9:30 am a 5:45 pm; sáb de 10 am a 12 del mediodía, hora del Centro",
        ),
        ("Mon 8:00-12:00; Mon 13:00-17:00", "America/Denver",
         "lun de 8 am a 12 del mediodía y de 1 pm a 5 pm, hora de la Montaña"),
        ("Mon-Sun 00:00-24:00", "America/Phoenix", "todos los días todo el día, hora de Arizona"),
        ("Mon 00:00-08:00", "America/Puerto_Rico", "lun de 12 de la noche a 8 am, hora de Puerto Rico"),
        ("24/7", "America/New_York", "las 24 horas, los 7 días de la semana"),
    ],
)  # fmt: skip
def test_hours_are_spoken_in_spanish(hours: str, zone: str, spoken: str) -> None:
    """In the language that is spoken; to staff they stay English."""
    with speaking("es"):
        assert spoken_hours(OpeningHours.parse(hours), ZoneInfo(zone)) == spoken


@pytest.mark.parametrize("moment", ["2026-01-05T10:00", "2026-01-05T03:00"])
def test_the_line_is_named_in_spanish(moment: str) -> None:
    """With the code on our own line, and on the national one with the truth about it."""
    with speaking("es"):
        named = line(OFFICE, moment).offer().named("7KQ4")
    own, national = f"{OWN}, código 7KQ4", f"{NATIONAL} (de día o de noche; no tienen su historia)"
    assert named["line"] in (own, national)
    assert named["when"].startswith("lun-vie de")
