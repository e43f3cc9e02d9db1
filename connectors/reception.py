"""Keeps what providers bring before they are told that it arrived. Messages that come together are written together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from connectors.journal import Journal
from connectors.messages import Incoming
from connectors.metrics import RECEIVED

log = structlog.get_logger()

# Twilio waits 15 seconds for an answer; until then a database that is coming back is worth waiting for.
_PATIENCE = 13.0
_PAUSE = 0.2  # seconds between two tries
_TOGETHER = 32  # messages in one transaction: some 30 ms in which nobody else writes to SQLite


class Reception:
    """Keeps messages and wakes whoever answers them.

    What arrives while one transaction is written waits for the next: a commit, which waits for the disk, is then
    shared by all of them. The worst that can happen: a message waits for those before it, at most some 30 ms for every
    32 of them.
    """

    def __init__(self, journal: Journal, received: Callable[[], None], patience: float = _PATIENCE) -> None:
        """`received` is called after new messages, in the event loop; it must not wait."""
        self._journal = journal
        self._received = received
        self._patience = patience
        self._waiting: list[tuple[Incoming, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, message: Incoming) -> bool:
        """Write a message to the journal, waiting up to `patience` seconds for a database that is locked or gone.

        Returns False when it still is: nothing was kept, and the provider must be told so.
        """
        give_up_at = time.monotonic() + self._patience
        while True:
            try:
                new = await self._written(message)
            except SQLAlchemyError as error:
                if time.monotonic() >= give_up_at:
                    RECEIVED.labels(message.channel, "lost").inc()
                    log.error("message not kept", channel=message.channel, error=type(error).__name__)
                    return False
                await asyncio.sleep(_PAUSE)
            else:
                RECEIVED.labels(message.channel, "new" if new else "repeated").inc()
                return True

    async def _written(self, message: Incoming) -> bool:
        """Wait until the message is in the journal; return whether it is new."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((message, future))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return bool(await future)

    async def _write(self) -> None:
        """Write what waits, until nothing does."""
        while self._waiting:
            batch, self._waiting = self._waiting[:_TOGETHER], self._waiting[_TOGETHER:]
            outcomes = await asyncio.to_thread(_receive, self._journal, [message for message, _ in batch])
            for (_, future), outcome in zip(batch, outcomes, strict=True):
                if future.done():  # whoever brought it has hung up; it was kept all the same
                    continue
                if isinstance(outcome, Exception):
                    future.set_exception(outcome)
                else:
                    future.set_result(outcome)
            if True in outcomes:
                self._received()


def _receive(journal: Journal, messages: Sequence[Incoming]) -> list[bool | Exception]:
    """Return for each message whether it is new, or why it was not kept. One that can't be kept hinders no other."""
    try:
        return list(journal.receive_all(messages))
    except OperationalError as error:  # the database is locked or gone, for all of them alike
        return [error] * len(messages)
    except Exception as error:  # whatever it is, its webhook answers for it
        if len(messages) == 1:
            return [error]
        return [outcome for message in messages for outcome in _receive(journal, [message])]
