"""Pages whoever is on call about a handoff that nobody takes, and goes on until somebody does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import SQLAlchemyError

from connectors.clocks import has_passed
from connectors.conversations import touch
from connectors.tables import conversations
from hotline.audit import note_about
from hotline.callbacks import TO_COME
from hotline.due import each_due
from hotline.paging import Pager
from hotline.tables import callbacks, handoffs
from porchlight.database import Database, now

log = structlog.get_logger()

# One address after the other; when each has had its page, all of them again and again.
NEXT_ADDRESS = dt.timedelta(minutes=1)
AGAIN = dt.timedelta(minutes=5)
_AT_ONCE = 8


@dataclass(frozen=True)
class _Page:
    """One step of an escalation. `addresses`: the numbers of those who get it. `last`: nobody else is left to try."""

    handoff_id: int
    conversation_id: str
    code: str
    waited: dt.timedelta
    step: int
    addresses: Sequence[int]
    last: bool


class Escalation:
    """Sends the pages that are due: a handoff's `page_at` says when the next one is, and claiming it ends that.

    A step is marked before it is sent, so that two processes never page twice; if this one dies in between, that page
    is lost and the next step comes a minute later. An address that fails is noted, and the next one comes at once.
    """

    def __init__(self, database: Database, pager: Pager) -> None:
        self._database = database
        self._pager = pager

    def sweep(self) -> int:
        """Send what is due and return how many steps that were. Takes as long as the slowest address."""
        due = (
            select(
                handoffs.c.id, handoffs.c.conversation_id, handoffs.c.code, handoffs.c.opened_at, handoffs.c.urgent,
                handoffs.c.pages,
            )
            .join(conversations, conversations.c.id == handoffs.c.conversation_id)
            .where(handoffs.c.status == "waiting", has_passed(handoffs.c.page_at, now(), AGAIN))
            .order_by(handoffs.c.urgent.desc(), handoffs.c.page_at, handoffs.c.id)
        )  # fmt: skip
        pages = [page for page in each_due(self._database, due, (handoffs, conversations), self._mark) if page]
        if pages:
            jobs = [(page, number) for page in pages for number in page.addresses]
            with ThreadPoolExecutor(_AT_ONCE, "pager") as pool:
                taken = list(pool.map(lambda job: self._pager.send(job[1], job[0].code, job[0].waited), jobs))
            for page in pages:
                failed = [number for (of, number), well in zip(jobs, taken, strict=True) if of is page and not well]
                if failed:
                    self._failed(page, failed)
        return len(pages)

    def _mark(self, connection: Connection, row: Row) -> _Page | None:
        """Note that this step goes out, and when the next one will."""
        touch(connection, row.conversation_id)
        this = update(handoffs).where(handoffs.c.id == row.id)
        addresses = len(self._pager)
        if not addresses:
            connection.execute(this.values(page_at=None))
            note_about(connection, "no_one_to_page", row)
            log.warning("somebody waits and nobody can be paged: set ONCALL_PAGES", handoff=row.id)
            return None
        step = row.pages + 1
        everybody = step > addresses
        pause = NEXT_ADDRESS if step < addresses else AGAIN
        connection.execute(this.values(pages=step, page_at=now() + pause))
        whom = "everybody" if everybody else f"address {step} of {addresses}"
        detail = f"step {step}, {whom}"
        note_about(connection, "paged", row, detail=detail)
        return _Page(
            row.id,
            row.conversation_id,
            row.code,
            now() - self._since(connection, row),
            step,
            range(1, addresses + 1) if everybody else (step,),
            last=everybody,
        )

    def _since(self, connection: Connection, row: Row) -> dt.datetime:
        """Return since when they wait: one who was to be called, since the call was due."""
        due = select(func.max(callbacks.c.due_at)).where(
            callbacks.c.handoff_id == row.id, callbacks.c.due_at <= now(), callbacks.c.status.in_(TO_COME)
        )
        promised = None if row.urgent else connection.execute(due).scalar()
        since: dt.datetime = promised or row.opened_at
        return since

    def _failed(self, page: _Page, failed: list[int]) -> None:
        """Note which addresses did not take it, and go on at once when none did; a round of all is not repeated so."""
        try:
            with self._database.write() as connection:
                for number in failed:
                    note_about(connection, "page_failed", page, detail=f"step {page.step}, address {number}")
                if len(failed) == len(page.addresses):
                    same = (handoffs.c.id == page.handoff_id, handoffs.c.pages == page.step)
                    still = (handoffs.c.status == "waiting", handoffs.c.page_at.is_not(None))
                    moment = now() + NEXT_ADDRESS if page.last else now()
                    connection.execute(update(handoffs).where(*same, *still).values(page_at=moment))
        except SQLAlchemyError as error:
            log.warning("a failed page could not be noted", error=type(error).__name__)
