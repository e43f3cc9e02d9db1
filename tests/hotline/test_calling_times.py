"""When somebody may be called, and when they say they would like to be."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.calling_times import AHEAD, allowed, next_allowed, read_time, spoken_time
from hotline.lines import Hotline
from porchlight.hours import OpeningHours
from porchlight.settings import HotlineSettings

UTC = dt.timezone.utc
NEW_YORK, CHICAGO, PHOENIX = (ZoneInfo(f"America/{city}") for city in ("New_York", "Chicago", "Phoenix"))
# A Wednesday afternoon.
MOMENT = dt.datetime(2026, 11, 25, 14, 20, tzinfo=NEW_YORK)


def line(hours: str = "24/7", moment: dt.datetime = MOMENT, zone: ZoneInfo = NEW_YORK) -> Hotline:
    """The operator's line, looked at in this moment."""
    return Hotline(HotlineSettings("1-617-555-0199", OpeningHours.parse(hours), zone), lambda: moment.astimezone(UTC))


def read(text: str, moment: dt.datetime = MOMENT) -> str | None:
    """The time in a text, on the clock of whoever wrote it."""
    at = read_time(text, moment)
    assert at is None or at.tzinfo is moment.tzinfo
    return at and f"{at:%a %d %H:%M}"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("5", "Wed 25 17:00"), ("5pm", "Wed 25 17:00"), ("five", "Wed 25 17:00"), ("Five P.M.", "Wed 25 17:00"),
        ("at 5:30", "Wed 25 17:30"), ("at 530", "Wed 25 17:30"), ("530pm", "Wed 25 17:30"), ("3.30", "Wed 25 15:30"),
        ("today at 5 pm", "Wed 25 17:00"), ("5 today pls", "Wed 25 17:00"), ("17:30", "Wed 25 17:30"),
        ("tomorrow at 10", "Thu 26 10:00"), ("Tomorrow @ 10", "Thu 26 10:00"), ("10 tmrw", "Thu 26 10:00"),
        ("tomorow morning", "Thu 26 10:00"), ("tomorrow afternoon", "Thu 26 14:00"), ("2moro night", "Thu 26 18:00"),
        ("tmrw at 9 in the morning", "Thu 26 09:00"), ("8 tomorrow", "Thu 26 08:00"), ("2 tomorrow", "Thu 26 14:00"),
        ("friday after 3", "Fri 27 15:00"), ("after 3 on friday", "Fri 27 15:00"), ("fri 3ish", "Fri 27 15:00"),
        ("next monday 9am", "Mon 30 09:00"), ("sunday afternoon", "Sun 29 14:00"), ("this sat 10", "Sat 28 10:00"),
        ("wednesday at 3", "Wed 25 15:00"), ("wednesday at 1", "Wed 02 13:00"), ("wed 9am", "Wed 02 09:00"),
        ("11/28 at 2pm", "Sat 28 14:00"), ("nov 28 2pm", "Sat 28 14:00"), ("28 november at 2pm", "Sat 28 14:00"),
        ("the 28th at noon", "Sat 28 12:00"), ("dec 1st 9:30am", "Tue 01 09:30"), ("the 31st at 5", "Thu 31 17:00"),
        ("11/25 at 5", "Wed 25 17:00"), ("25th 5pm", "Wed 25 17:00"), ("in 2 days at 5", "Fri 27 17:00"),
        ("day after tomorrow 11am", "Fri 27 11:00"), ("tuesday next week at 3", "Tue 01 15:00"),
        ("friday next week at 3", "Fri 04 15:00"), ("next week friday at 3", "Fri 04 15:00"),
        ("in an hour", "Wed 25 15:20"), ("in 20 minutes", "Wed 25 14:40"), ("in two hours", "Wed 25 16:20"),
        ("half an hour", "Wed 25 14:50"), ("in 1.5 hours", "Wed 25 15:50"), ("an hour and a half", "Wed 25 15:50"),
        ("give me 20 min", "Wed 25 14:40"), ("20 minutes from now", "Wed 25 14:40"), ("after 20 min", "Wed 25 14:40"),
        ("in a couple of hours", "Wed 25 16:20"), ("in 1 hour and 10 minutes", "Wed 25 15:30"),
        ("tonight", "Wed 25 18:00"), ("this evening", "Wed 25 18:00"), ("8 tonight", "Wed 25 20:00"),
        ("tonight at 8", "Wed 25 20:00"), ("10 at night", "Wed 25 22:00"), ("noon", "Thu 26 12:00"), ("12", "Thu 26 12:00"),
        ("12am", "Thu 26 00:00"), ("midnight", "Thu 26 00:00"), ("lunch time tomorrow", "Thu 26 12:00"),
        ("morning", "Thu 26 10:00"), ("this afternoon", "Wed 25 14:45"), ("after lunch", "Wed 25 14:45"),
        ("after work", "Wed 25 18:00"), ("around 6ish", "Wed 25 18:00"), ("any time after 4", "Wed 25 16:00"),
        ("8", "Wed 25 20:00"), ("9", "Thu 26 09:00"), ("1:30", "Thu 26 13:30"), ("maybe 7?", "Wed 25 19:00"),
        ("half past five", "Wed 25 17:30"), ("quarter to six", "Wed 25 17:45"), ("five thirty", "Wed 25 17:30"),
        ("quarter past 5", "Wed 25 17:15"), ("5 o'clock", "Wed 25 17:00"), ("5 o’clock", "Wed 25 17:00"),
        ("2-4pm", "Thu 26 14:00"), ("between 2 and 4 tomorrow", "Thu 26 14:00"), ("11 to 1pm", "Thu 26 11:00"),
        ("9 or 10 am", "Thu 26 09:00"), ("3 or 4", "Wed 25 15:00"), ("before noon", "Thu 26 11:00"),
        ("before 5", "Wed 25 16:00"), ("by 5 tomorrow", "Thu 26 16:00"), ("call me at 5 please", "Wed 25 17:00"),
        ("can you call me tomorrow at noon?", "Thu 26 12:00"), ("i get off work at 5", "Wed 25 17:00"),
        ("cant talk now call me at 6", "Wed 25 18:00"), ("5p", "Wed 25 17:00"), ("10a tomorrow", "Thu 26 10:00"),
    ],
)  # fmt: skip
def test_times_are_read_as_people_text_them(text: str, at: str) -> None:
    """A bare hour is the next sensible one; parts of a day have an hour; "after" and "around" are taken at their word."""
    assert read(text) == at


