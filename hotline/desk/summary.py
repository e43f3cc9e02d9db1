"""What staff read first about a conversation: why, who, where, what is known, what is in the way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from connectors.capabilities import CHANNELS, Form
from connectors.tables import contacts, conversations, inbox
from hotline.briefing import Brief, Briefing
from hotline.handoffs import Handoff, Wish
from hotline.language import language_of
from hotline.reasons import reason_of
from hotline.tables import handoffs
from porchlight.sealing import Cipher

WISHES: dict[Wish | None, str] = {
    "chat": "Chat here",
    "call_now": "A call now",
    "call_at": "A call at a time",
    "will_call": "They will call us",
    None: "They did not say",
}
_FORMS = {"sms": "SMS", "telegram": "Telegram"}
_MOST_OTHERS = 10


@dataclass(frozen=True)
class Danger:
    """A kind of danger that was seen in what the person wrote: how often, when first and when last."""

    sentence: str
    times: int
    first_at: dt.datetime
    last_at: dt.datetime


@dataclass(frozen=True)
class Other:
    """Another time that the same conversation was handed over."""

    id: int
    code: str
    opened_at: dt.datetime
    outcome: str | None


@dataclass(frozen=True)
class Summary:
    """One conversation at a glance.

    why: one sentence. dangers, others: newest first. opted_out, undeliverable: as the contacts table
    has them. simulated: nobody real is at the other end. language: the code of the one they write in.
    """

    why: str
    wish: str
    form: Form
    channel: str
    language: str
    briefing: Briefing = field(repr=False)
    dangers: tuple[Danger, ...]
    others: tuple[Other, ...]
    opted_out: bool
    undeliverable: str | None
    simulated: bool


def summarise(connection: Connection, cipher: Cipher, brief: Brief, handoff: Handoff) -> Summary:
    """Return the summary of a handoff's conversation.

    Raises cryptography.fernet.InvalidToken for a dialogue state that was sealed with another secret.
    """
    person = connection.execute(
        select(contacts.c.opted_out_at, contacts.c.undeliverable).where(
            contacts.c.conversation_id == handoff.conversation_id
        )
    ).first()
    channel = CHANNELS[handoff.channel]
    return Summary(
        why=reason_of(handoff.reason).sentence,
        wish=WISHES[handoff.wish],
        form=channel.form,
        channel=_FORMS[channel.form] + (" (simulated)" if channel.simulated else ""),
        language=language_of(connection, handoff.conversation_id),
        briefing=briefing_of(connection, cipher, brief, handoff.conversation_id),
        dangers=_dangers(connection, handoff.conversation_id),
        others=_others(connection, handoff),
        opted_out=person is not None and person.opted_out_at is not None,
        undeliverable=None if person is None else person.undeliverable,
        simulated=channel.simulated,
    )


def briefing_of(connection: Connection, cipher: Cipher, brief: Brief, conversation_id: str) -> Briefing:
    """Return what the assistant has learnt in this conversation."""
    sealed = connection.execute(select(conversations.c.state).where(conversations.c.id == conversation_id)).scalar()
    return brief(cipher.decrypt(sealed) if sealed else None)


def _dangers(connection: Connection, conversation_id: str) -> tuple[Danger, ...]:
    rows = connection.execute(
        select(
            inbox.c.crisis,
            func.count().label("times"),
            func.min(inbox.c.received_at).label("first_at"),
            func.max(inbox.c.received_at).label("last_at"),
        )
        .where(inbox.c.conversation_id == conversation_id, inbox.c.crisis.is_not(None))
        .group_by(inbox.c.crisis)
        .order_by(func.max(inbox.c.received_at).desc())
    )
    return tuple(Danger(reason_of(row.crisis).sentence, row.times, row.first_at, row.last_at) for row in rows)


def _others(connection: Connection, handoff: Handoff) -> tuple[Other, ...]:
    rows = connection.execute(
        select(handoffs.c.id, handoffs.c.code, handoffs.c.opened_at, handoffs.c.outcome)
        .where(handoffs.c.conversation_id == handoff.conversation_id, handoffs.c.id != handoff.id)
        .order_by(handoffs.c.id.desc())
        .limit(_MOST_OTHERS)
    )
    return tuple(Other(**row._mapping) for row in rows)
