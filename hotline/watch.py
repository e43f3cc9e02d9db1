"""What time makes happen: promises that run out, pages, snoozes that end, calls that are due."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy import select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import SQLAlchemyError

from connectors.clocks import has_passed
from connectors.tables import conversations
from hotline.absence import Absences
from hotline.audit import note_about
from hotline.callbacks import Callbacks
from hotline.due import each_due
from hotline.escalation import Escalation
from hotline.handoffs import OPEN, Handoffs
from hotline.lines import Hotline
from hotline.paging import Pager
from hotline.promised_calls import Phone, PromisedCalls
from hotline.relay import Relay
from hotline.tables import handoffs
from porchlight.database import Database, now

log = structlog.get_logger()

_PAUSE = 1.0  # seconds


class Watch:
    """Looks once a second, in every web process; whatever is due is done by one of them, once.

    The worst that can happen: nothing is due any more while the database is gone. It is waited for, and what should
    have happened meanwhile happens then.
    """

    def __init__(
        self,
        database: Database,
        queue: Handoffs,
        relay: Relay,
        line: Hotline,
        promised: Callbacks,
        phone: Phone,
        pager: Pager,
        changed: Callable[[], None],
    ) -> None:
        """`changed` is called, in a thread, after something has happened: delivery and every open desk look then."""
        self._database = database
        self._handoffs = queue
        self._relay = relay
        self._line = line
        self._changed = changed
        absences = Absences(database, queue, relay)
        calls = PromisedCalls(database, queue, relay, line, promised, phone, absences, pages=bool(len(pager)))
        self._rules = (self._promises, self._snoozes, absences.sweep, calls.sweep)
        self._escalation = Escalation(database, pager)

    async def run(self) -> None:
        """Watch until cancelled. Pages go out beside the rest, because whom they go to may be slow."""
        await asyncio.gather(self._again_and_again(self.settle), self._again_and_again(self.page))

    async def _again_and_again(self, look: Callable[[], int]) -> None:
        while True:
            await asyncio.to_thread(look)
            await asyncio.sleep(_PAUSE)

    def sweep(self) -> int:
        """Do everything that is due; return how many things that were."""
        return self.settle() + self.page()

    def settle(self) -> int:
        """Do everything that is due but the pages."""
        return self._done(*self._rules)

    def page(self) -> int:
        """Send the pages that are due; takes as long as the slowest address."""
        return self._done(self._escalation.sweep)

    def _done(self, *rules: Callable[[], int]) -> int:
        done = 0
        for rule in rules:
            try:
                done += rule()
            except SQLAlchemyError as error:
                log.warning("the watch cannot see the queue", error=type(error).__name__)
            except Exception as error:  # the other rules, and the next second, must not fall with it
                log.error("a rule of the watch failed", error=type(error).__name__)
        if done:
            self._changed()
        return done

    def _promises(self) -> int:
        """Tell whoever was promised somebody that nobody has come. Their place in the queue stays theirs."""
        over = has_passed(handoffs.c.promised_at, now(), self._handoffs.promise)
        due = (
            select(handoffs.c.id)
            .join(conversations, conversations.c.id == handoffs.c.conversation_id)
            .where(handoffs.c.status.in_(OPEN), over, handoffs.c.joined_at.is_(None))
            .order_by(handoffs.c.urgent.desc(), handoffs.c.promised_at)
        )
        return len(each_due(self._database, due, (handoffs, conversations), self._nobody_came))

    def _nobody_came(self, connection: Connection, row: Row) -> None:
        handoff = self._handoffs.held(connection, row.id)
        words = self._line.nobody_came(handoff.urgent)
        told = self._relay.tell(connection, handoff, words)
        self._handoffs.change(connection, handoff, promised_at=None)
        note_about(connection, "told_nobody_came", handoff, detail=words.rpartition("_")[2] if told else "opted_out")

    def _snoozes(self) -> int:
        """Bring back what was put off until now."""
        due = (
            select(handoffs.c.id)
            .join(conversations, conversations.c.id == handoffs.c.conversation_id)
            .where(handoffs.c.status == "snoozed", handoffs.c.snoozed_until <= now())
        )
        return len(each_due(self._database, due, (handoffs, conversations), self._wake))

    def _wake(self, connection: Connection, row: Row) -> None:
        handoff = self._handoffs.held(connection, row.id)
        changes: dict[str, object] = {"status": "taken", "snoozed_until": None}
        if handoff.staff_id is None:
            changes["status"] = "waiting"
            changes |= {"page_at": now()} if handoff.urgent else {}
        self._handoffs.change(connection, handoff, **changes)
        note_about(connection, "snooze_ended", handoff)
