"""The journal's second half: what is to be said, to whom, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal

from cryptography.fernet import InvalidToken
from sqlalchemy import and_, func, not_, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from connectors.clocks import has_passed, is_void
from connectors.conversations import touch
from connectors.held_up import HeldUp, Lateness
from connectors.messages import Reply
from connectors.retention import erase_conversations
from connectors.tables import contacts, conversations, inbox, outbox
from porchlight.database import Database, insert_if_absent, now
from porchlight.languages import speaking
from porchlight.sealing import Cipher

# pending: waits its turn. sent: the provider has taken it. delivered, undelivered: the carrier says so.
# failed: refused for good. blocked: the person has opted out. too_late: held up for so long that it no longer fitted.
Status = Literal["pending", "sent", "delivered", "undelivered", "failed", "blocked", "too_late"]

# How far along each is, so that callbacks that overtake each other cannot turn a final state back.
_PROGRESS = {"pending": 0, "sent": 1, "undelivered": 2, "failed": 2, "delivered": 3, "blocked": 3, "too_late": 3}
# A web process that died while sending is relieved after this long.
SENDING = dt.timedelta(seconds=60)
# No reply waits longer than this to be tried again.
LONGEST_WAIT = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Delivery:
    """One reply that is due. `address` is the phone number or chat id: hand it to the provider and nowhere else.

    late: `reply` has words about being late, or is nothing but such words; it is not what was written down.
    language: the one that this person writes in, for what their channel adds to the reply; None where it is not known.
    """

    outbox_id: int
    conversation_id: str
    channel: str
    address: str = field(repr=False)
    reply: Reply = field(repr=False)
    attempts: int
    late: bool = False
    language: str | None = None


class Outbox:
    """Hands out due replies, one person at a time and in order, and records what became of each."""

    def __init__(self, database: Database, cipher: Cipher, held_up: HeldUp | None = None) -> None:
        """`held_up` judges what comes late; without it, everything goes out as it is."""
        self.database = database
        self.cipher = cipher
        self._held_up = held_up

    def add(
        self,
        connection: Connection,
        conversation_id: str,
        reply: Reply,
        *,
        staff_id: int | None = None,
        request_key: str | None = None,
    ) -> bool:
        """Queue something that no message of the person's caused, in the caller's transaction.

        `staff_id`: who of the staff wrote it. `request_key`: what asked for it; False is returned, and nothing
        queued, when it has asked before.
        """
        moment = now()
        row = {
            "conversation_id": conversation_id,
            "part": 0,
            "body": self.cipher.encrypt(reply.to_json()),
            "has_choices": bool(reply.choices),
            "created_at": moment,
            "due_at": moment,
            "status": "pending",
            "staff_id": staff_id,
            "request_key": request_key,
        }
        if not insert_if_absent(connection, outbox, row):
            return False
        touch(connection, conversation_id)
        return True

    def take_due(self, channels: list[str], limit: int = 10, busy: Collection[str] = ()) -> list[Delivery]:
        """Claim up to `limit` due replies of these channels: each person's oldest pending one, at most one a person.

        `busy`: the conversations to which the caller is sending at this moment, whatever the clock has done since.
        """
        moment = now()
        earlier = aliased(outbox)
        earliest = (
            select(func.min(earlier.c.id))
            .where(earlier.c.conversation_id == outbox.c.conversation_id, earlier.c.status == "pending")
            .scalar_subquery()
        )
        sending_until = conversations.c.sending_until
        due = (
            select(
                outbox, conversations.c.channel, conversations.c.forget_at, conversations.c.language,
                contacts.c.address, contacts.c.opted_out_at, _may_go(moment).label("may_go"),
            )
            .join(conversations, conversations.c.id == outbox.c.conversation_id)
            .join(contacts, contacts.c.conversation_id == conversations.c.id)
            .where(
                outbox.c.status == "pending",
                _is_due(moment),
                outbox.c.id == earliest,
                conversations.c.channel.in_(channels),
                conversations.c.id.not_in(busy),
                or_(sending_until.is_(None), has_passed(sending_until, moment, SENDING)),
            )
            .order_by(outbox.c.id)
            .limit(limit)
            .with_for_update(of=conversations, skip_locked=True)
        )  # fmt: skip
        if self.database.is_sqlite:  # look before taking the one write lock
            with self.database.read() as connection:
                if connection.execute(due).first() is None:
                    return []
        with self.database.write() as connection:
            found = _still_due(connection, connection.execute(due).all(), moment)
            rows: list[Any] = []
            late: dict[int, Lateness | None] = {}
            for row in found:
                if not row.may_go:
                    self._block(connection, row)
                    continue
                lateness = self._held_up.judge(connection, row, moment) if self._held_up else None
                if lateness is None or lateness.said is not None:
                    rows.append(row)
                    late[row.id] = lateness
            if rows:
                connection.execute(
                    update(conversations)
                    .where(conversations.c.id.in_([row.conversation_id for row in rows]))
                    .values(sending_until=moment + SENDING)
                )
                connection.execute(
                    update(outbox)
                    .where(outbox.c.id.in_([row.id for row in rows]))
                    .values(attempts=outbox.c.attempts + 1)
                )
        return [delivery for row in rows if (delivery := self._read(row, late[row.id])) is not None]

    def _block(self, connection: Connection, row: Any) -> None:
        """Keep back what somebody who has opted out must not get."""
        this = outbox.c.id == row.id
        connection.execute(update(outbox).where(this).values(status="blocked", error="opted out"))
        touch(connection, row.conversation_id)
        self._erase_if_asked(connection, row.conversation_id)

    def _read(self, row: Any, late: Lateness | None) -> Delivery | None:
        """Unseal one due row; one that was sealed with another secret is given up, so that it stops nobody."""
        try:
            address, body = self.cipher.decrypt(row.address), self.cipher.decrypt(row.body)
        except InvalidToken:
            unread = Delivery(row.id, row.conversation_id, row.channel, "", Reply(""), row.attempts + 1)
            self.give_up(unread, "sealed with another SECRET_KEY")
            return None
        reply = Reply.from_json(body)
        if late and late.said:
            with speaking(row.language):
                reply = late.said(reply)
        return Delivery(
            outbox_id=row.id,
            conversation_id=row.conversation_id,
            channel=row.channel,
            address=address,
            reply=reply,
            attempts=row.attempts + 1,
            late=late is not None,
            language=row.language,
        )

    def sent(self, delivery: Delivery, provider_id: str | None) -> None:
        """The provider has taken it. Frees the person for the next reply; completes an erasure that waited for it."""
        key = self.cipher.fingerprint("sent", delivery.channel, provider_id) if provider_id else None
        changes: dict[str, Any] = {"status": "sent", "provider_key": key, "sent_at": now(), "error": None}
        if delivery.late:  # what was said is what is kept
            reply = delivery.reply
            changes |= {"body": self.cipher.encrypt(reply.to_json()), "has_choices": bool(reply.choices)}
        self._settle(delivery, changes)

    def retry(self, delivery: Delivery, after: float, error: str) -> None:
        """Try again `after` seconds; the person's later replies wait behind it."""
        due_at = now() + dt.timedelta(seconds=after)
        self._settle(delivery, {"due_at": due_at, "error": _fitting(error, outbox.c.error)})

    def give_up(self, delivery: Delivery, error: str, *, opted_out: bool = False) -> None:
        """It can't be delivered. The row keeps the reason; an opt-out that the carrier knows of is recorded."""
        changes = {"status": "blocked" if opted_out else "failed", "error": _fitting(error, outbox.c.error)}
        mark: dict[str, Any] = {"undeliverable": _fitting(error, contacts.c.undeliverable)}
        if opted_out:
            mark["opted_out_at"] = now()
        self._settle(delivery, changes, mark)

    def _settle(self, delivery: Delivery, changes: dict[str, Any], mark: dict[str, Any] | None = None) -> None:
        with self.database.write() as connection:
            connection.execute(update(outbox).where(outbox.c.id == delivery.outbox_id).values(**changes))
            this = conversations.c.id == delivery.conversation_id
            connection.execute(update(conversations).where(this).values(sending_until=None, touched_at=now()))
            if mark:
                owner = contacts.c.conversation_id == delivery.conversation_id
                connection.execute(update(contacts).where(owner).values(**mark))
            self._erase_if_asked(connection, delivery.conversation_id)

    def status_changed(self, channel: str, provider_id: str, status: Status, error: str | None) -> bool:
        """Record what the carrier reports; return False for a message that is not (or no longer) known."""
        with self.database.write() as connection:
            row = connection.execute(
                select(outbox.c.id, outbox.c.status, outbox.c.conversation_id).where(
                    outbox.c.provider_key.in_(self.cipher.fingerprints("sent", channel, provider_id))
                )
            ).first()
            if row is None:
                return False
            if _PROGRESS[status] >= _PROGRESS[row.status]:
                connection.execute(update(outbox).where(outbox.c.id == row.id).values(status=status, error=error))
            touch(connection, row.conversation_id)
            if error == "21610":
                connection.execute(
                    update(contacts)
                    .where(contacts.c.conversation_id == row.conversation_id)
                    .values(opted_out_at=now(), undeliverable=error)
                )
            return True

    def for_page(self, channel: str, address: str, after: int) -> list[tuple[int, dt.datetime, Reply]]:
        """Return what was said to a simulated phone since row `after`, as (id, when, reply), and mark it delivered."""
        keys = self.cipher.fingerprints("address", channel, address)
        wanted = (
            select(outbox.c.id, outbox.c.created_at, outbox.c.body, outbox.c.conversation_id)
            .join(contacts, contacts.c.conversation_id == outbox.c.conversation_id)
            .where(contacts.c.channel == channel, contacts.c.address_key.in_(keys), outbox.c.id > after)
            .where(or_(outbox.c.status != "pending", _may_go(now())))
            .order_by(outbox.c.id)
        )
        with self.database.read() as connection:
            rows = connection.execute(wanted).all()
        if rows:
            with self.database.write() as connection:
                fresh = and_(outbox.c.id.in_([row.id for row in rows]), outbox.c.status == "pending")
                connection.execute(update(outbox).where(fresh).values(status="delivered", sent_at=now()))
                for conversation_id in {row.conversation_id for row in rows}:
                    self._erase_if_asked(connection, conversation_id)
        return [(row.id, row.created_at, Reply.from_json(self.cipher.decrypt(row.body))) for row in rows]

    def language_at(self, channel: str, address: str) -> str | None:
        """Return the language that somebody at a simulated phone writes in, or None where it is not known."""
        keys = self.cipher.fingerprints("address", channel, address)
        wanted = (
            select(conversations.c.language)
            .join(contacts, contacts.c.conversation_id == conversations.c.id)
            .where(contacts.c.channel == channel, contacts.c.address_key.in_(keys))
        )
        with self.database.read() as connection:
            language: str | None = connection.execute(wanted).scalar()
        return language

    def _erase_if_asked(self, connection: Connection, conversation_id: str) -> None:
        """Erase a forgotten conversation once nothing of it waits to be said or read."""
        asked = connection.execute(
            select(conversations.c.forget_at).where(conversations.c.id == conversation_id)
        ).scalar()
        if asked is None:
            return
        waiting = select(outbox.c.id).where(outbox.c.conversation_id == conversation_id, outbox.c.status == "pending")
        if connection.execute(waiting.limit(1)).first() is not None:
            return
        later = select(inbox.c.id).where(inbox.c.conversation_id == conversation_id, inbox.c.handled_at.is_(None))
        if connection.execute(later.limit(1)).first() is not None:  # the person has begun again
            connection.execute(
                update(conversations).where(conversations.c.id == conversation_id).values(forget_at=None)
            )
            return
        erase_conversations(connection, [conversation_id])


