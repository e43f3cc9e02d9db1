"""Reads when somebody would like to be called, as people text it: "5", "tmrw morning", "friday after 3"."""

from __future__ import annotations

import datetime as dt
import re

from hotline.clock_words import find_times
from hotline.day_words import find_day, parsed, spoken
from hotline.zones import clock_named

_LENGTH = r"(\d+(?:\.\d+)? ?(?:hours?|hrs?|h|minutes?|mins?|m)\b(?: ?(?:and )?\d+ ?(?:minutes?|mins?|m)\b)?)"
_IN_A_WHILE = (
    re.compile(rf".*\b(?:in|within|give me|after) (?:about |around |like |another )?{_LENGTH}.*"),
    re.compile(rf".*\b{_LENGTH} from now\b.*"),
    re.compile(rf"{_LENGTH}(?: or so)?(?: please)?"),
)


def read_time(text: str, moment: dt.datetime) -> dt.datetime | None:
    """Return the time in a text, in the time zone of `moment` and after it, or None when there is none. Never raises.

    A bare hour is the next one from 8 am to before 9 pm. A time given in another zone ("5 pm eastern") is carried over.
    What is read may be at night or weeks away; `hotline.calling_times.allowed` says whether a call can be then.
    """
    said = spoken(text)
    zone = clock_named(said) or moment.tzinfo
    try:
        at = _in_a_while(said, moment) or _on_the_clock(said, moment.astimezone(zone))
        return None if at is None else at.astimezone(moment.tzinfo)
    except (OverflowError, ValueError):  # in the year 10000
        return None


def _in_a_while(said: str, moment: dt.datetime) -> dt.datetime | None:
    match = next(filter(None, (pattern.fullmatch(said) for pattern in _IN_A_WHILE)), None)
    if match is None:
        return None
    base = dt.datetime(2000, 1, 1)  # any: only the difference counts, which no change of the clock may shorten
    then = parsed(f"in {match[1]}", base, "relative-time")
    return moment.astimezone(dt.timezone.utc) + (then - base) if then and then > base else None


def _on_the_clock(said: str, local: dt.datetime) -> dt.datetime | None:
    today = local.date()
    days, rest = find_day(said, today)
    if days is None:
        return None
    for day in days or (today, today + dt.timedelta(days=1)):
        since = local.hour * 60 + local.minute if day == today else None
        for minutes in find_times(rest, since):
            wall = dt.datetime.combine(day, dt.time(), local.tzinfo) + dt.timedelta(minutes=minutes)
            at = wall.astimezone(dt.timezone.utc)  # an hour that the clock skips in spring becomes a real one
            if at > local.astimezone(dt.timezone.utc):
                return at
    return None
