"""What becomes of a reply whose turn comes late, because a provider was down: it may not fit any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from sqlalchemy import exists, select, update
from sqlalchemy.engine import Connection

from connectors.capabilities import CHANNELS, Form
from connectors.conversations import touch
from connectors.messages import Reply
from connectors.tables import conversations, inbox, outbox

log = structlog.get_logger()

# What is almost too late counts as too late, where something before it in the queue is: its own turn comes soon after.
_SOON = dt.timedelta(minutes=2)


class LateWords(Protocol):
    """The reviewed words about being late."""

    def instead(self, form: Form, waited: dt.timedelta, *, answer_follows: bool) -> Reply:
        """Return what is said in place of answers that came too late to what was written so long ago.

        `answer_follows`: the answer to something they wrote later comes right behind it.
        """

    def in_front(self, waited: dt.timedelta, reply: Reply) -> Reply:
        """Return a reply that still fits, with words in front that say from when it is."""


@dataclass(frozen=True)
class Kinds:
    """Which turns' replies are no mere answers, by the turn's outcome or by what the message was taken for.

    as_it_is: what is true at any time, such as a confirmation. still_fits: what must be said all the same.
    """

    as_it_is: frozenset[str]
    still_fits: frozenset[str]


@dataclass(frozen=True)
class Lateness:
    """What to do with one late reply. `said` returns what goes out, in the language that is spoken; None: nothing."""

    said: Callable[[Reply], Reply] | None


class HeldUp:
    """Judges replies whose turn to go out comes late.

    - An answer of the assistant's is not sent. In place of the oldest of a person's, one message says so and asks them
      to write again; the others get a final state of their own (`too_late`). Where somebody of the staff or a reply to
      danger is next in the same queue, nothing is put before that.
    - A reply to danger, what staff wrote, and what the hotline or a call has to say goes out, and says that it is late.
    - Confirmations of STOP and START, HELP, PRIVACY and the goodbye of an erasure go out as they are, and so does
      whatever may still go to somebody who has opted out.

    The worst that can happen: the clock is set forward. What waits at that moment looks late, and its people are asked
    to write again although they need not.
    """

    def __init__(self, after: dt.timedelta, words: LateWords, kinds: Kinds) -> None:
        """`after`: how old a reply must be for that."""
        self._after = after
        self._words = words
        self._kinds = kinds

    def judge(self, connection: Connection, row: Any, moment: dt.datetime) -> Lateness | None:
        """Return what to do with a due row of the outbox, the oldest pending one of its person; None: it is in time.

        The caller holds the conversation. What must not be sent any more is marked in the caller's transaction. `row`
        has the outbox's columns, with the conversation's `channel` and `forget_at`, and the contact's `opted_out_at`.
        """
        if row.created_at > moment - self._after:
            return None
        first, *others = _queue(connection, row.conversation_id)
        if first.crisis is None and (row.forget_at or row.opted_out_at or first.outcome in self._kinds.as_it_is):
            return None
        if not self._is_answer(first):
            return Lateness(lambda reply: self._words.in_front(moment - first.created_at, reply))
        behind = [each for each in others if self._is_answer(each)]
        late = [each.id for each in behind if each.created_at <= moment - self._after + _SOON]
        # A person who writes, or a number to call, says more than that a machine was late.
        alone = not any(each.crisis or each.staff_id is not None for each in others)
        _drop(connection, row.conversation_id, late if alone else [first.id, *late])
        if not alone:
            return Lateness(None)
        form, waited, follows = CHANNELS[row.channel].form, moment - first.received_at, len(behind) > len(late)
        return Lateness(lambda _answer: self._words.instead(form, waited, answer_follows=follows))

    def _is_answer(self, reply: Any) -> bool:
        """Say whether a reply is the assistant's answer to a message, and nothing more."""
        apart = self._kinds.as_it_is | self._kinds.still_fits
        return bool(reply.cause and not reply.crisis and apart.isdisjoint((reply.outcome, reply.topic)))


def heard_since(connection: Connection, conversation_id: str, moment: dt.datetime) -> bool:
    """Say whether anything was written to this person since a moment, gone out already or not."""
    said = outbox.c.conversation_id == conversation_id, outbox.c.created_at >= moment
    return connection.execute(select(outbox.c.id).where(*said).limit(1)).first() is not None


def _queue(connection: Connection, conversation_id: str) -> list[Any]:
    """Return what waits to be said to a person, oldest first, with what is known of the messages that caused it."""
    waiting = (
        select(
            outbox.c.id, outbox.c.cause, outbox.c.created_at, outbox.c.staff_id,
            inbox.c.received_at, inbox.c.crisis, inbox.c.outcome, inbox.c.topic,
        )
        .outerjoin(inbox, inbox.c.id == outbox.c.cause)
        .where(outbox.c.conversation_id == conversation_id, outbox.c.status == "pending")
        .order_by(outbox.c.id)
    )  # fmt: skip
    return list(connection.execute(waiting))


def _drop(connection: Connection, conversation_id: str, outbox_ids: list[int]) -> None:
    """Mark that these will never be sent. What they offered cannot be chosen: nobody has seen it."""
    touch(connection, conversation_id)
    if outbox_ids:
        never = {"status": "too_late", "error": "held up", "has_choices": False}
        connection.execute(update(outbox).where(outbox.c.id.in_(outbox_ids)).values(**never))
        log.info("replies held up too long", conversation=conversation_id, number=len(outbox_ids))
    # Whoever has heard nothing of us yet was not welcomed either: the next answer does it.
    mine = outbox.c.conversation_id == conversation_id
    heard = exists().where(mine, outbox.c.sent_at.is_not(None))
    new = update(conversations).where(conversations.c.id == conversation_id, ~heard)
    connection.execute(new.values(welcomed_at=None))
