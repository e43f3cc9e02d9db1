"""Reads the queue from the database: what is open, in the order in which people should be helped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.engine import Connection

from connectors.tables import contacts, conversations, inbox, outbox
from hotline.callbacks import TO_COME
from hotline.handoffs import OPEN, Status, Wish
from hotline.tables import callbacks, handoffs, staff


@dataclass(frozen=True)
class Mark:
    """What must be known of every open handoff to say where it belongs, and whether it has changed.

    changed: of its conversation, in microseconds since 1970. It differs after every change, and is no clock: two hosts
    disagree about the time. urgent: there was danger.
    """

    id: int
    code: str
    changed: int
    status: Status
    staff_id: int | None
    urgent: bool


@dataclass(frozen=True)
class Row:
    """One handoff as the queue shows it: nothing of what the person wrote, and no address.

    who: the sign-in name of whoever has it. new_words: how many messages of the person's came after the last words of
    staff (or, before there are any, since the handoff was opened); unanswered_since: when the first of them came.
    call_at: the call that was promised next. undeliverable: the provider's code. language: the code of the one they
    write in, if it is known.
    """

    mark: Mark
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    reason: str
    outcome: str | None
    wish: Wish | None
    channel: str
    language: str | None
    who: str | None
    snoozed_until: dt.datetime | None
    new_words: int
    unanswered_since: dt.datetime | None
    call_at: dt.datetime | None
    opted_out: bool
    undeliverable: str | None

    @property
    def waiting_since(self) -> dt.datetime | None:
        """Since when the person waits for somebody: for anybody, or for an answer of who has them."""
        return self.opened_at if self.mark.status == "waiting" else self.unanswered_since

    @property
    def order(self) -> str:
        """Sorts the rows of a section: urgent first, then whoever waits longest, then whoever waits for nobody."""
        moment = self.snoozed_until if self.mark.status == "snoozed" else self.waiting_since
        key = moment or self.opened_at
        return f"{int(not self.mark.urgent)}{int(moment is None)}{microseconds(key):017d}{self.mark.id:010d}"


def marks(connection: Connection) -> list[Mark]:
    """Return every open handoff: urgent ones first, then the oldest."""
    wanted = (
        select(*_MARK)
        .select_from(handoffs.join(conversations))
        .where(handoffs.c.status.in_(OPEN))
        .order_by(handoffs.c.urgent.desc(), handoffs.c.opened_at, handoffs.c.id)
    )
    return [_mark(row) for row in connection.execute(wanted)]


def closed_marks(connection: Connection, since: dt.datetime) -> list[Mark]:
    """Return the closed handoffs of conversations that have changed since then."""
    wanted = select(*_MARK).select_from(conversations.join(handoffs)).where(conversations.c.touched_at > since)
    # Not `status = 'closed'` in the query: SQLite would take the index of it, and go through all there ever were.
    return [_mark(row) for row in connection.execute(wanted) if row.status == "closed"]


def rows(connection: Connection, ids: Collection[int]) -> list[Row]:
    """Return these handoffs, in no order; an id that is not there (any more) is left out."""
    if not ids:
        return []
    # Materialized, or SQLite asks for the last words of staff again for each message of the person's.
    shown = _shown.where(handoffs.c.id.in_(sorted(ids))).cte("shown").prefix_with("MATERIALIZED")
    new = (
        select(shown.c.id, func.count().label("words"), func.min(inbox.c.received_at).label("first"))
        .select_from(
            shown.join(
                inbox,
                and_(inbox.c.conversation_id == shown.c.conversation_id, inbox.c.received_at > shown.c.quiet_since),
            )
        )
        .group_by(shown.c.id)
        .subquery()
    )
    wanted = select(shown, new.c.words, new.c.first).select_from(shown.outerjoin(new, new.c.id == shown.c.id))
    return [_row(row) for row in connection.execute(wanted)]


def closed_since(connection: Connection, since: dt.datetime, *, limit: int, skip: int = 0) -> list[Row]:
    """Return the handoffs that were closed since then, newest first."""
    page = (
        select(handoffs.c.id)
        .where(handoffs.c.status == "closed", handoffs.c.closed_at >= since)
        .order_by(handoffs.c.closed_at.desc(), handoffs.c.id.desc())
        .limit(limit)
        .offset(skip)
    )
    ids = list(connection.execute(page).scalars())
    found = {row.mark.id: row for row in rows(connection, ids)}
    return [found[each] for each in ids if each in found]


def microseconds(moment: dt.datetime | None) -> int:
    """Return a moment as microseconds since 1970: 0 for none."""
    return 0 if moment is None else (moment - _EPOCH) // dt.timedelta(microseconds=1)


def _mark(row: Any) -> Mark:
    return Mark(row.id, row.code, microseconds(row.touched_at), row.status, row.staff_id, row.urgent)


def _row(row: Any) -> Row:
    return Row(
        mark=_mark(row),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        reason=row.reason,
        outcome=row.outcome,
        wish=row.wish,
        channel=row.channel,
        language=row.language,
        who=row.who,
        snoozed_until=row.snoozed_until,
        new_words=row.words or 0,
        unanswered_since=row.first,
        call_at=row.call_at,
        opted_out=row.opted_out_at is not None,
        undeliverable=row.undeliverable,
    )


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_MARK = [
    handoffs.c.id,
    handoffs.c.code,
    conversations.c.touched_at,
    handoffs.c.status,
    handoffs.c.staff_id,
    handoffs.c.urgent,
]
_PLAIN = [
    handoffs.c.opened_at,
    handoffs.c.closed_at,
    handoffs.c.reason,
    handoffs.c.outcome,
    handoffs.c.wish,
    handoffs.c.channel,
    handoffs.c.snoozed_until,
]
_answered_at = (
    select(func.max(outbox.c.created_at))
    .where(
        outbox.c.conversation_id == handoffs.c.conversation_id,
        outbox.c.staff_id.is_not(None),
        outbox.c.created_at > handoffs.c.opened_at,
    )
    .scalar_subquery()
)
_calls = (
    select(callbacks.c.handoff_id, func.min(callbacks.c.due_at).label("call_at"))
    .where(callbacks.c.status.in_(TO_COME))
    .group_by(callbacks.c.handoff_id)
    .subquery()
)
_shown = select(
    *_MARK,
    *_PLAIN,
    handoffs.c.conversation_id,
    conversations.c.language,
    staff.c.name.label("who"),
    _calls.c.call_at,
    contacts.c.opted_out_at,
    contacts.c.undeliverable,
    # Nobody of the staff has written where nobody has taken it.
    func.coalesce(case((handoffs.c.taken_at.is_not(None), _answered_at)), handoffs.c.opened_at).label("quiet_since"),
).select_from(
    handoffs.join(conversations)
    .outerjoin(staff, staff.c.id == handoffs.c.staff_id)
    .outerjoin(contacts, contacts.c.conversation_id == handoffs.c.conversation_id)
    .outerjoin(_calls, _calls.c.handoff_id == handoffs.c.id)
)
