"""The worker's loop around a turn: which failures count against a message, and which against nobody."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Sequence
from typing import cast

import pytest
from sqlalchemy.exc import OperationalError

from bot.assistant import Answer, Parsed
from bot.context import TurnContext
from bot.turn import MAX_ATTEMPTS, Turns
from bot.worker import Worker
from connectors.doorbell import Listener, Topic
from connectors.journal import Claim
from connectors.tables import conversations, inbox
from connectors.workers import Workers
from hotline.tables import handoffs
from tests.bot.turns import Bench
from tests.connectors.scene import Scene

GONE = OperationalError("INSERT", {}, Exception("database or disk is full"))


class FakeBell:
    """Is rung and heard by nobody; whoever listens only comes back after a while."""

    def ring(self, topic: Topic) -> None:
        """Nobody hears it."""

    def listen(self, topic: Topic) -> Listener:
        """Return what waits for a moment."""
        return cast(Listener, self)

    async def wait(self, seconds: float) -> None:
        """Wait for less than that."""
        await asyncio.sleep(min(seconds, 0.01))

    def wake(self) -> None:
        """Nothing waits for long."""

    def close(self) -> None:
        """Nothing is open."""


class Failing:
    """Turns that fail with these errors, one after the other, and then go through."""

    def __init__(self, turns: Turns, *errors: Exception) -> None:
        self._turns = turns
        self._errors = list(errors)
        self.attempts: list[int] = []

    async def rehearse(self) -> None:
        """There is nothing to get used to."""

    def read_ahead(self, claims: Sequence[Claim]) -> list[Parsed | None]:
        """Read them as the turns do."""
        return self._turns.read_ahead(claims)

    async def run(self, claim: Claim, ahead: Parsed | None = None) -> str:
        """Fail, or run the turn."""
        self.attempts.append(claim.attempts)
        if self._errors:
            raise self._errors.pop(0)
        return await self._turns.run(claim, ahead)


def work(scene: Scene, turns: Failing, enough: Callable[[], bool]) -> None:
    """Let a worker run until it has done enough."""

    async def both() -> None:
        worker = Worker(scene.journal, Workers(scene.database), FakeBell(), lambda: cast(Turns, turns))
        running = asyncio.create_task(worker.run())
        while not enough() and not running.done():
            await asyncio.sleep(0.01)
        worker.stop()
        await running

    asyncio.run(asyncio.wait_for(both(), 60.0))


def answered(scene: Scene) -> bool:
    """Say whether nothing waits."""
    return all(row.handled_at is not None for row in scene.rows(inbox))


def test_a_database_that_is_gone_costs_no_try(known: Bench) -> None:
    """However often it was full or locked, the message is answered in the end, and nobody is told of a fault."""
    turns = Failing(known.turns, *[GONE] * (MAX_ATTEMPTS + 2))
    known.scene.hears("what does it cost")
    work(known.scene, turns, lambda: answered(known.scene))
    assert set(turns.attempts) == {1}
    assert (known.said()[-1], known.scene.rows(handoffs)) == ("an answer", [])


def test_a_turn_that_fails_otherwise_is_set_aside_after_three_tries(known: Bench) -> None:
    """It is the message's own fault: the fourth time its person is told, and staff are called."""
    turns = Failing(known.turns, *[ArithmeticError()] * MAX_ATTEMPTS)
    known.scene.hears("poison")
    work(known.scene, turns, lambda: answered(known.scene))
    assert turns.attempts == [1, 2, 3, 4]
    assert known.said()[-1] == "<utter_trouble>" and len(known.scene.rows(handoffs)) == 1


def test_messages_that_wait_are_read_together(known: Bench) -> None:
    """Those of different people; each is answered by itself, and one that cannot be read costs the others nothing."""
    for who in range(3):
        known.scene.hears(f"question {who}", f"+1555010{who:04}")
    turns = Failing(known.turns)
    work(known.scene, turns, lambda: answered(known.scene))
    assert known.assistant.read_together[1:] == [["question 0", "question 1", "question 2"]]
    assert turns.attempts == [1, 1, 1]

    def unreadable(texts: Sequence[str]) -> list[Parsed]:
        known.assistant.read_together.append(list(texts))
        if "poison" in texts:
            raise ArithmeticError
        return [{} for _ in texts]

    known.assistant.read = unreadable  # type: ignore[method-assign]
    for who, text in enumerate(("poison", "good")):
        known.scene.hears(text, f"+1555011{who:04}")
    work(known.scene, turns, lambda: answered(known.scene))
    assert ["poison", "good"] in known.assistant.read_together and ["good"] in known.assistant.read_together
    assert [row.outcome for row in known.scene.rows(inbox)][-2:] == ["set_aside", "answered"]
    assert known.scene.rows(inbox)[-1].attempts == 1


def test_garbage_is_looked_for_again_once_it_is_ready(known: Bench) -> None:
    """While a worker loads it is not, which makes it ready sooner; for ever would fill the machine."""
    gc.disable()
    try:
        known.scene.hears("hello")
        work(known.scene, Failing(known.turns), lambda: answered(known.scene))
        assert gc.isenabled()
    finally:
        gc.enable()


def test_whoever_holds_it_by_now_keeps_it(known: Bench) -> None:
    """While this worker could not write, its lease ended and another took over: nothing is taken from that one."""
    known.scene.hears("one")

    class Slow(Failing):
        async def run(self, claim: Claim, ahead: Parsed | None = None) -> str:
            known.scene.change(conversations, lease_token="another's")
            return await super().run(claim, ahead)

    turns = Slow(known.turns, GONE)
    work(known.scene, turns, lambda: turns.attempts == [1])
    assert known.scene.row(conversations).lease_token == "another's"
    assert known.scene.rows(inbox)[-1].attempts == 1


def test_a_database_that_goes_during_an_action_is_no_broken_action(known: Bench) -> None:
    """Rasa goes on as if nothing were; the turn does not, and nobody hears that something broke."""

    async def lost(*arguments: object, **_: object) -> Answer:
        context = next(each for each in arguments if isinstance(each, TurnContext))
        context.broken, context.lost = "OperationalError", GONE
        return Answer((), None)

    known.assistant.answer = lost  # type: ignore[method-assign,assignment]
    known.scene.hears("iop near boston")
    with pytest.raises(OperationalError):
        known.run()
    assert known.said()[-1:] != ["<utter_trouble>"] and known.scene.rows(inbox)[-1].handled_at is None
