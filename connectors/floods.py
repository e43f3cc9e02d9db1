"""Whoever writes more at once than anybody can be answered: a broken phone, an attacker, somebody in great fear.

People in fear send their sentences in pieces, and on Telegram a line is a message: ten in a minute are quite usual,
and each deserves its answer. More than 20 in a minute, one every three seconds for a whole minute, is more than
somebody writes who also reads.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from connectors.tables import inbox

PER_MINUTE = 20
# What becomes of a message in a flood that gets no answer of its own.
OUTCOME = "flooded"
_MINUTE = dt.timedelta(minutes=1)
# Messages of a flood that come closer together than this are one flood: their person is told once.
_ONE_FLOOD = dt.timedelta(minutes=10)

_mine = select(inbox).where(inbox.c.conversation_id == bindparam("conversation_id")).order_by(inbox.c.id.desc())
_last = _mine.with_only_columns(inbox.c.behind & inbox.c.handled_at.is_(None)).limit(1).scalar_subquery()
_enough = _mine.with_only_columns(inbox.c.received_at).limit(1).offset(bindparam("before")).scalar_subquery()
# Made once: a provider waits while it runs.
_newest = select(_last.label("last_waits_behind"), _enough.label("enough_since"))


@dataclass(frozen=True)
class Flood:
    """A message is one of too many. `told`: its person has been told so already."""

    told: bool


def comes_after_others(connection: Connection, conversation_id: str, moment: dt.datetime, per_minute: int) -> bool:
    """Say whether a message that comes now waits until nobody else does.

    It does in a flood, and behind one of the same person's that does: each person's messages keep their order.
    """
    row = connection.execute(_newest, {"conversation_id": conversation_id, "before": per_minute - 1}).one()
    return bool(row.last_waits_behind) or _within_a_minute(row.enough_since, moment)


def flood_of(connection: Connection, row: Any, per_minute: int) -> Flood | None:
    """Return the flood that a message of the inbox belongs to; None for one that others' pace would have allowed."""
    if not row.behind:
        return None
    earlier = _mine.where(inbox.c.id < row.id).params(conversation_id=row.conversation_id)
    enough = earlier.with_only_columns(inbox.c.received_at).limit(1).offset(per_minute - 1)
    if not _within_a_minute(connection.execute(enough).scalar(), row.received_at):
        return None
    told = earlier.with_only_columns(inbox.c.received_at).where(inbox.c.outcome == OUTCOME).limit(1)
    last = connection.execute(told).scalar()
    return Flood(told=last is not None and row.received_at - last < _ONE_FLOOD)


def _within_a_minute(before: dt.datetime | None, moment: dt.datetime) -> bool:
    return before is not None and moment - before < _MINUTE
