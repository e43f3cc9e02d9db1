"""Gives a conversation to a person: what a handoff is, how it is opened, and who waits."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from connectors.transcript import Transcript
from hotline.codes import new_code, read_code
from hotline.tables import handoffs
from porchlight.database import Database, insert_if_absent, now
from porchlight.sealing import Cipher

WAITING = "waiting"

# Codes are drawn at random; with half of them taken, fifty misses in a row are as good as impossible.
_TRIES = 50


class NoCodeLeft(Exception):
    """Almost every code is in use: old conversations must be erased before anyone can be handed over."""


@dataclass(frozen=True)
class Handoff:
    """One conversation that waits for, or was given to, a person.

    story: both sides' last messages as {at, who, text}, oldest first, as of the last time it was opened.
    """

    id: int
    code: str
    conversation_id: str
    opened_at: dt.datetime
    reason: str
    urgent: bool
    status: str
    channel: str
    story: list[dict[str, str]] = field(repr=False)


class Handoffs:
    """Opens and reads handoffs.

    The worst that can happen: with another secret than the one they were sealed with, `by_code` and `waiting`
    raise `cryptography.fernet.InvalidToken`, and nobody sees who waits.
    """

    def __init__(self, database: Database, cipher: Cipher, transcript: Transcript) -> None:
        self.database = database
        self.cipher = cipher
        self.transcript = transcript

    def open(self, connection: Connection, conversation_id: str, channel: str, reason: str, urgent: bool) -> str:
        """Put a conversation into the queue, in the caller's transaction, and return its code.

        One that waits already keeps its code and its place; it can become urgent, and never stops being so.
        Raises NoCodeLeft when no free code was found, and `sqlalchemy.exc.IntegrityError` when the
        conversation does not exist; nothing is in the queue then.
        """
        story = self.cipher.encrypt(json.dumps(self.transcript.story(connection, conversation_id)))
        for _ in range(_TRIES):
            code = self._join(connection, conversation_id, reason, urgent, story)
            if code is not None:
                return code
            row = {
                "code": new_code(),
                "conversation_id": conversation_id,
                "opened_at": now(),
                "reason": reason,
                "urgent": urgent,
                "status": WAITING,
                "channel": channel,
                "story": story,
            }
            # Not inserted: the code is taken, or another process has just opened it. Both want another look.
            if insert_if_absent(connection, handoffs, row):
                return str(row["code"])
        raise NoCodeLeft

    def _join(
        self, connection: Connection, conversation_id: str, reason: str, urgent: bool, story: bytes
    ) -> str | None:
        row = connection.execute(
            select(handoffs.c.id, handoffs.c.code, handoffs.c.urgent)
            .where(handoffs.c.conversation_id == conversation_id, handoffs.c.status == WAITING)
            .with_for_update()
        ).first()
        if row is None:
            return None
        changes: dict[str, Any] = {"story": story}
        if urgent and not row.urgent:
            changes |= {"urgent": True, "reason": reason}
        connection.execute(update(handoffs).where(handoffs.c.id == row.id).values(**changes))
        return str(row.code)

    def forget(self, connection: Connection, conversation_id: str) -> None:
        """Take a conversation out of the queue and erase its story, in the caller's transaction."""
        connection.execute(handoffs.delete().where(handoffs.c.conversation_id == conversation_id))

    def by_code(self, code: str) -> Handoff | None:
        """Return one handoff, waiting or not, by its code however it was typed; None when there is none."""
        wanted = select(handoffs).where(handoffs.c.code == read_code(code))
        with self.database.read() as connection:
            row = connection.execute(wanted).first()
        return None if row is None else self._handoff(row)

    def waiting(self) -> list[Handoff]:
        """Return everyone who waits: urgent ones first, then whoever has waited longest."""
        wanted = (
            select(handoffs)
            .where(handoffs.c.status == WAITING)
            .order_by(handoffs.c.urgent.desc(), handoffs.c.opened_at, handoffs.c.id)
        )
        with self.database.read() as connection:
            rows = connection.execute(wanted).all()
        return [self._handoff(row) for row in rows]

    def _handoff(self, row: Any) -> Handoff:
        return Handoff(
            id=row.id,
            code=row.code,
            conversation_id=row.conversation_id,
            opened_at=row.opened_at,
            reason=row.reason,
            urgent=row.urgent,
            status=row.status,
            channel=row.channel,
            story=json.loads(self.cipher.decrypt(row.story)),
        )
