"""Reads one conversation as the desk shows it, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.engine import Connection

from connectors.transcript import Line
from hotline.desk.delivered import Delivery, delivery, out_of_reach
from hotline.desk.masking import masked
from hotline.desk.phone import Phone, phone_of
from hotline.desk.rights import claimable, holds
from hotline.desk.summary import Summary, summarise
from hotline.handoffs import Handoff
from hotline.reasons import reason_of
from hotline.staff import Member
from hotline.tables import notes

if TYPE_CHECKING:
    from hotline.desk.app import DeskParts

# The newest so many lines are shown; nobody reads more while somebody waits.
LINES = 200
_GOODBYE = dt.timedelta(seconds=1)  # it is said as the handoff ends


@dataclass(frozen=True)
class Said:
    """One line of the transcript. `kind` and `who`: person, assistant or staff, and who of them, in words."""

    id: str
    at: dt.datetime
    kind: str
    who: str
    text: str = field(repr=False)
    danger: str | None
    delivery: Delivery | None


@dataclass(frozen=True)
class Note:
    """What a colleague left for the others."""

    at: dt.datetime
    who: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class Conversation:
    """One handoff and all around it, for one member of the staff.

    holder: who has it, by the name colleagues use. holds: this member does, and may act. claimable: this member may
    take it now. blocked: why nothing reaches the person, in words.
    """

    handoff: Handoff
    summary: Summary
    said: tuple[Said, ...] = field(repr=False)
    notes: tuple[Note, ...] = field(repr=False)
    holder: str | None
    holds: bool
    claimable: bool
    blocked: str | None
    phone: Phone

    @property
    def cut(self) -> bool:
        """Whether more may have been said than is shown."""
        return len(self.said) >= LINES

    @property
    def writable(self) -> bool:
        """Whether this member may send something to this person now."""
        return self.holds and not self.summary.opted_out


def read_conversation(connection: Connection, parts: DeskParts, handoff: Handoff, member: Member) -> Conversation:
    """Return everything that the page shows.

    Raises cryptography.fernet.InvalidToken where something was sealed with another secret.
    """
    names = parts.staff.names(connection)
    # What somebody writes to the assistant afterwards is not said to whoever once helped them.
    until = handoff.closed_at + _GOODBYE if handoff.closed_at else None
    lines = parts.transcript.story(connection, handoff.conversation_id, LINES, until=until)
    summary = summarise(connection, parts.cipher, parts.brief, handoff)
    return Conversation(
        handoff,
        summary,
        tuple(_said(line, names, member) for line in lines),
        _notes(connection, parts, handoff.conversation_id, names),
        names.get(handoff.staff_id) if handoff.staff_id is not None else None,
        holds(handoff, member),
        claimable(handoff, member),
        out_of_reach(handoff.channel, summary.opted_out, summary.undeliverable, lines),
        phone_of(connection, parts, handoff, summary.briefing),
    )


def _said(line: Line, names: Mapping[int, str], member: Member) -> Said:
    if line.who == "person":
        danger = None if line.crisis is None else reason_of(line.crisis).sentence
        return Said(line.id, line.at, "person", "Person", masked(line.text), danger, None)
    who = "Assistant"
    if line.staff_id is not None:
        who = "You" if line.staff_id == member.id else names.get(line.staff_id, "A colleague")
    return Said(line.id, line.at, line.who, who, line.text, None, delivery(line))


def _notes(
    connection: Connection, parts: DeskParts, conversation_id: str, names: Mapping[int, str]
) -> tuple[Note, ...]:
    rows = connection.execute(
        select(notes.c.at, notes.c.staff_id, notes.c.body)
        .where(notes.c.conversation_id == conversation_id)
        .order_by(notes.c.id)
    )
    return tuple(Note(row.at, names.get(row.staff_id, "A colleague"), parts.cipher.decrypt(row.body)) for row in rows)
