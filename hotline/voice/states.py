"""Where a call stands: the rows of `calls`, and how they change. Always in the caller's transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from connectors.conversations import touch
from hotline.audit import note_about
from hotline.callbacks import TO_COME
from hotline.handoffs import Handoff
from hotline.tables import callbacks, calls
from porchlight.database import now

# wanted: to be made. dialling: Twilio is being asked. ringing: Twilio rings the line, or somebody there is asked to
# press 1. taken: they have, and the person's phone rings. connected: the person has pressed 1 too. ended: `result`.
Status = Literal["wanted", "dialling", "ringing", "taken", "connected", "ended"]
Result = Literal[
    "completed",
    # Our side. not_taken: somebody or a voicemail picked up and pressed nothing. hung_up: after they had taken it.
    "line_no_answer", "line_busy", "line_failed", "line_not_taken", "hung_up",
    # Their side, the same.
    "person_no_answer", "person_busy", "person_failed", "person_not_taken",
    # Not rung at all: nobody is at the line, it is night where they are, they have said STOP, there is no number any
    # more, they have changed their mind.
    "line_closed", "quiet_hours", "stopped", "no_number", "cancelled",
]  # fmt: skip

# After so long in a state without news from Twilio, there will be none. A phone rings for 25 seconds, and a question is
# asked for less than a minute; a conversation ends after four hours, when Twilio ends it.
_NEWS_WITHIN: dict[Status, dt.timedelta] = {
    "dialling": dt.timedelta(minutes=1),
    "ringing": dt.timedelta(minutes=5),
    "taken": dt.timedelta(minutes=5),
    "connected": dt.timedelta(hours=4, minutes=10),
}


@dataclass(frozen=True)
class Call:
    """One call. `due_at`: when the line is to be rung; later, by when news from Twilio must have come.

    staff_id: who of the staff started it; None: the person did, or a promise falls due. provider_key: the fingerprint
    of Twilio's id of the call to the line.
    """

    id: int
    token: str
    handoff_id: int
    callback_id: int | None
    staff_id: int | None
    status: Status
    result: Result | None
    provider_key: str | None
    made_at: dt.datetime
    due_at: dt.datetime
    attempts: int


_COLUMNS = [calls.c[field.name] for field in fields(Call)]


def under_way(connection: Connection, handoff_id: int) -> Call | None:
    """Return the call of this handoff that has not ended, if there is one, held so that nobody else changes it."""
    wanted = select(*_COLUMNS).where(calls.c.handoff_id == handoff_id, calls.c.status != "ended")
    row = connection.execute(wanted.with_for_update()).first()
    return None if row is None else Call(**row._mapping)


def by_token(connection: Connection, token: str) -> Call | None:
    """Return one call, ended or not, by what its addresses end in; held as well."""
    row = connection.execute(select(*_COLUMNS).where(calls.c.token == token).with_for_update()).first()
    return None if row is None else Call(**row._mapping)


def get(connection: Connection, call_id: int) -> Call | None:
    """Return one call, ended or not, held as well."""
    row = connection.execute(select(*_COLUMNS).where(calls.c.id == call_id).with_for_update()).first()
    return None if row is None else Call(**row._mapping)


def due(connection: Connection, limit: int) -> list[int]:
    """Return the ids of calls to be made, and of calls without news."""
    wanted = select(calls.c.id).where(*_is_due()).order_by(calls.c.due_at, calls.c.id).limit(limit)
    return list(connection.execute(wanted).scalars())


def claim(connection: Connection, call_id: int) -> Call | None:
    """Return one call if it is still due and no other process holds it, held as well."""
    wanted = select(*_COLUMNS).where(calls.c.id == call_id, *_is_due()).with_for_update(skip_locked=True)
    row = connection.execute(wanted).first()
    return None if row is None else Call(**row._mapping)


def _is_due() -> tuple[Any, ...]:
    return calls.c.status != "ended", calls.c.due_at <= now()


def move(connection: Connection, call: Call, handoff: Handoff, status: Status, **changes: Any) -> None:
    """Note that a call has come so far; the next news of it must come in time."""
    _change(connection, call, handoff, status=status, due_at=now() + _NEWS_WITHIN[status], **changes)


def again(connection: Connection, call: Call, handoff: Handoff, after: dt.timedelta) -> None:
    """Ring the line again after a while."""
    _change(connection, call, handoff, status="wanted", due_at=now() + after)


def end(connection: Connection, call: Call, handoff: Handoff, result: Result) -> None:
    """Note how a call ended, and what became of the promise behind it. `hotline.voice.outcomes` tells the person."""
    _change(connection, call, handoff, status="ended", result=result, ended_at=now())
    if call.callback_id is not None:
        kept = {"completed": "done", "cancelled": "cancelled"}.get(result, "missed")
        this = callbacks.c.id == call.callback_id
        if kept != "done":  # what was settled otherwise meanwhile stays so
            this &= callbacks.c.status.in_((*TO_COME, "calling"))
        connection.execute(update(callbacks).where(this).values(status=kept))
    note_about(connection, "call_ended", handoff, staff_id=call.staff_id, detail=result)


def _change(connection: Connection, call: Call, handoff: Handoff, **changes: Any) -> None:
    connection.execute(update(calls).where(calls.c.id == call.id).values(**changes))
    touch(connection, handoff.conversation_id)
