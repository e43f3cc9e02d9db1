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

from connectors.clocks import is_void, void_after
from connectors.conversations import alone_with, conversation_of, touch
from connectors.floods import PER_MINUTE, Flood, comes_after_others, flood_of
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
        conversations.c.language,
        conversations.c.welcomed_at,
        contacts.c.opted_out_at,
    )
    .join(conversations, conversations.c.id == inbox.c.conversation_id)
    .join(contacts, contacts.c.conversation_id == conversations.c.id)
    .where(inbox.c.handled_at.is_(None))
    .order_by(inbox.c.behind, inbox.c.id)
)
# Made once: making a statement takes as long as running it. Of the first ones a provider waits for the end.
_by_provider_key = select(inbox.c.id).where(inbox.c.provider_key.in_(bindparam("keys", expanding=True)))
_free = or_(
    conversations.c.lease_until.is_(None),
    conversations.c.lease_until <= bindparam("moment"),
    conversations.c.lease_until > bindparam("void_after"),
)
_next_unread = _unread.where(_free).limit(1).with_for_update(of=conversations, skip_locked=True)
_first_unread_of = _unread.where(conversations.c.id == bindparam("held")).limit(1)
_handled_at = select(inbox.c.handled_at).where(inbox.c.id == bindparam("message"))
_one_more_attempt = update(inbox).where(inbox.c.id == bindparam("message")).values(attempts=inbox.c.attempts + 1)
_lease = (
    update(conversations)
    .where(conversations.c.id == bindparam("leased"))
    .values(lease_token=bindparam("token"), lease_until=bindparam("end"))
)
_done = (
    update(inbox)
    .where(inbox.c.id == bindparam("message"))
    .values({name: bindparam(f"its_{name}") for name in ("handled_at", "outcome", "crisis", "topic")})
)


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
    flood: Flood | None = None
    language: str | None = None

    @property
    def text(self) -> str:
        """What the person wrote."""
        return str(self.body["text"])


