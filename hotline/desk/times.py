"""Moments as the desk shows them: by the clock on the hotline's own wall."""

from __future__ import annotations

import datetime as dt
from typing import Protocol
from zoneinfo import ZoneInfo

from markupsafe import Markup

from porchlight.database import now


class Shown(Protocol):
    """Turns a moment into a <time> element, by the hotline's clock or another zone's."""

    def __call__(self, moment: dt.datetime, zone: ZoneInfo | None = None, /) -> Markup: ...


def clock_time(moment: dt.datetime, zone: ZoneInfo, today: dt.date) -> str:
    """Return `2:05 pm`, or `Nov 24, 2:05 pm` where the day is not `today`, with the year where that differs."""
    local = moment.astimezone(zone)
    clock = f"{local.hour % 12 or 12}:{local:%M} {'pm' if local.hour >= 12 else 'am'}"
    if local.date() == today:
        return clock
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local:%b} {local.day}{year}, {clock}"


def shown_in(zone: ZoneInfo) -> Shown:
    """Return what shows moments by this zone's clock, unless another is given."""

    def shown(moment: dt.datetime, own: ZoneInfo | None = None, /) -> Markup:
        words = clock_time(moment, own or zone, now().astimezone(own or zone).date())
        return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), words)

    return shown
