"""Web's own watch for danger, for when no worker is running, its model is still loading, or it is stuck.

It needs no model: the crisis screen's patterns and the fixed replies are all it has.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import deque
from time import monotonic, perf_counter, sleep

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.safety.checkin import OUTCOME
from bot.safety.replies import crisis_reply
from bot.safety.screen import CrisisScreen
from bot.safety.verdict import Verdict
from bot.safety.watch import screened, without_form
from bot.speaking import language_of_danger
from connectors.capabilities import CHANNELS
from connectors.doorbell import Doorbell, wait_for_event
from connectors.journal import Claim, Journal
from connectors.metrics import WEB_CRISES
from connectors.workers import Workers
from hotline.handoffs import Handoffs
from porchlight.database import Database, now
from porchlight.languages import speaking

log = structlog.get_logger()

# With a worker alive it gets this long before web looks for itself.
_WORKER_FIRST = dt.timedelta(seconds=2)
_AT_ONCE = 5
# After each few messages, webhooks go first for so many times as long as looking took: they share this process. With
# hundreds to look at it would be long; so all of these pauses together take no more seconds than this.
_GIVE_WAY = 3
_DELAY = 0.5
_PAUSE = 1.0  # seconds between two sweeps
# A message's number is given before the message can be seen, and whoever writes it may wait for others in between: so
# long after a number was looked at, lower ones that are new no longer appear. In seconds; writers give up after 10.
_SETTLED_AFTER = 30.0


class Lifeguard:
    """Answers crises among unread messages, and nothing else: the rest waits for a worker."""

    def __init__(
        self,
        database: Database,
        journal: Journal,
        workers: Workers,
        handoffs: Handoffs,
        screen: CrisisScreen,
        doorbell: Doorbell,
    ) -> None:
        self._database = database
        self._journal = journal
        self._workers = workers
        self._handoffs = handoffs
        self._screen = screen
        self._doorbell = doorbell
        self._harmless: set[int] = set()  # unread messages that were looked at
        self._settled = 0  # up to this number all were
        self._settling: deque[tuple[float, int]] = deque()  # when, and up to which
        self._alone = True
        self._wake = asyncio.Event()

    def look(self) -> None:
        """Look now: a message has come. Call it in the event loop."""
        self._wake.set()

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            try:
                await asyncio.to_thread(self.sweep)
            except SQLAlchemyError as error:
                log.warning("lifeguard cannot see the inbox", error=type(error).__name__)
            if self._alone:
                await wait_for_event(self._wake, _PAUSE)
            else:  # what comes now is a worker's for the next seconds
                await asyncio.sleep(_PAUSE)
            self._wake.clear()

    def sweep(self) -> int:
        """Look at the messages that nobody has read for too long; return how many crises were answered."""
        self._alone = not self._workers.ready()
        patience = dt.timedelta(0) if self._alone else _WORKER_FIRST
        unread = self._journal.unread(now() - patience, beyond=self._settled)
        self._harmless.intersection_update(unread)
        new = [inbox_id for inbox_id in unread if inbox_id not in self._harmless]
        answered = 0
        for start in range(0, len(new), _AT_ONCE):
            part, began = new[start : start + _AT_ONCE], perf_counter()
            for claim in self._journal.look_at(part):
                answered += self._look_at(claim)
            self._harmless.update(part)
            if not self._alone:
                sleep(min(_GIVE_WAY * (perf_counter() - began), _DELAY * len(part) / len(new)))
        self._settle(max(unread, default=0))
        if answered:
            self._doorbell.ring("outbox")
            self._doorbell.ring("desk")
        return answered

    def _settle(self, highest: int) -> None:
        """Leave out the next time what was looked at long enough ago: in a bad hour thousands wait."""
        moment = monotonic()
        self._settling.append((moment, highest))
        while self._settling[0][0] <= moment - _SETTLED_AFTER:
            self._settled = max(self._settled, self._settling.popleft()[1])

    def _look_at(self, claim: Claim) -> int:
        try:
            verdict = screened(self._screen, claim)
            return self._answer(claim, verdict) if verdict else 0
        except SQLAlchemyError:
            raise
        except Exception as error:  # one message that breaks something must not leave the others unwatched
            log.error("the lifeguard failed at a message", error=type(error).__name__, inbox=claim.inbox_id)
            return 0

    def _answer(self, claim: Claim, verdict: Verdict) -> int:
        with self._database.write() as connection:
            # The handoff before its conversation, as everywhere: see hotline.handoffs.
            self._handoffs.open_one(connection, claim.conversation_id, lock=True)
            held = self._journal.seize(connection, claim)
            if held is None:  # a worker was quicker
                return 0
            if verdict.calls_staff:
                self._handoffs.open_anyway(
                    connection, held.conversation_id, held.channel, verdict.crisis, verdict.urgent
                )
            # In the language in which the danger was said, which is the person's from here on.
            language = language_of_danger(held.language, verdict)
            with speaking(language or held.language):
                reply = crisis_reply(verdict, CHANNELS[held.channel].form)
            self._journal.finish(
                connection,
                held,
                outcome=OUTCOME[verdict.tier],
                replies=[reply],
                state=without_form(held.state),
                crisis=verdict.crisis,
                language=language,
            )
        WEB_CRISES.labels(verdict.crisis).inc()
        log.warning("crisis answered by web", crisis=verdict.crisis, conversation=claim.conversation_id)
        return 1
