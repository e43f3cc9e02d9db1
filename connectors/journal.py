"""The journal's first half: what people sent, and who is answering it.

A message is written here before the provider is told that it arrived. A worker claims a conversation for a
while (a lease); replies, dialogue state and "handled" are then written in one transaction that also checks the
lease, so that a worker that died, or was too slow, can neither lose nor repeat anything.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.engine import Connection

from connectors.lately import Lately, lately
from connectors.messages import Incoming, Reply
from connectors.tables import contacts, conversations, inbox, outbox
from porchlight.database import Database, insert_if_absent, now
from porchlight.sealing import Cipher

LEASE = dt.timedelta(seconds=15)

_unread = (
    select(
        inbox,
        conversations.c.channel,
        conversations.c.state,
        conversations.c.welcomed_at,
        contacts.c.opted_out_at,
    )
    .join(conversations, conversations.c.id == inbox.c.conversation_id)
    .join(contacts, contacts.c.conversation_id == conversations.c.id)
    .where(inbox.c.handled_at.is_(None))
    .order_by(inbox.c.id)
)
# Made once: a provider waits while these run.
_by_provider_key = select(inbox.c.id).where(inbox.c.provider_key == bindparam("key"))
_by_address_key = select(contacts.c.conversation_id).where(
    contacts.c.channel == bindparam("channel_name"), contacts.c.address_key == bindparam("key")
)
_touch = update(conversations).where(conversations.c.id == bindparam("touched")).values(touched_at=bindparam("moment"))


class LeaseLost(Exception):
    """Another process has taken the conversation over: nothing of this turn was written."""


@dataclass(frozen=True)
class Claim:
    """One unread message and the right to answer it until `LEASE` runs out."""

    inbox_id: int
    conversation_id: str
    channel: str
    token: str
    attempts: int
    kind: str
    body: dict[str, Any] = field(repr=False)
    state: str | None = field(repr=False)
    first_contact: bool
    opted_out: bool
    waited: dt.timedelta
    lately: Lately = field(default_factory=Lately, repr=False)

    @property
    def text(self) -> str:
        """What the person wrote."""
        return str(self.body["text"])


class Journal:
    """Reads and writes conversations, contacts and the inbox."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self.database = database
        self.cipher = cipher

    def receive(self, message: Incoming) -> bool:
        """Keep one message; return whether it is new (False: the provider tried again).

        Raises sqlalchemy.exc.OperationalError when the database cannot be reached: nothing was kept then,
        and the provider must not be told that it was.
        """
        provider_key = self.cipher.fingerprint("message", message.channel, message.provider_id)
        address_key = self.cipher.fingerprint("address", message.channel, message.address)
        row = {
            "provider_key": provider_key,
            "kind": message.kind,
            "body": self.cipher.encrypt(message.body()),
            "received_at": now(),
        }
        with self.database.write(first=True) as connection:
            known = connection.execute(_by_provider_key, {"key": provider_key}).first()
            if known is not None:  # looked up first: a late repeat must not make an erased person known again
                return False
            conversation_id = self._conversation_of(connection, message.channel, message.address, address_key)
            return insert_if_absent(connection, inbox, {**row, "conversation_id": conversation_id})

    def _conversation_of(self, connection: Connection, channel: str, address: str, key: str) -> str:
        person = {"channel_name": channel, "key": key}
        found = connection.execute(_by_address_key, person).scalar()
        if found is not None:
            touch(connection, str(found))
            return str(found)
        conversation_id = secrets.token_urlsafe(16)
        moment = now()
        connection.execute(
            conversations.insert().values(id=conversation_id, channel=channel, created_at=moment, touched_at=moment)
        )
        row = {
            "channel": channel,
            "address_key": key,
            "address": self.cipher.encrypt(address),
            "conversation_id": conversation_id,
        }
        if not insert_if_absent(connection, contacts, row):  # two first messages at the same moment
            connection.execute(conversations.delete().where(conversations.c.id == conversation_id))
            return str(connection.execute(_by_address_key, person).scalar_one())
        return conversation_id

    def claim(self) -> Claim | None:
        """Take the oldest unread message of a conversation that nobody else is answering, or None."""
        moment = now()
        free = or_(conversations.c.lease_until.is_(None), conversations.c.lease_until < moment)
        wanted = _unread.where(free).limit(1).with_for_update(of=conversations, skip_locked=True)
        if self.database.is_sqlite:  # look before taking the one write lock
            with self.database.read() as connection:
                if connection.execute(wanted).first() is None:
                    return None
        with self.database.write() as connection:
            row = connection.execute(wanted).first()
            if row is None:
                return None
            connection.execute(update(inbox).where(inbox.c.id == row.id).values(attempts=inbox.c.attempts + 1))
            try:
                return self._lease(connection, row, moment)
            except InvalidToken:  # sealed with another SECRET_KEY: nobody can read it, and it must stop nobody
                connection.execute(
                    update(inbox).where(inbox.c.id == row.id).values(handled_at=moment, outcome="unreadable")
                )
                connection.execute(
                    update(conversations)
                    .where(conversations.c.id == row.conversation_id)
                    .values(state=None, lease_token=None, lease_until=None)
                )
        return self.claim()

    def unread(self, before: dt.datetime) -> list[int]:
        """Return the ids of messages that came before `before` and that nobody has answered, oldest first."""
        wanted = select(inbox.c.id).where(inbox.c.handled_at.is_(None), inbox.c.received_at <= before)
        with self.database.read() as connection:
            return list(connection.execute(wanted.order_by(inbox.c.id)).scalars())

    def look_at(self, inbox_ids: Sequence[int]) -> list[Claim]:
        """Return those of these messages that are still unread, without claiming them."""
        with self.database.read() as connection:
            claims = []
            for row in connection.execute(_unread.where(inbox.c.id.in_(inbox_ids))).all():
                with contextlib.suppress(InvalidToken):  # a worker sets an unreadable one aside
                    claims.append(self._claim(connection, row, token="", waited=now() - row.received_at))
        return claims

    def seize(self, connection: Connection, claim: Claim) -> Claim | None:
        """Take a message over even from a worker that holds it; None when it has been answered meanwhile.

        That worker's `finish` then raises LeaseLost, so that only one answer exists.
        """
        wanted = _unread.where(inbox.c.id == claim.inbox_id).with_for_update(of=conversations)
        row = connection.execute(wanted).first()
        return None if row is None else self._lease(connection, row, now())

    def _lease(self, connection: Connection, row: Any, moment: dt.datetime) -> Claim:
        token = secrets.token_urlsafe(16)
        connection.execute(
            update(conversations)
            .where(conversations.c.id == row.conversation_id)
            .values(lease_token=token, lease_until=moment + LEASE)
        )
        return self._claim(connection, row, token, moment - row.received_at)

    def _claim(self, connection: Connection, row: Any, token: str, waited: dt.timedelta) -> Claim:
        return Claim(
            inbox_id=row.id,
            conversation_id=row.conversation_id,
            channel=row.channel,
            token=token,
            attempts=row.attempts + 1,
            kind=row.kind,
            body=json.loads(self.cipher.decrypt(row.body)),
            state=self.cipher.decrypt(row.state) if row.state else None,
            first_contact=row.welcomed_at is None,
            opted_out=row.opted_out_at is not None,
            waited=waited,
            lately=lately(connection, self.cipher, row.conversation_id, row.id),
        )

    def finish(
        self,
        connection: Connection,
        claim: Claim,
        *,
        outcome: str,
        replies: Sequence[Reply] = (),
        state: str | None = None,
        welcomed: bool = False,
        crisis: str | None = None,
        topic: str | None = None,
    ) -> None:
        """Write the whole of a turn into the caller's transaction and give the conversation back.

        Raises LeaseLost when another process holds it by now; the caller's transaction must then end in
        a rollback, which an exception leaving `Database.write()` does.
        """
        self.release(connection, claim, state=state, welcomed=welcomed, crisis=crisis)
        moment = now()
        connection.execute(
            update(inbox)
            .where(inbox.c.id == claim.inbox_id)
            .values(handled_at=moment, outcome=outcome, crisis=crisis, topic=topic)
        )
        self.add_replies(connection, claim, replies)

    def release(
        self,
        connection: Connection,
        claim: Claim,
        *,
        state: str | None = None,
        welcomed: bool = False,
        crisis: str | None = None,
    ) -> None:
        """Give the conversation back, with what has changed about it. Raises LeaseLost as `finish` does."""
        changes: dict[str, Any] = {"lease_token": None, "lease_until": None, "touched_at": now()}
        if state is not None:
            changes["state"] = self.cipher.encrypt(state)
        if welcomed:
            changes["welcomed_at"] = now()
        if crisis:
            changes["crisis_at"] = now()
        held = and_(conversations.c.id == claim.conversation_id, conversations.c.lease_token == claim.token)
        if connection.execute(update(conversations).where(held).values(**changes)).rowcount != 1:
            raise LeaseLost

    def add_replies(self, connection: Connection, claim: Claim, replies: Sequence[Reply]) -> None:
        """Queue replies to the claimed message, in order."""
        moment = now()
        rows = [
            {
                "conversation_id": claim.conversation_id,
                "cause": claim.inbox_id,
                "part": part,
                "body": self.cipher.encrypt(reply.to_json()),
                "has_choices": bool(reply.choices),
                "created_at": moment,
                "due_at": moment,
                "status": "pending",
            }
            for part, reply in enumerate(replies)
        ]
        if rows:
            connection.execute(outbox.insert(), rows)

    def set_opted_out(self, connection: Connection, conversation_id: str, opted_out: bool) -> None:
        """Record that this person wants no more messages, or wants them again."""
        connection.execute(
            update(contacts)
            .where(contacts.c.conversation_id == conversation_id)
            .values(opted_out_at=now() if opted_out else None, undeliverable=None)
        )
        touch(connection, conversation_id)

    def forget(self, connection: Connection, conversation_id: str) -> None:
        """Erase what this conversation holds but for its last reply, which is on its way.

        `connectors.outbox` erases that and the contact as soon as it has gone out or can't. The number they gave to be
        called at goes now: whoever writes on before the goodbye is out keeps the contact.
        """
        connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id)
            .values(state=None, forget_at=now(), crisis_at=None)
        )
        connection.execute(
            update(inbox)
            .where(inbox.c.conversation_id == conversation_id, inbox.c.handled_at.is_not(None))
            .values(body=None, conversation_id=None, crisis=None, topic=None)
        )
        connection.execute(outbox.delete().where(outbox.c.conversation_id == conversation_id))
        mine = contacts.c.conversation_id == conversation_id
        connection.execute(update(contacts).where(mine).values(call_address=None))


def touch(connection: Connection, conversation_id: str) -> None:
    """Mark that something about a conversation has changed, in the caller's transaction: the desk looks again."""
    connection.execute(_touch, {"touched": conversation_id, "moment": now()})
