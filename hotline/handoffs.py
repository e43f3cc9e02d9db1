"""Gives a conversation to a person: what a handoff is, how it is opened, and who waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any, Literal

import structlog
from sqlalchemy import bindparam, case, select, update
from sqlalchemy.engine import Connection

from connectors.conversations import touch
from hotline.codes import new_code, read_code
from hotline.tables import handoffs, notes
from porchlight.database import Database, insert_if_absent, now

log = structlog.get_logger()

# waiting: nobody has it. taken: somebody of the staff has it. snoozed: put off until a time. closed: over.
Status = Literal["waiting", "taken", "snoozed", "closed"]
# Not "any but closed" in a query: the index of the status finds these.
OPEN: tuple[Status, ...] = ("waiting", "taken", "snoozed")
# How the person would like to be reached: here in the thread, by a call now, by a call at a time, or they call.
Wish = Literal["chat", "call_now", "call_at", "will_call"]
WISHES: tuple[Wish, ...] = ("chat", "call_now", "call_at", "will_call")

# How a handoff may end, by the key that is stored, in the words staff choose from.
OUTCOMES = {
    "helped": "Talked, and they got what they needed",
    "referred": "Gave them a program to call",
    "connected": "Connected them with a program or service",
    "emergency": "Emergency services or 988 took over",
    "no_reply": "They did not answer any more",
    "declined": "They did not want to go on",
    "given_back": "Gave back to the assistant",
    "other": "Something else, or no real request",
}

# Whoever is on call hears of an urgent handoff that nobody has taken for so long.
PAGE_AFTER = dt.timedelta(minutes=1)
PROMISE = dt.timedelta(minutes=3)
# Codes are drawn at random; with half of them taken, fifty misses in a row are as good as impossible.
_TRIES = 50


class NoCodeLeft(Exception):
    """Almost every code is in use: old conversations must be erased before anyone can be handed over."""


@dataclass(frozen=True)
class Handoff:
    """One conversation that waits for, is with, or was with a person. Its fields are the columns of the table."""

    id: int
    code: str
    conversation_id: str
    opened_at: dt.datetime
    reason: str
    urgent: bool
    status: Status
    channel: str
    wish: Wish | None
    asking: str | None
    timezone: str | None
    offered_at: dt.datetime | None
    staff_id: int | None
    taken_at: dt.datetime | None
    joined_at: dt.datetime | None
    promised_at: dt.datetime | None
    told_at: dt.datetime | None
    snoozed_until: dt.datetime | None
    consent: str | None
    consent_at: dt.datetime | None
    closed_at: dt.datetime | None
    outcome: str | None

    @property
    def joined(self) -> bool:
        """Whether a person of the staff writes in the thread now: the assistant says nothing then."""
        return self.joined_at is not None and self.status != "closed"

    @property
    def expected(self) -> bool:
        """Whether somebody was promised to come into the thread, and that promise still runs."""
        return self.status != "closed" and not self.joined and self.wish == "chat" and self.promised_at is not None


_COLUMNS = [handoffs.c[field.name] for field in fields(Handoff)]
# Made once: each turn runs them.
_open_one = (
    select(*_COLUMNS).where(handoffs.c.conversation_id == bindparam("whose"), handoffs.c.status != "closed").limit(1)
)
_wake = (
    update(handoffs)
    .where(handoffs.c.conversation_id == bindparam("whose"), handoffs.c.status == "snoozed")
    .values(status=case((handoffs.c.staff_id.is_(None), "waiting"), else_="taken"), snoozed_until=None)
)


class Handoffs:
    """Opens and reads handoffs.

    The worst that can happen: a conversation is not in the queue, and nobody comes. So a handoff is opened in the same
    transaction as the message that caused it, and only `closed` takes it out.
    """

    def __init__(self, database: Database, promise: dt.timedelta = PROMISE) -> None:
        """`promise`: how long someone who chats, or is in danger, waits before being told that nobody has come."""
        self.database = database
        self.promise = promise

    def open(self, connection: Connection, conversation_id: str, channel: str, reason: str, urgent: bool) -> str:
        """Put a conversation into the queue, in the caller's transaction, and return its code.

        One that is open already keeps its code, its place and who has it; it can become urgent, and never stops being
        so. Raises NoCodeLeft when no free code was found, and `sqlalchemy.exc.IntegrityError` when the conversation
        does not exist; nothing is in the queue then.
        """
        for _ in range(_TRIES):
            code = self._join(connection, conversation_id, reason, urgent)
            if code is not None:
                break
            row: dict[str, Any] = {
                "code": new_code(),
                "conversation_id": conversation_id,
                "opened_at": now(),
                "reason": reason,
                "urgent": urgent,
                "status": "waiting",
                "channel": channel,
            }
            if urgent:
                row |= self._alarm()
            # Not inserted: the code is taken, or another process has just opened it. Both want another look.
            if insert_if_absent(connection, handoffs, row):
                code = str(row["code"])
                break
        else:
            raise NoCodeLeft
        # Last: whoever holds both, the handoff and its conversation, takes the handoff first, or two would wait for
        # each other.
        touch(connection, conversation_id)
        return code

    def open_anyway(self, connection: Connection, conversation_id: str, channel: str, reason: str, urgent: bool) -> str:
        """Do as `open`, for somebody who must be answered all the same: return no code ("") where none is left."""
        try:
            return self.open(connection, conversation_id, channel, reason, urgent)
        except NoCodeLeft:
            log.error("no code is left: somebody was answered, and is in no queue", reason=reason)
            return ""

    def _join(self, connection: Connection, conversation_id: str, reason: str, urgent: bool) -> str | None:
        found = self.open_one(connection, conversation_id, lock=True)
        if found is None:
            return None
        changes: dict[str, Any] = {}
        if found.status == "snoozed":  # they are back: it waits no longer
            changes |= {"status": "waiting" if found.staff_id is None else "taken", "snoozed_until": None}
        if urgent and not found.urgent:
            changes |= {"urgent": True, "reason": reason}
            if found.status != "taken":
                changes |= self._alarm()
        if changes:
            self.change(connection, found, **changes)
        return found.code

    def _alarm(self) -> dict[str, Any]:
        moment = now()
        return {"page_at": moment + PAGE_AFTER, "promised_at": moment + self.promise}

    def open_one(self, connection: Connection, conversation_id: str, *, lock: bool = False) -> Handoff | None:
        """Return the handoff of this conversation that is not closed, if there is one."""
        wanted = _open_one.with_for_update() if lock else _open_one
        return _handoff(connection.execute(wanted, {"whose": conversation_id}).first())

    def get(self, connection: Connection, handoff_id: int, *, lock: bool = False) -> Handoff | None:
        """Return one handoff, open or not."""
        wanted = select(*_COLUMNS).where(handoffs.c.id == handoff_id)
        return _first(connection, wanted.with_for_update() if lock else wanted)

    def asked_to_share(self, connection: Connection, conversation_id: str) -> Handoff | None:
        """Return the newest handoff, open or not, in which this person was asked whether their story may be shared."""
        wanted = select(*_COLUMNS).where(handoffs.c.conversation_id == conversation_id, handoffs.c.consent.is_not(None))
        return _first(connection, wanted.order_by(handoffs.c.id.desc()))

    def take_consent_back(self, connection: Connection, conversation_id: str) -> None:
        """Let nothing of this person's be shared any more, under whatever code they had agreed to it."""
        agreed = (handoffs.c.conversation_id == conversation_id, handoffs.c.consent != "no")
        connection.execute(update(handoffs).where(*agreed).values(consent="no", consent_at=now()))

    def change(self, connection: Connection, handoff: Handoff, **changes: Any) -> None:
        """Write changes to a handoff's columns, in the caller's transaction."""
        connection.execute(update(handoffs).where(handoffs.c.id == handoff.id).values(**changes))
        touch(connection, handoff.conversation_id)

    def choose(self, connection: Connection, handoff: Handoff, wish: Wish, *, promised: bool = False) -> None:
        """Note how the person would like to be reached. `promised`: somebody comes soon, or they are told.

        What an urgent handoff was promised stays: whatever they wish, they are told when nobody comes.
        """
        changes: dict[str, Any] = {"wish": wish, "asking": None}
        if promised:
            # Whoever says it again and again is told the truth no later for it.
            changes["promised_at"] = handoff.promised_at or now() + self.promise
        elif not handoff.urgent:
            changes["promised_at"] = None
        self.change(connection, handoff, **changes)

    def held(self, connection: Connection, handoff_id: int) -> Handoff:
        """Return a handoff whose row the caller holds, so that it is there."""
        handoff = self.get(connection, handoff_id)
        assert handoff is not None  # noqa: S101  # its row is held
        return handoff

    def put_back(self, connection: Connection, handoff: Handoff, *, chat: bool, page: bool) -> None:
        """Let it wait for anybody again. Whoever was talking, or is in danger, is promised an answer.

        `chat`: the person waits for somebody to write. `page`: whoever is on call hears of it at once.
        """
        changes: dict[str, Any] = {"status": "waiting", "staff_id": None, "joined_at": None, "snoozed_until": None}
        if chat:
            changes["wish"] = "chat"
        if handoff.joined or handoff.urgent:
            changes["promised_at"] = now() + self.promise
        if page:
            changes["page_at"] = now()
        self.change(connection, handoff, **changes)

    def wake(self, connection: Connection, conversation_id: str) -> None:
        """Bring back what was put off, to whoever has it or into the queue, because the person writes."""
        connection.execute(_wake, {"whose": conversation_id})

    def forget(self, connection: Connection, conversation_id: str) -> None:
        """Take a conversation out of the queue, and erase its story and what staff noted, in the caller's transaction.

        What hangs on the conversation itself would go with it, but whoever writes on at once keeps that.
        """
        for table in (handoffs, notes):
            connection.execute(table.delete().where(table.c.conversation_id == conversation_id))

    def by_code(self, code: str) -> Handoff | None:
        """Return one handoff, open or not, by its code however it was typed; None when there is none."""
        with self.database.read() as connection:
            return _first(connection, select(*_COLUMNS).where(handoffs.c.code == read_code(code)))

    def waiting(self) -> list[Handoff]:
        """Return everyone who waits: urgent ones first, then whoever has waited longest."""
        wanted = (
            select(*_COLUMNS)
            .where(handoffs.c.status == "waiting")
            .order_by(handoffs.c.urgent.desc(), handoffs.c.opened_at, handoffs.c.id)
        )
        with self.database.read() as connection:
            return [Handoff(**row._mapping) for row in connection.execute(wanted)]


def _first(connection: Connection, wanted: Any) -> Handoff | None:
    return _handoff(connection.execute(wanted.limit(1)).first())


def _handoff(row: Any) -> Handoff | None:
    return None if row is None else Handoff(**row._mapping)