@pytest.mark.parametrize(
    "text",
    [
        "", "whenever", "soon", "call me maybe", "my 2 kids", "now", "asap", "in a few hours", "tomorrow", "friday",
        "next week", "anytime tomorrow", "i have 2 kids and 3 dogs", "at 5 guys", "after 2 weeks of rehab", "im 12",
        "my son is 15", "617-555-0123", "call 617 555 0123", "02139", "call 988", "911", "24/7", "9/10 pain", "5 months",
        "at 17", "25:00", "5:75", "2/30 at 5", "13/45 at 5", "not tomorrow", "cant do 5", "not at 5pm", "yesterday at 5",
        "weekdays after 5", "on the weekend at 5", "today at 1pm", "this morning", "in 99999999999999999999 hours",
        "i've been sober 5 days", "-5", "5.5.5", "$5", "I need help with my 3rd dui", "0", "13", "½",
    ],
)  # fmt: skip
def test_what_is_no_time_is_not_read_as_one(text: str) -> None:
    """Vague, without a time, about something else, or over: nothing, so that the person is asked."""
    assert read(text) is None


def test_a_time_in_another_zone_is_carried_over() -> None:
    """Whoever writes "5 pm eastern" from Chicago means four o'clock there."""
    moment = MOMENT.astimezone(CHICAGO)
    assert read("5 pm eastern", moment) == "Wed 25 16:00"
    assert read("5pm ET", moment) == "Wed 25 16:00"
    assert read("10 pst tomorrow", moment) == "Thu 26 12:00"


@pytest.mark.parametrize(
    ("clock", "text", "at"),
    [
        ("16:58", "this afternoon", None),
        ("17:50", "tonight", "Wed 25 18:00"),
        ("18:20", "tonight", "Wed 25 18:45"),
        ("20:40", "tonight", None),
        ("20:40", "evening", "Thu 26 18:00"),
        ("07:00", "8", "Wed 25 08:00"),
        ("07:00", "tonight at 8", "Wed 25 20:00"),
        ("21:30", "5", "Thu 26 17:00"),
        ("23:55", "in 20 minutes", "Thu 26 00:15"),
        ("00:05", "tonight", "Wed 25 18:00"),
    ],
)
def test_the_hour_of_writing_counts(clock: str, text: str, at: str | None) -> None:
    """While the evening goes on, "tonight" is soon; when it is over, it is not tomorrow's."""
    hour, minute = (int(part) for part in clock.split(":"))
    assert read(text, MOMENT.replace(hour=hour, minute=minute)) == at


