"""Everything that is kept about one person, in a form they can read: for somebody who asks for it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection, Row

from connectors.messages import Reply
from connectors.tables import contacts, conversations, inbox, outbox
from connectors.transcript import ERASED
from hotline.audit import note
from hotline.briefing import Brief
from hotline.tables import audit, callbacks, calls, handoffs, notes, staff
from porchlight.database import now
from porchlight.sealing import Cipher

_UNREADABLE = "(sealed with another SECRET_KEY)"


class Export:
    """Reads what is kept about one person.

    The worst that can happen: it is given to somebody else. So making it leaves a line in the audit log, and whoever
    makes it must be sure who asked.
    """

    def __init__(self, cipher: Cipher, brief: Brief) -> None:
        """`brief` says in words what a dialogue state holds."""
        self._cipher = cipher
        self._brief = brief

    def conversation_at(self, connection: Connection, channel: str, address: str) -> str | None:
        """Return the conversation of a phone number or chat id, or None."""
        keys = self._cipher.fingerprints("address", channel, address)
        wanted = select(contacts.c.conversation_id).where(
            contacts.c.channel == channel, contacts.c.address_key.in_(keys)
        )
        found = connection.execute(wanted).scalar()
        return None if found is None else str(found)

    def of(self, connection: Connection, conversation_id: str, *, with_notes: bool = True) -> dict[str, Any]:
        """Return everything as JSON has it, times in UTC, and note in the audit log that it was given out.

        `with_notes`: also what staff noted. Of calls there is when and how they ended; nobody records what is said.
        Raises LookupError for a conversation that is not there.
        """
        this = conversations.c.id == conversation_id
        row = connection.execute(
            select(conversations, contacts).join(contacts, contacts.c.conversation_id == conversations.c.id).where(this)
        ).first()
        if row is None:
            raise LookupError(conversation_id)
        found = handoffs.c.conversation_id == conversation_id
        codes = list(connection.execute(select(handoffs.c.code).where(found)).scalars())
        made: dict[str, Any] = {
            "made_at": now(),
            "person": self._person(row),
            "messages": self._messages(connection, conversation_id),
            "handoffs": self._rows(connection, select(handoffs).where(found).order_by(handoffs.c.id)),
            "promised_calls": self._rows(connection, _behind(callbacks, found)),
            "calls": self._rows(connection, _behind(calls, found)),
            "log": self._log(connection, conversation_id, codes),
        }
        if with_notes:
            mine = select(notes, staff.c.name.label("by")).join(staff, staff.c.id == notes.c.staff_id)
            mine = mine.where(notes.c.conversation_id == conversation_id).order_by(notes.c.id)
            made["staff_notes"] = [
                {"at": row.at, "by": row.by, "text": self._open(row.body)} for row in connection.execute(mine)
            ]
        note(connection, "exported", conversation_id=conversation_id, code=codes[-1] if codes else None)
        readable: dict[str, Any] = json.loads(json.dumps(made, default=_written))
        return readable

    def _person(self, row: Row) -> dict[str, Any]:
        try:
            learnt = self._brief(self._cipher.decrypt(row.state) if row.state else None).facts
        except InvalidToken:
            learnt = ((_UNREADABLE, ""),)
        return {
            "conversation": row.conversation_id,
            "channel": row.channel,
            "language": row.language,
            "address": self._open(row.address),
            "number_for_calls": self._open(row.call_address) if row.call_address else None,
            "first_message_at": row.created_at,
            "last_change_at": row.touched_at,
            "welcomed_at": row.welcomed_at,
            "danger_seen_at": row.crisis_at,
            "opted_out_at": row.opted_out_at,
            "last_delivery_problem": row.undeliverable,
            "what_the_assistant_has_learnt": dict(learnt),
        }

    def _messages(self, connection: Connection, conversation_id: str) -> list[dict[str, Any]]:
        came = connection.execute(select(inbox).where(inbox.c.conversation_id == conversation_id))
        went = connection.execute(select(outbox).where(outbox.c.conversation_id == conversation_id))
        messages = [
            {
                "at": row.received_at,
                "from": "person",
                "kind": row.kind,
                "text": self._said(row),
                "taken_for": row.topic,
                "danger_seen": row.crisis,
                "done": row.outcome,
            }
            for row in came
        ]
        messages += [
            {
                "at": row.created_at,
                "from": "assistant" if row.staff_id is None else "staff",
                "text": self._answer(row.body),
                "delivery": row.status,
                "problem": row.error,
            }
            for row in went
        ]
        return sorted(messages, key=lambda each: (each["at"], each["from"] != "person"))

    def _said(self, row: Row) -> str:
        if row.body is None:
            return ERASED
        sealed = self._open(row.body)
        if sealed == _UNREADABLE:
            return sealed
        body = json.loads(sealed)
        if row.kind == "location":
            return f"{body['latitude']}, {body['longitude']}"
        return str(body.get("written") or body["text"])

    def _answer(self, sealed: bytes) -> str:
        opened = self._open(sealed)
        return opened if opened == _UNREADABLE else Reply.from_json(opened).text

    def _open(self, sealed: bytes) -> str:
        try:
            return self._cipher.decrypt(sealed)
        except InvalidToken:
            return _UNREADABLE

    @staticmethod
    def _rows(connection: Connection, wanted: Any) -> list[dict[str, Any]]:
        """Return rows without our own numbers and keys, and without what is empty."""
        rows = (dict(row._mapping) for row in connection.execute(wanted))
        return [{name: value for name, value in row.items() if value is not None and _tells(name)} for row in rows]

    def _log(self, connection: Connection, conversation_id: str, codes: list[str]) -> list[dict[str, Any]]:
        wanted = (
            select(audit.c.at, staff.c.name.label("by"), audit.c.action, audit.c.code, audit.c.detail)
            .select_from(audit.outerjoin(staff, staff.c.id == audit.c.staff_id))
            .where(
                or_(
                    audit.c.conversation_id == conversation_id,
                    and_(audit.c.conversation_id.is_(None), audit.c.code.in_(codes)),
                )
            )
            .order_by(audit.c.id)
        )
        return self._rows(connection, wanted)


def _behind(table: Any, found: Any) -> Any:
    return select(table).join(handoffs, handoffs.c.id == table.c.handoff_id).where(found).order_by(table.c.id)


def _tells(name: str) -> bool:
    return name not in ("id", "token", "provider_key") and not name.endswith("_id")


def _written(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    raise TypeError(type(value).__name__)
