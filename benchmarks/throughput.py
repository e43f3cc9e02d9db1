"""Our worker end to end: an inbox full of messages, answered by the real worker loop on SQLite.

`python -m benchmarks.throughput 200 1` has it claim one message at a time, as on a night when few write.
"""

from __future__ import annotations

import asyncio
import sys
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from benchmarks.children import hand_back, peak_mb, seconds_since_start
from benchmarks.conversations import WARM_UP
from bot.without_training import put_training_off
from connectors.doorbell import Doorbell, Listener, Topic
from porchlight.bootstrap import Parts, load_turns
from porchlight.logs import configure_logs
from porchlight.settings import read_settings

if TYPE_CHECKING:
    from bot.worker import Worker


class CountingDoorbell:
    """Rings as in production, notes when, and stops the worker after the last answer."""

    def __init__(self, real: Doorbell, expected: int) -> None:
        self._real = real
        self._expected = expected
        self.rung_at: list[float] = []
        self.first_answer = 0.0
        self.worker: Worker | None = None

    def ring(self, topic: Topic) -> None:
        """The worker rings "outbox" once after each committed turn, and "desk" too."""
        self._real.ring(topic)
        if topic != "outbox":
            return
        self.rung_at.append(time.perf_counter())
        if len(self.rung_at) == 1:
            self.first_answer = seconds_since_start()
        if len(self.rung_at) == self._expected and self.worker:
            self.worker.stop()

    def listen(self, topic: Topic) -> Listener:
        """Listen as in production."""
        return self._real.listen(topic)


async def work(count: int, together: int | None) -> dict[str, Any]:
    """Be the worker until all is answered. `together`: messages it may claim at once; None for as many as in production."""
    put_training_off()  # as `porchlight worker` does
    from bot.worker import TOGETHER, Worker

    settings = read_settings(None)
    configure_logs(production=True)
    parts = Parts(settings)
    bell = CountingDoorbell(parts.doorbell, WARM_UP + count)
    worker = bell.worker = Worker(parts.journal, parts.workers, bell, lambda: load_turns(parts), together or TOGETHER)
    await worker.run()
    gaps = [later - earlier for earlier, later in pairwise(bell.rung_at[WARM_UP - 1 :])]
    return {
        "first_answer_s": bell.first_answer,
        "turns_per_second": len(gaps) / sum(gaps),
        "milliseconds": [gap * 1000 for gap in gaps],
        "peak_mb": peak_mb(),
    }


if __name__ == "__main__":
    hand_back(asyncio.run(work(int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else None)))