def test_a_change_of_the_clock() -> None:
    """In the night the clocks change a length of time stays itself, and a time that is skipped becomes a real one."""
    back = dt.datetime(2026, 11, 1, 0, 30, tzinfo=NEW_YORK)  # at 2 am it is 1 am again
    at = read_time("in 2 hours", back)
    assert at is not None and at.astimezone(UTC) - back.astimezone(UTC) == dt.timedelta(hours=2)
    assert read("in 2 hours", back) == "Sun 01 01:30"
    assert read("5pm", back) == "Sun 01 17:00"
    forward = dt.datetime(2026, 3, 8, 1, 30, tzinfo=NEW_YORK)  # at 2 am it is 3 am
    assert read("at 2:30am", forward) == "Sun 08 03:30"
    assert read("tomorrow at 10", dt.datetime(2026, 3, 7, 12, 0, tzinfo=NEW_YORK)) == "Sun 08 10:00"


PIECES = st.sampled_from(
    "5 12 0 99 5pm 10:30 am pm noon tonight tomorrow tmrw friday next week 11/28 2/30 the 31st in an hour 3 minutes days "
    "after before between and - to at @ half past quarter morning evening not eastern : . / # years ago oct sept".split()
)
MOMENTS = st.datetimes(
    dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1), timezones=st.sampled_from([NEW_YORK, PHOENIX, UTC])
)


@given(text=st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=8).map(" ".join)), moment=MOMENTS)
def test_reading_never_raises_and_never_returns_the_past(text: str, moment: dt.datetime) -> None:
    """Whatever is written, whenever: nothing, or a moment to come."""
    at = read_time(text, moment)
    assert at is None or at.astimezone(UTC) > moment.astimezone(UTC)


def test_the_end_of_time_is_no_error() -> None:
    """A length of time that no calendar holds is not read."""
    assert read_time("in 20 minutes", dt.datetime.max.replace(tzinfo=UTC)) is None
    assert read_time("tomorrow at 5", dt.datetime.max.replace(tzinfo=UTC)) is None


def test_a_long_text_is_read_quickly() -> None:
    """Nobody holds a worker up with a text made for that."""
    started = dt.datetime.now(UTC)
    for text in ("a " * 5_000, "5 " * 5_000, "1:" * 5_000, "in " * 5_000, "ok at " * 2_000 + "x"):
        read_time(text, MOMENT)
    assert dt.datetime.now(UTC) - started < dt.timedelta(seconds=5)


@pytest.mark.parametrize(
    ("clock", "may"),
    [("07:59", False), ("08:00", True), ("20:59", True), ("21:00", False), ("02:00", False), ("12:00", True)],
)
def test_never_early_or_late_for_the_person(clock: str, may: bool) -> None:
    """From 8 am to before 9 pm where they are, however long the line is staffed."""
    hour, minute = (int(part) for part in clock.split(":"))
    at = dt.datetime(2026, 11, 26, hour, minute, tzinfo=CHICAGO)
    assert allowed(at, CHICAGO, line()) is may


def test_only_while_the_line_is_staffed() -> None:
    """The line's hours are by its own clock: 9 to 5 in New York is 8 to 4 in Chicago."""
    staffed = line("Mon-Fri 09:00-17:00")
    thursday = dt.datetime(2026, 11, 26, tzinfo=CHICAGO)
    assert allowed(thursday.replace(hour=8), CHICAGO, staffed)
    assert not allowed(thursday.replace(hour=16), CHICAGO, staffed)
    assert not allowed(dt.datetime(2026, 11, 28, 12, tzinfo=CHICAGO), CHICAGO, staffed)


def test_only_in_the_next_seven_days() -> None:
    """Not in the past, and not so far off that nobody remembers."""
    assert not allowed(MOMENT, NEW_YORK, line())
    assert allowed(MOMENT + AHEAD, NEW_YORK, line())
    assert not allowed(MOMENT + AHEAD + dt.timedelta(seconds=1), NEW_YORK, line())