def _fitting(error: str, column: Any) -> str:
    """Cut what a column holds no more of: PostgreSQL refuses it, and the reply would be tried for ever."""
    return error[: column.type.length]


def _may_go(moment: dt.datetime) -> Any:
    """Return the condition that a reply may go to its person.

    Somebody who has opted out gets what answers a message of theirs that came with the opt-out or after it: its one
    confirmation, and help in danger. Nothing that was still waiting, and nothing that staff or the clock have to say.
    """
    opted_out_at = contacts.c.opted_out_at
    # The clock was set back after the opt-out: what is written now came after it, though its time says before.
    set_back = and_(is_void(opted_out_at, moment), not_(is_void(outbox.c.created_at, moment)))
    since = or_(outbox.c.created_at >= opted_out_at, set_back)
    return or_(opted_out_at.is_(None), and_(outbox.c.cause.is_not(None), since))


def _is_due(moment: dt.datetime) -> Any:
    """Return the condition that a reply may be tried now: it has never been, or its wait is over."""
    return or_(outbox.c.attempts == 0, has_passed(outbox.c.due_at, moment, LONGEST_WAIT))


def _still_due(connection: Connection, rows: list[Any], moment: dt.datetime) -> list[Any]:
    """Look again, once the conversations are held, and return those rows that are still to be sent.

    PostgreSQL looks anew at the rows that it locks, but not at those joined to them: another process may have sent one,
    and let its conversation go, between the look and the lock.
    """
    due = select(outbox.c.id).where(outbox.c.id.in_([row.id for row in rows]), outbox.c.status == "pending")
    still = set(connection.execute(due.where(_is_due(moment))).scalars())
    return [row for row in rows if row.id in still]
