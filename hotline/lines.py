"""The phone line a person is given: the operator's own while it is staffed, else the national one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from porchlight.database import now
from porchlight.hours import OpeningHours
from porchlight.languages import marked, phrase
from porchlight.numbers import placeholders
from porchlight.settings import HotlineSettings

ALWAYS = marked("24 hours a day, 7 days a week")
_DAYS = (
    marked("Mon"), marked("Tue"), marked("Wed"), marked("Thu"), marked("Fri"), marked("Sat"), marked("Sun"),
)  # fmt: skip
_MINUTES_A_DAY = 24 * 60

# By the names a zone goes by in winter and in summer: one that keeps no summer time (Phoenix) is not
# "Mountain time" to the person who reads it in July.
_ZONES = {
    ("EST", "EDT"): marked("Eastern time"),
    ("CST", "CDT"): marked("Central time"),
    ("MST", "MDT"): marked("Mountain time"),
    ("PST", "PDT"): marked("Pacific time"),
    ("AKST", "AKDT"): marked("Alaska time"),
    ("HST", "HST"): marked("Hawaii time"),
}
_PLACES = {"America/Phoenix": marked("Arizona time"), "UTC": marked("UTC"), "Etc/UTC": marked("UTC")}


@dataclass(frozen=True)
class Offer:
    """A number to call.

    number: the operator's line while `open`; the national line, which always answers, otherwise.
    open: the operator's line is staffed right now.
    hours_text: when the operator's line is staffed, as one says it.
    always: it is staffed around the clock, so that nobody needs to hear its hours.
    own: the number is the operator's, where a code means something.

    Without a line of the operator's, the national one stands in for it: always open.
    """

    number: str
    open: bool
    hours_text: str
    always: bool
    own: bool = False

    def named(self, code: str) -> dict[str, str]:
        """Return what a reply may say of the line to someone with this code: {number} {when} {reference} {line}.

        `line` is the number and what there is to know about it: the code on our own line, and on the national one that
        they have never heard of this person.
        """
        if self.own:
            line = phrase("{number}, code {code}", number=self.number, code=code)
        else:
            line = phrase("{number} (day or night; they do not have your story)", number=self.number)
        return {"number": self.number, "when": self.hours_text, "reference": code, "line": line}


class Hotline:
    """Knows whether the operator's line is staffed.

    The worst that can happen: hours or a time zone set wrong send people to a phone nobody answers; the
    settings are checked when the service starts, and the desk shows the hours as they are understood.
    """

    def __init__(self, settings: HotlineSettings, clock: Callable[[], dt.datetime] = now) -> None:
        self.settings = settings
        self.clock = clock

    @property
    def configured(self) -> bool:
        """Whether the operator has a line of its own."""
        return self.settings.number is not None

    def is_open(self) -> bool:
        """Say whether the line is staffed at this moment, by the clock on its own wall."""
        if self.settings.number is None:
            return True
        return self.staffed_at(self.clock())

    def staffed_at(self, at: dt.datetime) -> bool:
        """Say whether the operator's own line is staffed at a moment."""
        return self.settings.hours.open_at(at.astimezone(self.settings.timezone))

    def nobody_came(self, urgent: bool) -> str:
        """Return the name of the reply that says the truth to somebody for whom nobody has come: what else there is."""
        kind = "urgent" if urgent else "yet" if self.is_open() else "night"
        return f"utter_hotline_nobody_{kind}"

    def nobody_called(self) -> str:
        """Return the name of the reply to somebody whom none of ours could call: what else there is."""
        return f"utter_hotline_call_{'nobody' if self.is_open() else 'night'}"

    def offer(self) -> Offer:
        """Return the number to give to a person now."""
        if self.settings.number is None:
            return Offer(placeholders(None)["samhsa"], True, phrase(ALWAYS), True)
        is_open = self.is_open()
        number = self.settings.number if is_open else placeholders(None)["samhsa"]
        hours = self.settings.hours
        return Offer(number, is_open, spoken_hours(hours, self.settings.timezone), hours.always, is_open)


def spoken_hours(hours: OpeningHours, zone: ZoneInfo) -> str:
    """Return opening hours as one says them: `Mon-Fri 9 am to 5 pm; Sat 10 am to noon Eastern time`."""
    if hours.always:
        return phrase(ALWAYS)
    by_day: dict[int, list[tuple[int, int]]] = {}
    for day, opens, closes in hours.spans:
        by_day.setdefault(day, []).append((opens, closes))
    days_by_times: dict[str, list[int]] = {}
    for day in sorted(by_day):
        times = phrase(" and ").join(_spoken_span(*span) for span in sorted(set(by_day[day])))
        days_by_times.setdefault(times, []).append(day)
    parts = [f"{_spoken_days(days)} {times}" for times, days in days_by_times.items()]
    return phrase("{hours} {zone}", hours="; ".join(parts), zone=spoken_zone(zone))


def spoken_zone(zone: ZoneInfo) -> str:
    """Return a time zone as one says it: `Eastern time`, or `Puerto Rico time` where it has no such name."""
    if zone.key in _PLACES:
        return phrase(_PLACES[zone.key])
    names = tuple(dt.datetime(2026, month, 1, tzinfo=zone).tzname() or "" for month in (1, 7))
    if zone.key.startswith(("America/", "US/", "Pacific/Honolulu")) and names in _ZONES:
        return phrase(_ZONES[names])
    return phrase("{place} time", place=zone.key.rsplit("/", 1)[-1].replace("_", " "))


def _spoken_days(days: list[int]) -> str:
    if len(days) == len(_DAYS):
        return phrase("every day")
    # A run of days may go over Sunday: Fri-Mon.
    firsts = [day for day in days if (day - 1) % 7 not in days]
    runs = []
    for first in firsts:
        last = first
        while (last + 1) % 7 in days:
            last = (last + 1) % 7
        runs.append(phrase(_DAYS[first]) if first == last else f"{phrase(_DAYS[first])}-{phrase(_DAYS[last])}")
    return ", ".join(runs)


def _spoken_span(opens: int, closes: int) -> str:
    if closes - opens in (0, _MINUTES_A_DAY):
        return phrase("all day") if opens == 0 else phrase("from {time} around the clock", time=spoken_clock(opens))
    return phrase("{opens} to {closes}", opens=spoken_clock(opens), closes=spoken_clock(closes))


def spoken_clock(minutes: int) -> str:
    """Return a time of day, in minutes after midnight, as one says it: `10:30 am`, `5 pm`, `noon`."""
    hour, minute = divmod(minutes % _MINUTES_A_DAY, 60)
    if minute == 0 and hour in (0, 12):
        return phrase("noon") if hour else phrase("midnight")
    return _twelve_hours(hour, minute)


def spoken_moment(minutes: int) -> str:
    """Return when something is, in minutes after midnight: `at 10:30 am`, `at noon`."""
    hour, minute = divmod(minutes % _MINUTES_A_DAY, 60)
    if minute == 0 and hour in (0, 12):
        return phrase("at noon") if hour else phrase("at midnight")
    if hour % 12 == 1:  # one hour, and not several: other languages say it another way
        return phrase("at {one_oclock}", one_oclock=_twelve_hours(hour, minute))
    return phrase("at {clock}", clock=_twelve_hours(hour, minute))


def _twelve_hours(hour: int, minute: int) -> str:
    clock = f"{hour % 12 or 12}:{minute:02}" if minute else f"{hour % 12 or 12}"
    return f"{clock} {'pm' if hour >= 12 else 'am'}"
