"""A worker as the composition root builds it, with an assistant that some words kill: what a crash in native code does.

`python -m tests.faults.poisoned_worker` keeps one running, as `porchlight serve` does, until it is told to stop.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence

from bot.assistant import Answer, Parsed
from bot.context import TurnContext
from bot.fixed_replies import reply_from, responses_file
from bot.worker import Worker
from connectors.messages import Reply
from porchlight.bootstrap import Parts, make_turns
from porchlight.logs import configure_logs
from porchlight.numbers import placeholders
from porchlight.settings import read_settings

KILLS, RAISES = "these words kill", "these words raise"


class PoisonedAssistant:
    """Answers with what it was told, but for the words that are its end."""

    questions: frozenset[str] = frozenset()

    def read(self, texts: Sequence[str]) -> list[Parsed]:
        """Die, fail, or understand nothing in particular."""
        if KILLS in texts:
            os.kill(os.getpid(), signal.SIGSEGV)
        if RAISES in texts:
            raise ArithmeticError
        return [{} for _ in texts]

    async def answer(
        self, conversation_id: str, text: str, state: str | None, context: TurnContext, parsed: Parsed | None = None
    ) -> Answer:
        """Say the words back."""
        return Answer((Reply(f"You said: {text}"),), "[]")

    async def say(self, response: str, context: TurnContext) -> Reply:
        """Say a reviewed reply, without the model that usually fills it in."""
        if response == "utter_welcome":
            return Reply("Welcome.")
        named = placeholders(None) | {"hotline": "the line"}
        return reply_from(responses_file("talk.yml"), response, context.form, named)


def _answer_until_the_end() -> None:
    parts = Parts(read_settings(None))
    turns = make_turns(parts, PoisonedAssistant())  # type: ignore[arg-type]
    asyncio.run(Worker(parts.journal, parts.workers, parts.doorbell, lambda: turns).run())


def main() -> None:
    """Fork one worker after the other: what they share is loaded once, and each has a process of its own to lose."""
    configure_logs(production=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    while True:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            _answer_until_the_end()
        try:
            _, status = os.waitpid(child, 0)
        except SystemExit:
            os.kill(child, signal.SIGKILL)
            raise
        print(f"a worker died of signal {os.WTERMSIG(status)}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
