"""A conversation with nobody, before the first real one.

Much is read, compiled and looked up when it is first needed: rules, word lists, statements. A worker goes through it
once before it says that it is ready, so that no person has to wait for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable

from bot.answering import Outcome
from connectors.journal import Claim

# They go most ways that there are.
_SAID = (
    "hi",
    "how much is it and how long does it take",
    "find a program near 78701 that takes medicaid",
    "1",
    "more",
    "i want to get started",
    "me",
    "78701",
    "skip",
    "never mind",
    "¿cuánto cuesta?",
    "can somebody call me tomorrow at 5",
)


async def rehearse(decide: Callable[[Claim], Awaitable[Outcome]]) -> None:
    """Have `decide` answer a made-up person. Raises what it raises; nothing may come of what it decides."""
    state = None
    for text in _SAID:
        claim = Claim(
            inbox_id=0,
            conversation_id="",
            channel="sms",
            token="",
            attempts=1,
            kind="text",
            body={"text": text},
            state=state,
            first_contact=False,
            opted_out=False,
            waited=dt.timedelta(),
        )
        state = (await decide(claim)).state or state
