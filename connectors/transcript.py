"""What was said in a conversation, on both sides, read from the journal's two halves."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from connectors.messages import Choice, Reply
from connectors.tables import inbox, outbox
from porchlight.database import Database
from porchlight.sealing import Cipher

Who = Literal["person", "assistant", "staff"]
ERASED = "(erased)"
_last_with_choices = (  # made once: each turn asks
    select(outbox.c.body)
    .where(outbox.c.conversation_id == bindparam("whose"), outbox.c.has_choices.is_(True))
    .order_by(outbox.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Line:
    """One message of a conversation, as staff see it.

    id: the same each time it is read. crisis: the danger seen in a person's words. staff_id, status, error: who of the
    staff wrote it, and what became of it on its way (`connectors.outbox.Status`, the provider's code).
    """

    id: str
    at: dt.datetime
    who: Who
    text: str = field(repr=False)
    crisis: str | None = None
    staff_id: int | None = None
    status: str | None = None
    error: str | None = None


class Transcript:
    """Reads conversations. It writes nothing.

    Raises cryptography.fernet.InvalidToken for what was sealed with another secret.
    """

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self.database = database
        self.cipher = cipher

    def last_choices(self, conversation_id: str) -> Reply | None:
        """Return the last thing said to this person that offered choices."""
        with self.database.read() as connection:
            body = connection.execute(_last_with_choices, {"whose": conversation_id}).scalar()
        return Reply.from_json(self.cipher.decrypt(body)) if body else None

    def said(self, conversation_id: str, outbox_id: int) -> Reply | None:
        """Return one thing said to this person, or None when it was not said to them."""
        with self.database.read() as connection:
            return self._said(connection, conversation_id, outbox_id)

    def tapped(self, conversation_id: str, token: str) -> Choice | None:
        """Return the choice behind a tapped button: its token names a reply of ours and a place in its choices."""
        with self.database.read() as connection:
            return self._tapped(connection, conversation_id, token)

    def _said(self, connection: Connection, conversation_id: str, outbox_id: int) -> Reply | None:
        body = connection.execute(
            select(outbox.c.body).where(outbox.c.id == outbox_id, outbox.c.conversation_id == conversation_id)
        ).scalar()
        return Reply.from_json(self.cipher.decrypt(body)) if body else None

    def _tapped(self, connection: Connection, conversation_id: str, token: str) -> Choice | None:
        row, _, number = token.partition(":")
        # A button's token is what the person's app says it is: it may be anything.
        if not (row.isdecimal() and number.isdecimal() and len(row) < 19 and len(number) < 4):
            return None
        reply = self._said(connection, conversation_id, int(row))
        if reply is None or int(number) >= len(reply.choices):
            return None
        return reply.choices[int(number)]

    def story(
        self, connection: Connection, conversation_id: str, limit: int = 30, *, until: dt.datetime | None = None
    ) -> list[Line]:
        """Return the last `limit` messages of both sides, oldest first; none after `until`."""
        person = connection.execute(
            select(inbox.c.id, inbox.c.received_at, inbox.c.kind, inbox.c.body, inbox.c.crisis)
            .where(inbox.c.conversation_id == conversation_id, *_before(inbox.c.received_at, until))
            .order_by(inbox.c.id.desc())
            .limit(limit)
        )
        lines = [
            Line(
                f"in-{row.id}",
                row.received_at,
                "person",
                self._shown(connection, conversation_id, row),
                crisis=row.crisis,
            )
            for row in person
        ]
        said = connection.execute(
            select(outbox.c.id, outbox.c.created_at, outbox.c.body, outbox.c.staff_id, outbox.c.status, outbox.c.error)
            .where(outbox.c.conversation_id == conversation_id, *_before(outbox.c.created_at, until))
            .order_by(outbox.c.id.desc())
            .limit(limit)
        )
        lines += [
            Line(
                f"out-{row.id}",
                row.created_at,
                "assistant" if row.staff_id is None else "staff",
                _with_choices(Reply.from_json(self.cipher.decrypt(row.body))),
                staff_id=row.staff_id,
                status=row.status,
                error=row.error,
            )
            for row in said
        ]
        lines.reverse()  # both sides were fetched newest first; equal times keep the order they came in
        lines.sort(key=lambda line: (line.at, line.who != "person"))
        return lines[-limit:]

    def _shown(self, connection: Connection, conversation_id: str, row: Any) -> str:
        if row.body is None:  # kept long enough: hotline.retention
            return ERASED
        text = str(json.loads(self.cipher.decrypt(row.body))["text"])
        if row.kind in ("text", "command"):
            return text.strip() or "(an empty message)"
        if row.kind == "choice":
            choice = self._tapped(connection, conversation_id, text)
            return f"(tapped: {choice.title})" if choice else "(tapped a button)"
        return "(shared a location)" if row.kind == "location" else "(sent a file)"


def _before(column: Any, until: dt.datetime | None) -> tuple[Any, ...]:
    return () if until is None else (column <= until,)


def _with_choices(reply: Reply) -> str:
    """Return what was said with what could be chosen: without it, nobody knows what "2" means."""
    if not reply.choices or reply.numbered:
        return reply.text
    ways = ", ".join(f"{number} {choice.title}" for number, choice in enumerate(reply.choices, start=1))
    return f"{reply.text}\n({ways})"
