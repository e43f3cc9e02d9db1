"""Does a conversation get slower as it gets longer: messages 5 to 14 against 491 to 500 of one person."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.children import hand_back, seconds_since_start
from benchmarks.conversations import long_conversation

EARLY, LATE = slice(4, 14), slice(490, 500)
_LENGTH = 500


async def ours(model: str) -> dict[str, Any]:
    """Send 500 messages, each through the journal: claim, turn, commit."""
    from bot.assistant import Assistant
    from connectors.messages import Incoming
    from porchlight.bootstrap import Parts, make_turns
    from porchlight.logs import configure_logs
    from porchlight.settings import read_settings

    configure_logs(production=True)
    parts = Parts(read_settings(None))
    parts.journal.per_minute = _LENGTH  # one person, as fast as it goes: no flood here
    turns = make_turns(parts, Assistant(Path(model)))
    milliseconds: list[float] = []
    first_answer = 0.0
    for number, text in enumerate(long_conversation(_LENGTH)):
        parts.journal.receive(Incoming("phone-sms", f"long-{number}", "one person", text=text))
        started = time.perf_counter()
        claim = parts.journal.claim()
        assert claim is not None
        await turns.run(claim)
        milliseconds.append((time.perf_counter() - started) * 1000)
        if number == 0:
            first_answer = seconds_since_start()
    return _result(milliseconds[EARLY], milliseconds[LATE], first_answer)


async def default(model: str, trackers: str, *, whole: bool) -> dict[str, Any]:
    """Send messages 1 to 20, write the events of the last ten 47 times over into the tracker store, send 491 to 500.

    What Rasa does with a tracker depends on its events alone, so that the last ten cost what they would have
    after 490 real ones, which take many minutes. `whole` sends all 500 nevertheless.
    """
    from benchmarks.sides import Default

    side = Default(Path(model), Path(trackers))
    messages = long_conversation(_LENGTH)
    milliseconds: list[float] = []
    first_answer, events, number = 0.0, 0, 0
    while number < _LENGTH:
        if number == 20 and not whole:
            events = await side.lengthen("one person", turns=10, copies=(LATE.start - 20) // 10)
            number = LATE.start
        started = time.perf_counter()
        await side.turn("one person", messages[number])
        milliseconds.append((time.perf_counter() - started) * 1000)
        if number == 0:
            first_answer = seconds_since_start()
        number += 1
    return {**_result(milliseconds[EARLY], milliseconds[-10:], first_answer), "events": events}


def _result(early: list[float], late: list[float], first_answer: float) -> dict[str, Any]:
    return {
        "early_ms": statistics.median(early),
        "late_ms": statistics.median(late),
        "first_answer_s": first_answer,
    }


if __name__ == "__main__":
    if sys.argv[1] == "ours":
        hand_back(asyncio.run(ours(sys.argv[2])))
    else:
        hand_back(asyncio.run(default(sys.argv[2], sys.argv[3], whole="--whole" in sys.argv)))
