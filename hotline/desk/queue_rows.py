"""A row of the queue, in words. It is the same for whoever looks, so that it is drawn once for all of them."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from hotline.desk.delivered import why_not
from hotline.desk.listing import Mark, Row, microseconds, rows
from hotline.desk.pages import Pages
from hotline.desk.times import clock_time
from hotline.handoffs import OUTCOMES, Wish
from hotline.language import name_of
from hotline.reasons import reason_of
from porchlight.database import now
from porchlight.languages import ENGLISH

# From when on a clock is amber, and red. clock.js goes by the same.
AMBER, RED = dt.timedelta(minutes=2), dt.timedelta(minutes=5)
_KEPT = 30.0  # seconds
_MOST_KEPT = 5_000
# urgent: red at once. waiting: by the clock. calm: nobody has to hurry.
Pace = Literal["urgent", "waiting", "calm"]

_WISHES: dict[Wish | None, str] = {
    None: "has not said how to be reached",
    "chat": "wants to chat here",
    "call_now": "wants a call now",
    "call_at": "wants a call later",
    "will_call": "will call us",
}
_CHANNELS = {"sms": "SMS", "telegram": "Telegram"}


@dataclass(frozen=True)
class Clock:
    """How long somebody has waited. since: in milliseconds since 1970, for the script that keeps it going."""

    since: int
    text: str
    pace: Pace
    colour: Literal["calm", "amber", "red"]


@dataclass(frozen=True)
class Drawn:
    """A row as HTML. order: sorts the rows of a section. at: when it was drawn, in seconds of a clock of its own."""

    mark: Mark
    order: str
    html: str = field(repr=False)
    at: float


class QueueRows:
    """Draws rows. `zone` is the hotline's own, in which times are shown."""

    def __init__(self, pages: Pages, zone: ZoneInfo) -> None:
        self._pages = pages
        self._zone = zone
        self._kept: dict[int, Drawn] = {}

    def drawn(self, connection: Connection, marks: Sequence[Mark]) -> list[Drawn]:
        """Return the rows of these marks, in no order; one whose handoff has just been erased is left out.

        After an outage fifty desks ask at once, for the same rows: one that was drawn in the last half minute, and has
        not changed, is not drawn again. Its clock is set right by the browser.
        """
        moment = time.monotonic()
        kept = (self._kept.get(mark.id) for mark in marks)
        found = {
            mark.id: each
            for mark, each in zip(marks, kept, strict=True)
            if each is not None and each.mark == mark and moment - each.at < _KEPT
        }
        if len(self._kept) > _MOST_KEPT:
            self._kept.clear()
        for row in rows(connection, [mark.id for mark in marks if mark.id not in found]):
            new = Drawn(row.mark, row.order, self.html(row), moment)
            found[row.mark.id] = self._kept[row.mark.id] = new
        return list(found.values())

    def html(self, row: Row) -> str:
        """Return one row as a list item, whatever is in it escaped."""
        return self._pages.text(
            "_row.html",
            row=row,
            mark=row.mark,
            clock=_clock(row, now()),
            reason=reason_of(row.reason).sentence,
            facts=self._facts(row),
            warnings=_warnings(row),
            call_at=None if row.call_at is None else self._time(row.call_at),
        )

    def _facts(self, row: Row) -> str:
        wish = [] if row.mark.status == "closed" else [_WISHES.get(row.wish, _WISHES[None])]
        facts = " \u00b7 ".join([*wish, channel_words(row.channel), *_language(row), self._whose(row)])
        return facts[0].upper() + facts[1:]

    def _whose(self, row: Row) -> str:
        match row.mark.status:
            case "waiting":
                return "waiting"
            case "taken":
                return f"with {row.who}"
            case "snoozed":
                until = "" if row.snoozed_until is None else f" until {self._time(row.snoozed_until)}"
                return f"snoozed by {row.who}{until}"
            case "closed":
                when = "" if row.closed_at is None else f" {self._time(row.closed_at)}"
                how = OUTCOMES.get(row.outcome or "", "")
                return f"closed{when}{f' by {row.who}' if row.who else ''}{f': {how}' if how else ''}"

    def _time(self, moment: dt.datetime) -> str:
        return clock_time(moment, self._zone, now().astimezone(self._zone).date())


def channel_words(channel: str) -> str:
    """Return what staff call a channel."""
    return _CHANNELS.get(channel, "test phone")


def waited(duration: dt.timedelta) -> str:
    """Return a duration as a clock shows it: `4:07`, `1 h 05`, `3 days`. Below zero is zero."""
    seconds = max(0, int(duration.total_seconds()))
    if seconds < 3600:
        return f"{seconds // 60}:{seconds % 60:02}"
    if seconds < 48 * 3600:
        return f"{seconds // 3600} h {seconds % 3600 // 60:02}"
    return f"{seconds // 86400} days"


def _clock(row: Row, moment: dt.datetime) -> Clock | None:
    since = row.waiting_since
    if since is None or row.mark.status == "closed":
        return None
    pace = _pace(row)
    duration = moment - since
    late = pace == "waiting" and duration >= AMBER
    colour: Literal["calm", "amber", "red"] = "amber" if late else "calm"
    if pace == "urgent" or (late and duration >= RED):
        colour = "red"
    return Clock(microseconds(since) // 1000, waited(duration), pace, colour)


def _pace(row: Row) -> Pace:
    if row.mark.status == "waiting":
        if row.mark.urgent:
            return "urgent"
        return "calm" if row.wish in ("call_at", "will_call") else "waiting"
    return "waiting" if row.mark.status == "taken" else "calm"


def _language(row: Row) -> Sequence[str]:
    """Return the language to be ready for; English, which staff write anyway, needs no word."""
    return () if row.language in (None, ENGLISH) else (f"writes {name_of(row.language)}",)


def _warnings(row: Row) -> Sequence[str]:
    if row.opted_out:
        return ("Opted out",)
    return () if row.undeliverable is None else (f"Not delivered: {why_not(row.undeliverable)}",)
