"""Calls that were promised for a time: set, replaced, cancelled, and what became of each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from connectors.conversations import touch
from hotline.handoffs import Handoff
from hotline.tables import callbacks, handoffs
from porchlight.database import Database, now

# set: promised. reminded: staff were told that it comes. calling: the line is being rung for it. done: they talked.
# cancelled: by the person, or for another time. missed: it came to nothing.
Status = Literal["set", "reminded", "calling", "done", "cancelled", "missed"]
TO_COME: tuple[Status, ...] = ("set", "reminded")


@dataclass(frozen=True)
class Callback:
    """One promised call. `timezone` is the person's, by its IANA name; times are in UTC."""

    id: int
    handoff_id: int
    conversation_id: str
    due_at: dt.datetime
    timezone: str
    status: Status
    made_at: dt.datetime
    reminded_at: dt.datetime | None

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone."""
        return ZoneInfo(self.timezone)


class Callbacks:
    """Reads and changes promised calls, always in the caller's transaction.

    The worst that can happen: a promise is forgotten. So each is a row until it is done, cancelled or missed, and a
    handoff has at most one that is still to come.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def set(self, connection: Connection, handoff: Handoff, due_at: dt.datetime, zone: ZoneInfo) -> None:
        """Promise a call for `due_at`; it takes the place of one that is still to come."""
        self.cancel(connection, handoff)
        row = {
            "handoff_id": handoff.id,
            "due_at": due_at,
            "timezone": zone.key,
            "status": "set",
            "made_at": now(),
        }
        connection.execute(callbacks.insert().values(**row))
        touch(connection, handoff.conversation_id)

    def cancel(self, connection: Connection, handoff: Handoff) -> bool:
        """Take the promised call back; return whether there was one still to come."""
        # Held, so that of two promises made at once for one handoff the later takes the other's place.
        connection.execute(select(handoffs.c.id).where(handoffs.c.id == handoff.id).with_for_update())
        to_come = callbacks.c.status.in_(TO_COME)
        cancelled = connection.execute(
            update(callbacks).where(callbacks.c.handoff_id == handoff.id, to_come).values(status="cancelled")
        )
        touch(connection, handoff.conversation_id)
        return bool(cancelled.rowcount)

    def of(self, connection: Connection, handoff_id: int) -> Callback | None:
        """Return the call that is still to come for this handoff, if one is."""
        wanted = _callbacks().where(callbacks.c.handoff_id == handoff_id, callbacks.c.status.in_(TO_COME))
        row = connection.execute(wanted.order_by(callbacks.c.id.desc()).limit(1)).first()
        return None if row is None else Callback(**row._mapping)

    def get(self, connection: Connection, callback_id: int) -> Callback | None:
        """Return one promised call, whatever became of it."""
        row = connection.execute(_callbacks().where(callbacks.c.id == callback_id)).first()
        return None if row is None else Callback(**row._mapping)

    def due(self, connection: Connection, before: dt.datetime) -> list[Callback]:
        """Return the calls still to come whose time is `before` or earlier, the earliest first."""
        wanted = _callbacks().where(callbacks.c.status.in_(TO_COME), callbacks.c.due_at <= before)
        rows = connection.execute(wanted.order_by(callbacks.c.due_at, callbacks.c.id))
        return [Callback(**row._mapping) for row in rows]

    def mark(self, connection: Connection, callback: Callback, status: Status) -> bool:
        """Note what became of a promised call; False, and nothing is written, when that has changed since it was read.

        So of two processes that both found it due, one goes on.
        """
        changes: dict[str, object] = {"status": status}
        if status == "reminded":
            changes["reminded_at"] = now()
        marked = connection.execute(
            update(callbacks)
            .where(callbacks.c.id == callback.id, callbacks.c.status == callback.status)
            .values(**changes)
        )
        if marked.rowcount != 1:
            return False
        touch(connection, callback.conversation_id)
        return True


def _callbacks() -> select:
    columns = (
        callbacks.c.id, callbacks.c.handoff_id, handoffs.c.conversation_id, callbacks.c.due_at, callbacks.c.timezone,
        callbacks.c.status, callbacks.c.made_at, callbacks.c.reminded_at,
    )  # fmt: skip
    return select(*columns).join(handoffs, handoffs.c.id == callbacks.c.handoff_id)
