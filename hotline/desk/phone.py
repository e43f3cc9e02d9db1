"""What staff see of calls with one person: the promised one, the last one, and whether one can be made."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.engine import Connection

from hotline.briefing import Briefing
from hotline.callbacks import Callback
from hotline.handoffs import Handoff
from hotline.tables import calls
from hotline.zones import zone_of_place

if TYPE_CHECKING:
    from hotline.desk.app import DeskParts

_STATES = {
    "wanted": "about to ring the line",
    "dialling": "about to ring the line",
    "ringing": "ringing the line",
    "taken": "somebody took it, and the person's phone rings",
    "connected": "they are talking",
}
_RESULTS = {
    "completed": "they talked",
    "line_no_answer": "nobody at the line picked up",
    "line_busy": "the line was busy",
    "line_failed": "the line could not be rung",
    "line_not_taken": "nobody at the line pressed 1",
    "hung_up": "our side hung up",
    "person_no_answer": "they did not pick up",
    "person_busy": "their phone was busy",
    "person_failed": "their phone could not be rung",
    "person_not_taken": "their voicemail, or nobody pressed 1",
    "line_closed": "not made: the line was closed",
    "quiet_hours": "not made: it was night where they are",
    "stopped": "not made: they have opted out",
    "no_number": "not made: there is no number any more",
    "cancelled": "taken back",
}
# As the assistant calls a place: "Austin, TX", "Cambridge, MA 02139".
_IN_STATE = re.compile(r", ([A-Z]{2})(?: \d{5})?$")


@dataclass(frozen=True)
class LastCall:
    """The last call that was asked for, and what became of it, in words."""

    at: dt.datetime
    words: str


@dataclass(frozen=True)
class Phone:
    """possible: Porchlight can call this person. zone: theirs, as far as it is known. promised: still to come."""

    possible: bool
    zone: ZoneInfo
    promised: Callback | None
    last: LastCall | None


def phone_of(connection: Connection, parts: DeskParts, handoff: Handoff, briefing: Briefing) -> Phone:
    """Return what is known of calls with this person."""
    promised = parts.callbacks.of(connection, handoff.id)
    said = ZoneInfo(handoff.timezone) if handoff.timezone else promised and promised.zone
    zone = said or _zone_of(briefing) or parts.line.settings.timezone
    return Phone(parts.calls.possible(connection, handoff), zone, promised, _last(connection, handoff))


def _zone_of(briefing: Briefing) -> ZoneInfo | None:
    place = _IN_STATE.search(dict(briefing.facts).get("Place", ""))
    # Without the ZIP: for a state with several zones, looking that up takes longer than the page may.
    return zone_of_place(None, place[1]) if place else None


def _last(connection: Connection, handoff: Handoff) -> LastCall | None:
    wanted = select(calls.c.made_at, calls.c.status, calls.c.result).where(calls.c.handoff_id == handoff.id)
    row = connection.execute(wanted.order_by(calls.c.id.desc()).limit(1)).first()
    if row is None:
        return None
    words = _RESULTS.get(row.result, "ended") if row.status == "ended" else _STATES.get(row.status, row.status)
    return LastCall(row.made_at, words)
