"""One turn of Rasa on either side: p50, p95, turns a second, time to the first answer, peak memory."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

from benchmarks.children import hand_back, peak_mb, seconds_since_start
from benchmarks.conversations import WARM_UP, interleaved
from bot.without_training import put_training_off


async def turns(side_name: str, model: str, trackers: str, count: int) -> dict[str, Any]:
    """Run the conversations; return each timed turn's milliseconds, by the clock and of processor time."""
    if side_name == "ours":
        put_training_off()  # as `porchlight worker` does
    from benchmarks.sides import load

    side = load(side_name, model, trackers)
    milliseconds: list[float] = []
    processor: list[float] = []
    first_answer, unanswered = 0.0, 0
    for number, (conversation, text) in enumerate(interleaved(count)):
        started, worked = time.perf_counter(), time.process_time()
        replies = await side.turn(conversation, text)
        took, work = (time.perf_counter() - started) * 1000, (time.process_time() - worked) * 1000
        if number == 0:
            first_answer = seconds_since_start()
        if number >= WARM_UP:
            milliseconds.append(took)
            processor.append(work)
            unanswered += replies == 0
    return {
        "first_answer_s": first_answer,
        "milliseconds": milliseconds,
        "processor_ms": processor,
        "unanswered": unanswered,
        "peak_mb": peak_mb(),
    }


if __name__ == "__main__":
    hand_back(asyncio.run(turns(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))))
