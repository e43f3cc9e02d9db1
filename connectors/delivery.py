"""Delivers the outbox: retries what may succeed later, gives up visibly on what can't, keeps each person's order."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Callable, Mapping
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from connectors.capabilities import CHANNELS
from connectors.doorbell import Listener
from connectors.metrics import DELIVERIES
from connectors.outbox import LONGEST_WAIT, Delivery, Outbox
from connectors.sending import AT_ONCE, Refused, Sender, TryLater
from porchlight.languages import speaking

log = structlog.get_logger()

# Waits of 1, 2, 4 ... seconds up to 5 minutes, then every 5 minutes: about a day in all.
_FIRST_WAIT, _LONGEST_WAIT, MAX_ATTEMPTS = 1.0, 300.0, 300
_JITTER = 1.5  # at most; it keeps many people's messages from coming back at the same moment
# A provider that asks for more is asked again after this long: somebody waits.
_LONGEST_ASKED = LONGEST_WAIT.total_seconds() / _JITTER


def backoff(attempts: int, asked: float | None) -> float:
    """Return the seconds to wait after `attempts` failures: doubling, with 0 to 50% more.

    Never less than was asked for, up to ten minutes, and never more than a quarter of an hour.
    """
    wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(attempts - 1, 20))
    return max(wait, min(asked or 0.0, _LONGEST_ASKED)) * random.uniform(1.0, _JITTER)


class Courier:
    """Takes due replies and hands them to the senders, several people at once, one message a person."""

    def __init__(
        self, outbox: Outbox, senders: Mapping[str, Sender], settled: Callable[[], None] = lambda: None
    ) -> None:
        """`settled` is called whenever something became of a reply; it must not wait."""
        self._outbox = outbox
        self._senders = senders
        self._settled = settled
        # Each with whom it goes to: nobody is sent two things at once. The database's mark of that goes by the clock.
        self._under_way: dict[asyncio.Task[None], str] = {}
        self._last_sent: dict[str, float] = {}

    async def run(self, listener: Listener) -> None:
        """Deliver until cancelled. A database that is gone is waited for."""
        while True:
            try:
                found = await self._round(listener)
            except SQLAlchemyError as error:
                log.warning("outbox unreachable", error=type(error).__name__)
                found = False
            if not found:
                await listener.wait(1.0)

    async def _round(self, listener: Listener) -> bool:
        room = AT_ONCE - len(self._under_way)
        if room <= 0:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            return True
        due = await asyncio.to_thread(self._outbox.take_due, list(self._senders), room, [*self._under_way.values()])
        for delivery in due:
            task = asyncio.create_task(self._deliver(delivery))
            self._under_way[task] = delivery.conversation_id
            task.add_done_callback(partial(self._ended, listener))
        return bool(due)

    def _ended(self, listener: Listener, task: asyncio.Task[None]) -> None:
        del self._under_way[task]
        self._settled()
        listener.wake()  # this person's next reply may go now

    async def _deliver(self, delivery: Delivery) -> None:
        await self._keep_pace(delivery)
        try:
            with speaking(delivery.language):
                provider_id = await self._senders[delivery.channel].send(
                    delivery.address, delivery.reply, delivery.outbox_id
                )
        except TryLater as problem:
            await self._later(delivery, problem)
        except Refused as problem:
            await self._record(self._outbox.give_up, delivery, problem.error, opted_out=problem.opted_out)
            self._note(delivery, "refused", problem.error)
        except Exception as problem:  # a bug here must neither lose the reply nor stop the others
            await self._later(delivery, TryLater(type(problem).__name__))
        else:
            await self._record(self._outbox.sent, delivery, provider_id)
            self._note(delivery, "sent", None)

    async def _later(self, delivery: Delivery, problem: TryLater) -> None:
        if delivery.attempts >= MAX_ATTEMPTS:
            await self._record(self._outbox.give_up, delivery, problem.error)
            self._note(delivery, "gave up", problem.error)
        else:
            wait = backoff(delivery.attempts, problem.after)
            await self._record(self._outbox.retry, delivery, wait, problem.error)
            self._note(delivery, "retry", problem.error)

    async def _record(self, change: object, *arguments: object, **named: object) -> None:
        """Write down what happened, however long the database needs to come back: it happened."""
        while True:
            try:
                await asyncio.to_thread(change, *arguments, **named)  # type: ignore[arg-type]
            except SQLAlchemyError:
                await asyncio.sleep(1.0)
            else:
                return

    async def _keep_pace(self, delivery: Delivery) -> None:
        """Wait until the provider takes another message for this person."""
        gap = 1.0 / CHANNELS[delivery.channel].per_second
        moment = time.monotonic()
        free_at = self._last_sent.get(delivery.conversation_id, 0.0) + gap
        self._last_sent[delivery.conversation_id] = max(moment, free_at)
        if len(self._last_sent) > 10_000:
            self._last_sent = {key: at for key, at in self._last_sent.items() if at > moment - 60}
        if free_at > moment:
            await asyncio.sleep(free_at - moment)

    @staticmethod
    def _note(delivery: Delivery, result: str, error: str | None) -> None:
        DELIVERIES.labels(delivery.channel, result).inc()
        log.info(
            "delivery", result=result, error=error, channel=delivery.channel,
            conversation=delivery.conversation_id, outbox=delivery.outbox_id, attempts=delivery.attempts,
        )  # fmt: skip

    async def finish(self, seconds: float) -> None:
        """Let what is under way end, for at most `seconds`."""
        if self._under_way:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(asyncio.gather(*self._under_way, return_exceptions=True), seconds)
