"""The worker process: holds the model, claims conversations, runs turns."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable

import structlog
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from bot.assistant import Parsed
from bot.turn import Turns
from connectors.doorbell import Doorbell
from connectors.journal import Claim, Journal, LeaseLost
from connectors.workers import BEAT, Workers, new_worker_id
from porchlight.garbage import loaded

log = structlog.get_logger()

# Messages that are claimed and read together: half of what reading one costs is shared. More would gain little, and
# the last of them waits for the others.
TOGETHER = 8


class Worker:
    """Runs turns until it is told to stop; those it has claimed are always ended first."""

    def __init__(
        self,
        journal: Journal,
        workers: Workers,
        doorbell: Doorbell,
        load: Callable[[], Turns],
        together: int = TOGETHER,
    ) -> None:
        """`load` loads the model and returns what runs turns; it takes seconds.

        `together`: how many messages, of as many people, are claimed at once.
        """
        self.id = new_worker_id()
        self._journal = journal
        self._workers = workers
        self._doorbell = doorbell
        self._load = load
        self._together = together
        self._stopping = threading.Event()
        self._ready = False

    def stop(self) -> None:
        """Ask it to end after the turns it has claimed; safe to call from a signal handler."""
        self._stopping.set()

    async def run(self) -> None:
        """Show life from the first moment, load the model, rehearse, then answer."""
        heart = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        heart.start()
        started = time.perf_counter()
        turns = self._load()
        await turns.rehearse()
        loaded()
        self._ready = True
        self._show_life()
        log.info("worker ready", worker=self.id, seconds=round(time.perf_counter() - started, 1))
        listener = self._doorbell.listen("inbox")
        try:
            while not self._stopping.is_set():
                if not await self._some(turns):
                    await listener.wait(0.5)
        finally:
            listener.close()
            self._stopping.set()
            with contextlib.suppress(SQLAlchemyError):
                self._workers.leave(self.id)

    async def _some(self, turns: Turns) -> bool:
        """Answer the messages that wait, some of them; return False when none could be answered just now."""
        try:
            claims = self._journal.claim_several(self._together)
        except SQLAlchemyError as error:
            log.warning("inbox unreachable", error=type(error).__name__)
            await asyncio.sleep(0.5)
            return False
        ahead = turns.read_ahead(claims) if len(claims) > 1 else [None] * len(claims)
        answered = [await self._one(turns, claim, read) for claim, read in zip(claims, ahead, strict=True)]
        return any(answered)

    async def _one(self, turns: Turns, claim: Claim, read: Parsed | None) -> bool:
        """Answer one message; return False when it could not be answered just now."""
        started = time.perf_counter()
        try:
            outcome = await turns.run(claim, read)
        except LeaseLost:
            outcome = "taken over"
        except OperationalError as error:  # locked, full or gone: no fault of the message, so it is none of its tries
            log.warning("turn not written", inbox=claim.inbox_id, error=type(error).__name__)
            await self._give_back_when_possible(claim)
            return False
        except Exception as error:  # it is tried again, three times in all; then the person is told
            log.error("turn failed", inbox=claim.inbox_id, attempt=claim.attempts, error=type(error).__name__)
            self._give_back(claim)
            return False
        self._doorbell.ring("outbox")
        self._doorbell.ring("desk")
        log.info(
            "turn", outcome=outcome, conversation=claim.conversation_id, inbox=claim.inbox_id,
            waited_ms=round(claim.waited.total_seconds() * 1000),
            turn_ms=round((time.perf_counter() - started) * 1000, 1),
        )  # fmt: skip
        return True

    def _give_back(self, claim: Claim) -> None:
        with contextlib.suppress(SQLAlchemyError, LeaseLost):
            self._journal.give_back(claim, counted=True)

    async def _give_back_when_possible(self, claim: Claim) -> None:
        """Wait for the database: nobody can be answered without it, and the message must not lose a try meanwhile."""
        while not self._stopping.is_set():
            try:
                self._journal.give_back(claim, counted=False)
            except LeaseLost:  # another worker has it by now
                return
            except SQLAlchemyError:
                await asyncio.sleep(0.5)
            else:
                return

    def _beat(self) -> None:
        while not self._stopping.wait(BEAT):
            self._show_life()

    def _show_life(self) -> None:
        with contextlib.suppress(SQLAlchemyError):
            self._workers.beat(self.id, ready=self._ready)
