"""Erases what has been kept long enough: once an hour in every web process, or by `porchlight purge`."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import and_, exists, not_, or_
from sqlalchemy.exc import SQLAlchemyError

from connectors.retention import Sweep, people_before, silent_since, words_before
from connectors.tables import contacts, conversations, inbox, outbox
from hotline.tables import calls, handoffs, notes
from porchlight.database import Database, now
from porchlight.settings import RetentionSettings

log = structlog.get_logger()

_FIRST = 60.0  # seconds after the start, when web has other things to do
_EVERY = 3600.0
_SCRUBS = 20  # tries to find a moment in which nobody reads SQLite's log
_ERASED_FROM = (inbox, outbox, conversations, contacts, handoffs, notes)


class Retention:
    """Knows what is too old, and erases it.

    Several processes may do so at once: each change is made where it is still due, so the second finds nothing. What is
    in somebody's hands stays whole, however old: a conversation with an open handoff or a call under way. So do
    messages that nobody has answered, and replies on their way. The worst that can happen: the database is gone, and
    things stay an hour longer.
    """

    def __init__(self, database: Database, settings: RetentionSettings, clock: Callable[[], dt.datetime] = now) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._ended = threading.Event()

    async def run(self) -> None:
        """Purge once an hour until cancelled. What is under way then ends with its batch."""
        pause = _FIRST
        try:
            while True:
                await asyncio.sleep(pause)
                pause = _EVERY
                try:
                    await asyncio.to_thread(self.purge)
                except SQLAlchemyError as error:
                    log.warning("could not purge", error=type(error).__name__)
        finally:
            self._ended.set()

    def due(self) -> dict[str, int]:
        """Return how much of each kind would be erased now."""
        with self._database.read() as connection:
            return {sweep.name: sweep.count(connection) for sweep in self._sweeps()}

    def purge(self) -> dict[str, int]:
        """Erase what is too old; return how much of each kind that was. Raises SQLAlchemyError without a database."""
        erased = {sweep.name: sweep.run(self._database, self._ended.is_set) for sweep in self._sweeps()}
        # Also when nothing was: somebody may have had themselves erased since the last time.
        tables = [table.name for table in _ERASED_FROM]
        for _ in range(_SCRUBS):
            if self._database.scrub(tables) or self._ended.wait(0.1):
                break
        else:
            log.warning("the write-ahead log was in use all the time and could not be emptied")
        if any(erased.values()):
            log.info("purged", **{name.replace(" ", "_"): number for name, number in erased.items()})
        return erased

    def _sweeps(self) -> tuple[Sweep, ...]:
        moment = self._clock()
        words, people = moment - self._settings.content, moment - self._settings.contact
        # A handoff before its conversation, as everywhere: see hotline.handoffs.
        return (
            *words_before(words, moment, _in_hand),
            _notes_before(words),
            self._handoffs(moment, people),
            *people_before(people, moment, _in_hand),
        )

    def _handoffs(self, moment: dt.datetime, people: dt.datetime) -> Sweep:
        silent = silent_since(people, moment, _in_hand)
        goes = exists().where(conversations.c.id == handoffs.c.conversation_id, *silent)
        if self._settings.handoff is not None:
            goes = or_(goes, handoffs.c.closed_at < moment - self._settings.handoff)
        due = (handoffs.c.status == "closed", not_(_call_under_way(handoffs)), goes)
        return Sweep(
            "handoffs",
            handoffs.c.id,
            due,
            lambda connection, keys: connection.execute(handoffs.delete().where(handoffs.c.id.in_(keys))),
        )


def _notes_before(limit: dt.datetime) -> Sweep:
    return Sweep(
        "notes",
        notes.c.id,
        (notes.c.at < limit, not_(_in_hand(notes.c.conversation_id))),
        lambda connection, keys: connection.execute(notes.delete().where(notes.c.id.in_(keys))),
    )


def _in_hand(conversation_id: Any) -> Any:
    held = handoffs.alias()
    busy = or_(held.c.status != "closed", _call_under_way(held))
    return exists().where(and_(held.c.conversation_id == conversation_id, busy))


def _call_under_way(handoff: Any) -> Any:
    return exists().where(calls.c.handoff_id == handoff.c.id, calls.c.status != "ended")
