"""When somebody may be called: while the line is staffed, and it is neither too early nor too late where they are."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from hotline.clock_words import FIRST_HOUR, LAST_HOUR
from hotline.lines import Hotline, spoken_moment, spoken_zone
from hotline.reading_times import read_time as read_time
from porchlight.languages import marked, phrase

AHEAD = dt.timedelta(days=7)
_QUARTER = dt.timedelta(minutes=15)
_UTC = dt.timezone.utc
_WEEKDAYS = (
    marked("Monday"), marked("Tuesday"), marked("Wednesday"), marked("Thursday"), marked("Friday"), marked("Saturday"),
    marked("Sunday"),
)  # fmt: skip
_MONTHS = (
    marked("Jan"), marked("Feb"), marked("Mar"), marked("Apr"), marked("May"), marked("Jun"), marked("Jul"),
    marked("Aug"), marked("Sep"), marked("Oct"), marked("Nov"), marked("Dec"),
)  # fmt: skip


def daytime(at: dt.datetime, zone: ZoneInfo) -> bool:
    """Say whether it is from 8 am to before 9 pm in this zone."""
    return FIRST_HOUR <= at.astimezone(zone).hour < LAST_HOUR


def allowed(at: dt.datetime, zone: ZoneInfo, line: Hotline) -> bool:
    """Say whether a call can be promised for `at` to somebody in this zone: then, in the next seven days."""
    ahead = at.astimezone(_UTC) - line.clock()
    return dt.timedelta() < ahead <= AHEAD and daytime(at, zone) and line.staffed_at(at)


def next_allowed(after: dt.datetime, zone: ZoneInfo, line: Hotline) -> dt.datetime | None:
    """Return the first quarter hour, in this zone, at or after `after` at which a call can be promised.

    None where there is none in the next seven days: the line's hours may all be at night where the person is.
    """
    moment = max(after.astimezone(_UTC), line.clock().astimezone(_UTC))
    over = dt.timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    at = moment - over + (_QUARTER if over else dt.timedelta())
    last = line.clock().astimezone(_UTC) + AHEAD
    while at <= last:
        if allowed(at, zone, line):
            return at.astimezone(zone)
        at += _QUARTER
    return None


def spoken_time(at: dt.datetime, zone: ZoneInfo, moment: dt.datetime) -> str:
    """Return a time as one says it to somebody in this zone: `tomorrow at 10:30 am Central time`."""
    local = at.astimezone(zone)
    return phrase(
        "{day} {time} {zone}",
        day=_spoken_day(local.date(), moment.astimezone(zone).date()),
        time=spoken_moment(local.hour * 60 + local.minute),
        zone=spoken_zone(zone),
    )


def _spoken_day(day: dt.date, today: dt.date) -> str:
    if day == today:
        return phrase("today")
    if day - today == dt.timedelta(days=1):
        return phrase("tomorrow")
    weekday, month = phrase(_WEEKDAYS[day.weekday()]), phrase(_MONTHS[day.month - 1])
    return phrase("{weekday}, {month} {day},", weekday=weekday, month=month, day=day.day)