class Journal:
    """Reads and writes conversations, contacts and the inbox."""

    def __init__(self, database: Database, cipher: Cipher, per_minute: int = PER_MINUTE) -> None:
        """`per_minute`: whoever sends more than so many messages in a minute comes after others."""
        self.database = database
        self.cipher = cipher
        self.per_minute = per_minute

    def receive(self, message: Incoming) -> bool:
        """Keep one message; return whether it is new (False: the provider tried again). Raises as `receive_all`."""
        return self.receive_all([message])[0]

    def receive_all(self, messages: Sequence[Incoming]) -> list[bool]:
        """Keep all of these messages or none; return for each whether it is new.

        Raises sqlalchemy.exc.OperationalError when the database cannot be reached: nothing was kept then,
        and the provider must not be told that it was.
        """
        # In one order everywhere: two processes that each hold what the other needs next would stop each other.
        in_turn = sorted(enumerate(messages), key=lambda each: (each[1].channel, each[1].address))
        new, moment = [False] * len(messages), now()
        with self.database.write(first=True) as connection:
            for place, message in in_turn:
                new[place] = self._receive(connection, message, moment)
        return new

    def _receive(self, connection: Connection, message: Incoming, moment: dt.datetime) -> bool:
        provider_keys = self.cipher.fingerprints("message", message.channel, message.provider_id)
        alone_with(connection, provider_keys)
        known = connection.execute(_by_provider_key, {"keys": provider_keys}).first()
        if known is not None:  # looked up first: a late repeat must not make an erased person known again
            return False
        conversation_id = conversation_of(connection, self.cipher, message.channel, message.address)
        row = {
            "provider_key": provider_keys[0],
            "conversation_id": conversation_id,
            "kind": message.kind,
            "body": self.cipher.encrypt(message.body()),
            "received_at": moment,
            "behind": comes_after_others(connection, conversation_id, moment, self.per_minute),
        }
        return insert_if_absent(connection, inbox, row)

    def claim(self) -> Claim | None:
        """Take the oldest unread message of a conversation that nobody else is answering, or None."""
        claims = self.claim_several(1)
        return claims[0] if claims else None

    def claim_several(self, most: int) -> list[Claim]:
        """Take the oldest unread messages of up to `most` conversations that nobody else is answering, one of each.

        Messages of a flood come when no others are left (`connectors.floods`). One that was tried before comes alone:
        whatever broke its turn, and perhaps the worker, must not use up the tries of others.
        """
        claims: list[Claim] = []
        moment = now()
        free = {"moment": moment, "void_after": void_after(moment, LEASE)}
        if self.database.is_sqlite:  # look before taking the one write lock
            with self.database.read() as connection:
                if connection.execute(_next_unread, free).first() is None:
                    return []
        with self.database.write(lasting=False) as connection:  # lost in a power cut, the messages wait as before
            while len(claims) < most:
                row = connection.execute(_next_unread, free).first()
                if row is None:
                    break
                if not self.database.is_sqlite:
                    row = _first_of(connection, row.conversation_id)
                    if row is None:
                        continue
                if claims and row.attempts:
                    break
                connection.execute(_one_more_attempt, {"message": row.id})
                try:
                    claims.append(self._lease(connection, row, moment))
                except InvalidToken:
                    _set_aside(connection, row, moment)
                    continue
                if row.attempts:
                    break
        return claims

    def unread(self, before: dt.datetime, beyond: int = 0) -> list[int]:
        """Return the ids of messages that came before `before` and that nobody has answered, oldest first.

        Only those of a higher id than `beyond`.
        """
        waited = or_(inbox.c.received_at <= before, is_void(inbox.c.received_at, now()))
        wanted = select(inbox.c.id).where(inbox.c.handled_at.is_(None), inbox.c.id > beyond, waited)
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
        if row is None or connection.execute(_handled_at, {"message": row.id}).scalar() is not None:
            return None  # answered, perhaps between the look and the lock
        return self._lease(connection, row, now())

    def _lease(self, connection: Connection, row: Any, moment: dt.datetime) -> Claim:
        token = secrets.token_urlsafe(16)
        connection.execute(_lease, {"leased": row.conversation_id, "token": token, "end": moment + LEASE})
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
            flood=flood_of(connection, row, self.per_minute),
            language=row.language,
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
        language: str | None = None,
    ) -> None:
        """Write the whole of a turn into the caller's transaction and give the conversation back.

        Raises LeaseLost when another process holds it by now; the caller's transaction must then end in
        a rollback, which an exception leaving `Database.write()` does.
        """
        self.release(connection, claim, state=state, welcomed=welcomed, crisis=crisis, language=language)
        done = {"its_handled_at": now(), "its_outcome": outcome, "its_crisis": crisis, "its_topic": topic}
        connection.execute(_done, {"message": claim.inbox_id, **done})
        self.add_replies(connection, claim, replies)

    def release(
        self,
        connection: Connection,
        claim: Claim,
        *,
        state: str | None = None,
        welcomed: bool = False,
        crisis: str | None = None,
        language: str | None = None,
    ) -> None:
        """Give the conversation back, with what has changed about it. Raises LeaseLost as `finish` does."""
        changes: dict[str, Any] = {"lease_token": None, "lease_until": None, "touched_at": now()}
        if state is not None:
            changes["state"] = self.cipher.encrypt(state)
        if welcomed:
            changes["welcomed_at"] = now()
        if crisis:
            changes["crisis_at"] = now()
        if language:
            changes["language"] = language
        held = and_(conversations.c.id == claim.conversation_id, conversations.c.lease_token == claim.token)
        if connection.execute(update(conversations).where(held).values(**changes)).rowcount != 1:
            raise LeaseLost

    def give_back(self, claim: Claim, *, counted: bool) -> None:
        """Let a message be claimed again, whose turn has failed.

        `counted`: it was one of the tries after which a message is set aside. Raises LeaseLost as `finish` does, and
        sqlalchemy.exc.OperationalError while the database is gone or full.
        """
        with self.database.write() as connection:
            self.release(connection, claim)
            if not counted:
                mine = update(inbox).where(inbox.c.id == claim.inbox_id)
                connection.execute(mine.values(attempts=inbox.c.attempts - 1))

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

    def stopped_in_words(self, claim: Claim) -> bool:
        """Say whether the last opt-out of this person was in words of their own, of which the carrier knows nothing."""
        stopped = or_(inbox.c.outcome == "stopped", inbox.c.topic == "opt_out")
        wanted = select(inbox.c.kind).where(inbox.c.conversation_id == claim.conversation_id, stopped)
        with self.database.read() as connection:
            return bool(connection.execute(wanted.order_by(inbox.c.id.desc()).limit(1)).scalar() == "text")

    def forget(self, connection: Connection, conversation_id: str) -> None:
        """Erase what this conversation holds but for its last reply, which is on its way.

        `connectors.outbox` erases that and the contact as soon as it has gone out or can't. The number they gave to be
        called at goes now: whoever writes on before the goodbye is out keeps the contact.
        """
        connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id)
            .values(state=None, forget_at=now(), crisis_at=None, language=None)
        )
        connection.execute(
            update(inbox)
            .where(inbox.c.conversation_id == conversation_id, inbox.c.handled_at.is_not(None))
            .values(body=None, conversation_id=None, crisis=None, topic=None)
        )
        connection.execute(outbox.delete().where(outbox.c.conversation_id == conversation_id))
        mine = contacts.c.conversation_id == conversation_id
        connection.execute(update(contacts).where(mine).values(call_address=None))


def _set_aside(connection: Connection, row: Any, moment: dt.datetime) -> None:
    """Let a message that is sealed with another SECRET_KEY stop nobody: no one can read it."""
    connection.execute(update(inbox).where(inbox.c.id == row.id).values(handled_at=moment, outcome="unreadable"))
    connection.execute(
        update(conversations)
        .where(conversations.c.id == row.conversation_id)
        .values(state=None, lease_token=None, lease_until=None)
    )


def _first_of(connection: Connection, conversation_id: str) -> Any:
    """Look again, once the conversation is held; return its first unread message, or None.

    PostgreSQL looks anew at the row that it locks, but not at those joined to it. Between the look and the lock, the
    message that led here may have been answered; and an earlier one may have been passed over because somebody held the
    conversation until just then.
    """
    return connection.execute(_first_unread_of, {"held": conversation_id}).first()
