"""Makes the calls that are wanted: asks Twilio to ring the line, and ends those that no more is heard of."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import structlog
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from connectors.doorbell import Listener
from connectors.sending import AT_ONCE
from hotline.handoffs import Handoff, Handoffs
from hotline.voice import states
from hotline.voice.calls import Calls
from hotline.voice.dialling import Dialler, NotTaken, Refused, Unknown
from hotline.voice.outcomes import Outcomes
from hotline.voice.states import Call, Result
from porchlight.database import Database, now

log = structlog.get_logger()

MAX_ATTEMPTS = 3
# What is so late is not made any more: the person has been waiting for it, and has moved on.
_STALE = dt.timedelta(minutes=10)
# Twilio was busy, or could not be reached: 5 seconds, then 10.
_FIRST_WAIT = dt.timedelta(seconds=5)
# What a call without news comes to, by how far it had come.
_LOST: dict[states.Status, Result] = {
    "ringing": "line_failed",
    "taken": "person_failed",
    "connected": "completed",  # Twilio has ended it after four hours
}


@dataclass(frozen=True)
class _Ring:
    call_id: int
    attempt: int
    token: str = field(repr=False)


class Switchboard:
    """Looks for calls that are due, several at once, in every web process.

    A call is "dialling" before Twilio is asked, so that no other process asks as well. Whoever asked may die, or hear
    nothing back, and then nobody knows whether the line rings. If it does, Twilio says so within a minute: somebody
    picks up, or the 25 seconds end. So after a minute without news the line is rung (again). The worst that can happen:
    Twilio took more than a minute to begin, and the line rings twice. The person never does: their phone rings only
    when somebody at the line has pressed 1, and of two such calls the webhooks know but one.
    """

    def __init__(
        self,
        database: Database,
        handoffs: Handoffs,
        calls: Calls,
        outcomes: Outcomes,
        dialler: Dialler,
        changed: Callable[[], None],
    ) -> None:
        """`changed` is called after each change; it must not wait."""
        self._database = database
        self._handoffs = handoffs
        self._calls = calls
        self._outcomes = outcomes
        self._dialler = dialler
        self._changed = changed
        # Threads of its own: while Twilio hangs, webhooks must not wait for one.
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="switchboard")
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self, listener: Listener) -> None:
        """Make calls until cancelled. A database that is gone is waited for."""
        while True:
            try:
                found = await self.look()
            except SQLAlchemyError as error:
                log.warning("calls unreachable", error=type(error).__name__)
                found = False
            if not found:
                await listener.wait(1.0)

    async def look(self) -> bool:
        """Begin what is due now; return whether there was anything. Raises SQLAlchemyError without a database."""
        room = AT_ONCE - len(self._under_way)
        if room <= 0:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            return True
        found, rings = await asyncio.to_thread(self._take_due, room)
        for ring in rings:
            task = asyncio.create_task(self._ring(ring))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        if found:
            self._changed()
        return found

    async def finish(self, seconds: float) -> None:
        """Let what is under way end, for at most `seconds`."""
        if self._under_way:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(asyncio.gather(*self._under_way, return_exceptions=True), seconds)
        self._threads.shutdown(wait=False, cancel_futures=True)

    # What is due

    def _take_due(self, limit: int) -> tuple[bool, list[_Ring]]:
        with self._database.read() as connection:
            found = states.due(connection, limit)
        rings: list[_Ring] = []
        done = False
        for call_id in found:
            try:
                with self._database.write() as connection:
                    ring = self._begin(connection, call_id)
            except SQLAlchemyError:
                if not rings:
                    raise
                break  # what was begun is to be rung all the same
            except Exception as error:  # a bug here must not stop the others
                log.error("call could not be begun", call=call_id, error=type(error).__name__)
                continue
            done = True
            if ring is not None:
                rings.append(ring)
        return done, rings

    def _begin(self, connection: Connection, call_id: int) -> _Ring | None:
        """Claim one call, in a transaction of its own, or end it."""
        call = states.claim(connection, call_id)
        handoff = None if call is None else self._handoffs.get(connection, call.handoff_id)
        if call is None or handoff is None:  # somebody was quicker, or the person has had everything erased
            return None
        result = self._over(connection, call, handoff)
        if result is not None:
            self._outcomes.settle(connection, call, handoff, result)
            return None
        states.move(connection, call, handoff, "dialling", attempts=call.attempts + 1)
        return _Ring(call.id, call.attempts + 1, call.token)

    def _over(self, connection: Connection, call: Call, handoff: Handoff) -> Result | None:
        """Return why this call is not to be made, or None."""
        if call.status in _LOST:
            return _LOST[call.status]
        if call.attempts >= MAX_ATTEMPTS or now() - call.due_at > _STALE:
            return "line_failed"
        if self._calls.number(connection, handoff) is None:
            return "no_number"
        if self._calls.said_stop(connection, call, handoff):
            return "stopped"
        why_not = self._calls.why_not_now(connection, handoff)
        just_asked = call.staff_id is None and call.callback_id is None
        return None if why_not == "quiet_hours" and just_asked else why_not

    # Asking Twilio

    async def _ring(self, ring: _Ring) -> None:
        try:
            sid = await asyncio.get_running_loop().run_in_executor(self._threads, self._dialler.ring_line, ring.token)
        except Unknown as problem:
            self._log(ring, "unknown", problem.error)  # no news within a minute: the line is rung again
        except NotTaken as problem:
            self._log(ring, "not taken", problem.error)
            await self._record(self._later, ring)
        except Refused as problem:
            self._log(ring, "refused", problem.error)
            await self._record(self._failed, ring)
        except Exception as problem:  # a bug here must not stop the others
            self._log(ring, "unknown", type(problem).__name__)
        else:
            self._log(ring, "ringing", None)
            await self._record(self._ringing, ring, sid)
        self._changed()

    async def _record(self, change: Callable[..., None], ring: _Ring, *arguments: object) -> None:
        """Write down what happened, however long the database needs to come back: it happened."""

        def write() -> None:
            with self._database.write() as connection:
                call = states.get(connection, ring.call_id)
                handoff = None if call is None else self._handoffs.get(connection, call.handoff_id)
                if call is None or handoff is None:  # the person has had everything erased
                    return
                if call.status == "dialling" and call.attempts == ring.attempt:  # no webhook was quicker
                    change(connection, call, handoff, *arguments)

        while True:
            try:
                await asyncio.to_thread(write)
                return
            except SQLAlchemyError:
                await asyncio.sleep(1.0)
            except Exception as error:  # a bug here: the call ends when no news comes
                log.error("call lost", call=ring.call_id, error=type(error).__name__)
                return

    def _ringing(self, connection: Connection, call: Call, handoff: Handoff, sid: str) -> None:
        states.move(connection, call, handoff, "ringing", provider_key=self._calls.leg(sid))

    def _later(self, connection: Connection, call: Call, handoff: Handoff) -> None:
        states.again(connection, call, handoff, _FIRST_WAIT * 2 ** (call.attempts - 1))

    def _failed(self, connection: Connection, call: Call, handoff: Handoff) -> None:
        self._outcomes.settle(connection, call, handoff, "line_failed")

    @staticmethod
    def _log(ring: _Ring, result: str, error: str | None) -> None:
        log.info("call", call=ring.call_id, result=result, error=error)
