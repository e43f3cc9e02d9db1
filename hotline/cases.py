"""The handoffs of some days, one by one, as far as they are counted. Nothing of the person is in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import DateTime, func, select, type_coerce
from sqlalchemy.engine import Connection

from hotline.tables import audit, handoffs

# Whoever was told that nobody had come is not abandoned if somebody still comes within this.
STILL_COMES = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Span:
    """The last `days` days in the line's time zone, today among them: from a midnight on until `until`."""

    days: int
    zone: ZoneInfo
    since: dt.datetime
    until: dt.datetime

    @classmethod
    def last(cls, days: int, zone: ZoneInfo, until: dt.datetime) -> Span:
        """Return the span that ends at `until`."""
        today = until.astimezone(zone).date()
        midnight = dt.datetime.combine(today - dt.timedelta(days=days - 1), dt.time(), zone)
        return cls(days, zone, midnight.astimezone(dt.timezone.utc), until)


class Case(NamedTuple):
    """One handoff. `told_at`: when the person was first told that nobody had come."""

    code: str
    opened_at: dt.datetime
    taken_at: dt.datetime | None
    urgent: bool
    closed: bool
    outcome: str | None
    told_at: dt.datetime | None = None

    @property
    def answer_seconds(self) -> float | None:
        """How long it was until somebody of the staff first took it."""
        return None if self.taken_at is None else (self.taken_at - self.opened_at).total_seconds()

    def abandoned(self, moment: dt.datetime) -> bool:
        """Whether nobody took it before it was closed, or within 15 minutes of their being told that nobody had come.

        One that may still be taken in time is not abandoned yet.
        """
        if self.taken_at is None and self.closed:
            return True
        return self.told_at is not None and (self.taken_at or moment) > self.told_at + STILL_COMES


def cases(connection: Connection, span: Span) -> list[Case]:
    """Return the handoffs that were opened in the span, in the order in which they were."""
    told = (
        select(audit.c.code, func.min(audit.c.at).label("told_at"))
        .where(audit.c.at >= span.since, audit.c.action == "told_nobody_came")
        .group_by(audit.c.code)
    )
    told_at = {row.code: row.told_at for row in connection.execute(told)}
    h = handoffs.c
    wanted = (
        select(h.code, _bare(h.opened_at), _bare(h.taken_at), h.urgent, h.status, h.outcome)
        .where(h.opened_at >= span.since)
        .order_by(h.opened_at, h.id)
    )
    return [
        Case(code, _utc(opened), taken and _utc(taken), urgent, status == "closed", outcome, told_at.get(code))
        for code, opened, taken, urgent, status, outcome in connection.execute(wanted)
    ]


def _bare(column: object) -> object:
    """Read a time as the driver gives it: our own type takes three times as long, which tells at 10,000 rows."""
    return type_coerce(column, DateTime())


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.timezone.utc)
