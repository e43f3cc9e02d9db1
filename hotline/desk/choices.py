"""What the desk's forms offer to choose from, by the key that a form sends, and how a choice is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from facilities_db.codes import PAYERS
from hotline.briefing import Settled
from hotline.staff import NotPossible

FOR_WHOM = {"me": "Themselves", "someone": "Someone else"}
MEETINGS = {"in_person": "In person", "online": "Online", "either": "Either"}
PAYMENTS = {key: choice.label for key, choice in PAYERS.items()}
ZONES = {
    "America/New_York": "Eastern",
    "America/Chicago": "Central",
    "America/Denver": "Mountain",
    "America/Phoenix": "Arizona",
    "America/Los_Angeles": "Pacific",
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii",
    "America/Puerto_Rico": "Puerto Rico",
}
_MORNING = dt.time(9)
_MOST_PLACE = 100


def _after(**span: int) -> Callable[[dt.datetime], dt.datetime]:
    return lambda local: local + dt.timedelta(**span)


def _tomorrow(local: dt.datetime) -> dt.datetime:
    return dt.datetime.combine(local.date() + dt.timedelta(days=1), _MORNING, local.tzinfo)


SNOOZES: dict[str, tuple[str, Callable[[dt.datetime], dt.datetime]]] = {
    "15m": ("For 15 minutes", _after(minutes=15)),
    "1h": ("For 1 hour", _after(hours=1)),
    "4h": ("For 4 hours", _after(hours=4)),
    "morning": ("Until tomorrow, 9 am", _tomorrow),
}


def snooze_until(key: str, moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return until when a choice of `SNOOZES` puts off, by the clock of this zone. Raises NotPossible for no choice."""
    if key not in SNOOZES:
        raise NotPossible("Choose for how long.")
    return SNOOZES[key][1](moment.astimezone(zone))


def moment_of(day: str, time: str, zone_key: str) -> tuple[dt.datetime, ZoneInfo]:
    """Return the moment that a date, a time (`2026-11-25`, `17:30`) and a zone's name mean, and the zone.

    Raises NotPossible where one of them is none.
    """
    try:
        zone = ZoneInfo(zone_key)
    except (KeyError, ValueError, OSError):
        raise NotPossible("Choose the person's time zone.") from None
    try:
        at = dt.datetime.combine(dt.date.fromisoformat(day), dt.time.fromisoformat(time), zone)
        return at.astimezone(dt.timezone.utc), zone
    except (ValueError, OverflowError):  # at the end of the year 9999 it is the year 10000 in UTC
        raise NotPossible("Choose a day and a time.") from None


def settled_of(form: Mapping[str, str], known: Mapping[str, str]) -> Settled:
    """Return what a form says was settled, without what the assistant knew before (`known`).

    What has not changed is not told again: a place that is looked up twice may be found elsewhere. Raises NotPossible
    for something that was not offered.
    """
    news = {
        name: value
        for name in ("place", "for_whom", "payment", "meeting")
        if (value := form.get(name, "").strip()) and value != known.get(name)
    }
    if len(news.get("place", "")) > _MOST_PLACE:
        raise NotPossible("That place is not clear. Write a ZIP code, or a city with its state.")
    for name, offered in (("for_whom", FOR_WHOM), ("payment", PAYMENTS), ("meeting", MEETINGS)):
        if name in news and news[name] not in offered:
            raise NotPossible("Choose from what is offered.")
    return Settled(**news)
