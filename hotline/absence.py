"""Somebody of the staff has a person, and is not there any more: the person must not wait for them for ever."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.engine import Connection, Row

from connectors.tables import conversations, inbox, outbox
from hotline.audit import note_about
from hotline.due import each_due
from hotline.handoffs import Handoff, Handoffs
from hotline.relay import Relay
from hotline.staff import Member, seen_within
from hotline.tables import calls, handoffs, staff
from porchlight.database import Database, now

# Whoever shows no life at the desk for so long does not see what the person writes.
AWAY_AFTER = dt.timedelta(minutes=5)


def holder_is_away(moment: dt.datetime) -> Any:
    """Return the condition that whoever has a handoff has shown no life at the desk in the last 5 minutes."""
    there = select(staff.c.id).where(staff.c.id == handoffs.c.staff_id, seen_within(AWAY_AFTER, moment))
    return handoffs.c.staff_id.is_not(None) & ~there.exists()


def at_the_desk(connection: Connection, member: Member) -> bool:
    """Say whether somebody of the staff has shown life at the desk in the last 5 minutes."""
    there = select(staff.c.id).where(staff.c.id == member.id, seen_within(AWAY_AFTER, now()))
    return connection.execute(there).first() is not None


def nobody_calls() -> Any:
    """Return the condition that no call to the person is under way."""
    return ~select(calls.c.id).where(calls.c.handoff_id == handoffs.c.id, calls.c.status != "ended").exists()


class Absences:
    """Finds handoffs whose holder has gone, and puts them back for somebody else: urgent ones, and those where the
    assistant is quiet because somebody is in the thread.

    The worst that can happen: somebody talks with the person by a phone of their own, their desk closed, while the
    person's last text has no answer. Then a colleague is called in too many.
    """

    def __init__(self, database: Database, queue: Handoffs, relay: Relay) -> None:
        self._database = database
        self._handoffs = queue
        self._relay = relay

    def sweep(self) -> int:
        """Put back what nobody looks after, and return how many that were."""
        mine = handoffs.c.conversation_id
        word = select(func.max(inbox.c.received_at)).where(inbox.c.conversation_id == mine).scalar_subquery()
        answer = select(func.max(outbox.c.created_at)).where(outbox.c.conversation_id == mine)
        answer = answer.where(outbox.c.staff_id.is_not(None)).scalar_subquery()
        due = (
            select(handoffs.c.id)
            .join(conversations, conversations.c.id == mine)
            .where(
                handoffs.c.status == "taken",
                or_(handoffs.c.urgent, handoffs.c.joined_at.is_not(None)),
                holder_is_away(now()),
                or_(answer.is_(None), word > answer),
                nobody_calls(),
            )
        )
        return len(each_due(self._database, due, (handoffs, conversations), self._put_back))

    def away(self, connection: Connection, handoff: Handoff) -> bool:
        """Say whether somebody has this handoff who shows no life at the desk."""
        gone = select(handoffs.c.id).where(handoffs.c.id == handoff.id, holder_is_away(now()))
        return connection.execute(gone).first() is not None

    def _put_back(self, connection: Connection, row: Row) -> None:
        handoff = self._handoffs.held(connection, row.id)
        self.put_back(connection, handoff, page=handoff.urgent)

    def put_back(self, connection: Connection, handoff: Handoff, *, page: bool = True) -> None:
        """Let somebody else take it, and tell the person if they were talking. `page`: whoever is on call, at once."""
        self._handoffs.put_back(connection, handoff, chat=handoff.joined, page=page)
        if handoff.joined:
            self._relay.tell(connection, handoff, "utter_hotline_put_back")
        note_about(connection, "holder_away", handoff)
