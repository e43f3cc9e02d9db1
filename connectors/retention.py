"""Lets the journal's old rows go: words after one while, people after another, a few at a time.

`hotline.retention` says when, and adds the hotline's tables.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, and_, exists, func, not_, select, update
from sqlalchemy.engine import Connection

from connectors.tables import contacts, conversations, inbox, outbox
from porchlight.database import Database

BATCH = 100  # rows a transaction: milliseconds, in which a webhook may have to wait
_PAUSE = 0.005  # seconds between two of them, in which another process can take SQLite's write lock
# A reply is tried for about a day. One that has waited for a week has no web process that could send it.
UNDER_WAY = dt.timedelta(days=7)

# Given a column of conversation ids: the condition under which such a conversation is in somebody's hands.
InHand = Callable[[Any], Any]


@dataclass(frozen=True)
class Sweep:
    """One kind of thing that grows too old.

    name: what it is called in reports. key: the column each is known by. due: what must hold of one that has to go.
    erase: erases those with these keys, in the caller's transaction.
    """

    name: str
    key: Column
    due: tuple[Any, ...]
    erase: Callable[[Connection, Sequence[Any]], None]

    def count(self, connection: Connection) -> int:
        """Return how many would go now."""
        return int(connection.execute(select(func.count(self.key)).where(*self.due)).scalar_one())

    def run(self, database: Database, ended: Callable[[], bool] = lambda: False) -> int:
        """Erase what is due, and return how many that were. It stops early when `ended` says so.

        Each batch looks again at what it holds, so that of two processes one erases, and what has changed meanwhile
        stays. What somebody else holds is left for the next time.
        """
        erased, last = 0, None
        while not ended():
            wanted = select(self.key).where(*self.due).order_by(self.key).limit(BATCH)
            with database.read() as connection:
                keys = connection.execute(wanted if last is None else wanted.where(self.key > last)).scalars().all()
            if not keys:
                break
            last = keys[-1]
            with database.write() as connection:
                still = select(self.key).where(self.key.in_(keys), *self.due).with_for_update(skip_locked=True)
                held = connection.execute(still).scalars().all()
                if held:
                    self.erase(connection, held)
            erased += len(held)
            time.sleep(_PAUSE)
        return erased


def words_before(limit: dt.datetime, moment: dt.datetime, in_hand: InHand) -> tuple[Sweep, ...]:
    """Return the sweeps of what was said before `limit`.

    A message keeps its row: when it came, what kind it was, which danger was seen, what was done. A reply goes whole:
    its column holds words or nothing, and a row that only says that something was once sent to somebody helps nobody.
    """
    return (
        Sweep(
            "messages",
            inbox.c.id,
            (
                inbox.c.body.is_not(None),
                inbox.c.handled_at.is_not(None),
                inbox.c.received_at < limit,
                not_(in_hand(inbox.c.conversation_id)),
            ),
            lambda connection, keys: connection.execute(update(inbox).where(inbox.c.id.in_(keys)).values(body=None)),
        ),
        Sweep(
            "replies",
            outbox.c.id,
            (
                outbox.c.created_at < limit,
                not_(_under_way(outbox, moment)),
                not_(in_hand(outbox.c.conversation_id)),
            ),
            lambda connection, keys: connection.execute(outbox.delete().where(outbox.c.id.in_(keys))),
        ),
        Sweep(
            "dialogue states",
            conversations.c.id,
            (
                conversations.c.state.is_not(None),
                _touched() < limit,
                not_(_unread()),
                not_(in_hand(conversations.c.id)),
            ),
            lambda connection, keys: connection.execute(
                update(conversations).where(conversations.c.id.in_(keys)).values(state=None)
            ),
        ),
    )


def people_before(limit: dt.datetime, moment: dt.datetime, in_hand: InHand) -> tuple[Sweep, ...]:
    """Return the sweeps of people who have been silent since `limit`, and of what an erasure left before it."""
    return (
        Sweep(
            "remnants",
            inbox.c.id,
            (inbox.c.conversation_id.is_(None), inbox.c.handled_at.is_not(None), inbox.c.received_at < limit),
            lambda connection, keys: connection.execute(inbox.delete().where(inbox.c.id.in_(keys))),
        ),
        Sweep("people", conversations.c.id, silent_since(limit, moment, in_hand), erase_conversations),
    )


def silent_since(limit: dt.datetime, moment: dt.datetime, in_hand: InHand) -> tuple[Any, ...]:
    """Return what holds of a conversation of which nothing is left to be done, and nothing was heard since `limit`.

    Whoever writes touches the conversation in the same transaction: a message that comes this very moment saves it.
    """
    sent = outbox.alias()
    sending = exists().where(sent.c.conversation_id == conversations.c.id, _under_way(sent, moment))
    return _touched() < limit, not_(_unread()), not_(sending), not_(in_hand(conversations.c.id))


def erase_conversations(connection: Connection, ids: Sequence[str]) -> None:
    """Erase everything of these conversations, in the caller's transaction; the hotline's rows go with them.

    Of a message the fingerprint of the provider's id of it stays, so that a late repeat of an old webhook is not taken
    for a new message.
    """
    connection.execute(
        update(inbox)
        .where(inbox.c.conversation_id.in_(ids))
        .values(body=None, conversation_id=None, crisis=None, topic=None)
    )
    connection.execute(outbox.delete().where(outbox.c.conversation_id.in_(ids)))
    connection.execute(contacts.delete().where(contacts.c.conversation_id.in_(ids)))
    connection.execute(conversations.delete().where(conversations.c.id.in_(ids)))


def _touched() -> Any:
    return func.coalesce(conversations.c.touched_at, conversations.c.created_at)  # early rows were never touched


def _unread() -> Any:
    received = inbox.alias()
    return exists().where(received.c.conversation_id == conversations.c.id, received.c.handled_at.is_(None))


def _under_way(table: Any, moment: dt.datetime) -> Any:
    return and_(table.c.status == "pending", table.c.created_at >= moment - UNDER_WAY)