@pytest.mark.parametrize(
    ("hours", "after", "at"),
    [
        ("24/7", "2026-11-25 14:20", "Wed 25 14:30"),
        ("24/7", "2026-11-25 14:30", "Wed 25 14:30"),
        ("24/7", "2026-11-25 09:00", "Wed 25 14:30"),  # over: from now on
        ("24/7", "2026-11-25 20:50", "Thu 26 08:00"),
        ("24/7", "2026-11-26 03:00", "Thu 26 08:00"),
        ("Mon-Fri 09:00-17:00", "2026-11-27 17:00", "Mon 30 09:00"),
        ("Mon-Fri 09:10-17:00", "2026-11-27 08:00", "Fri 27 09:15"),
    ],
)
def test_the_next_time(hours: str, after: str, at: str) -> None:
    """A quarter hour at which both are awake."""
    found = next_allowed(dt.datetime.fromisoformat(after).replace(tzinfo=NEW_YORK), NEW_YORK, line(hours))
    assert found is not None and f"{found:%a %d %H:%M}" == at
    assert found.tzinfo is NEW_YORK


def test_there_may_be_no_next_time() -> None:
    """A line that is staffed only while the person sleeps, or not this week."""
    assert next_allowed(MOMENT, ZoneInfo("Pacific/Honolulu"), line("Mon-Sun 05:00-08:00")) is None
    assert next_allowed(MOMENT + dt.timedelta(days=8), NEW_YORK, line()) is None


@given(moment=MOMENTS, hours=st.sampled_from(["24/7", "Mon-Fri 09:00-17:00", "Sat 22:00-02:00", "Sun 00:00-24:00"]))
def test_the_next_time_is_one_that_is_allowed(moment: dt.datetime, hours: str) -> None:
    """On any day, over any change of the clock."""
    staffed = line(hours, moment)
    at = next_allowed(moment, PHOENIX, staffed)
    if at is not None:
        assert allowed(at, PHOENIX, staffed)
        assert at.minute % 15 == at.second == at.microsecond == 0


def test_the_days_on_which_clocks_change() -> None:
    """8 am is 8 am on the person's wall, an hour earlier or later by everybody else's."""
    for day, utc_hour in ((dt.date(2026, 3, 8), 12), (dt.date(2026, 11, 1), 13)):
        night = dt.datetime.combine(day, dt.time(0, 30), NEW_YORK)
        at = next_allowed(night, NEW_YORK, line(moment=night))
        assert at is not None and (at.hour, at.astimezone(UTC).hour) == (8, utc_hour)


@pytest.mark.parametrize(
    ("at", "zone", "spoken"),
    [
        ("2026-11-25 17:00", NEW_YORK, "today at 5 pm Eastern time"),
        ("2026-11-26 10:30", CHICAGO, "tomorrow at 10:30 am Central time"),
        ("2026-11-27 09:00", PHOENIX, "Friday, Nov 27, at 9 am Arizona time"),
        ("2026-11-26 12:00", NEW_YORK, "tomorrow at noon Eastern time"),
        ("2026-12-02 08:15", NEW_YORK, "Wednesday, Dec 2, at 8:15 am Eastern time"),
    ],
)
def test_a_time_as_one_says_it(at: str, zone: ZoneInfo, spoken: str) -> None:
    """The day as seen from where the person is, and the zone by its name."""
    assert spoken_time(dt.datetime.fromisoformat(at).replace(tzinfo=zone).astimezone(UTC), zone, MOMENT) == spoken


def test_today_is_the_persons() -> None:
    """At one in the morning in New York it is still yesterday in Chicago."""
    moment = dt.datetime(2026, 11, 26, 0, 30, tzinfo=NEW_YORK)
    at = dt.datetime(2026, 11, 26, 10, tzinfo=CHICAGO)
    assert spoken_time(at, CHICAGO, moment) == "tomorrow at 10 am Central time"


def test_what_is_spoken_is_read_as_the_same_time() -> None:
    """Whoever sends the confirmed time back means that time."""
    at = next_allowed(MOMENT + dt.timedelta(hours=3), NEW_YORK, line())
    assert at is not None and read_time(spoken_time(at, NEW_YORK, MOMENT), MOMENT) == at
    later = dt.datetime(2026, 11, 28, 9, tzinfo=NEW_YORK)
    assert read_time(spoken_time(later, NEW_YORK, MOMENT), MOMENT) == later


def test_nothing_is_loaded_before_it_is_needed() -> None:
    """Web starts without the parsers, whose import takes a quarter of a second."""
    code = (
        "import sys, hotline.calling_times, hotline.zones, hotline.callbacks, hotline.voice.exchange\n"
        "print([name for name in ('dateparser', 'zipcodes', 'phonenumbers') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
