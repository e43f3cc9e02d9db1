"""Web's own watch for danger, while no worker answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import update

from bot.lifeguard import Lifeguard
from bot.safety.replies import crisis_reply
from bot.safety.screen import CrisisScreen
from bot.safety.verdict import Verdict
from connectors.doorbell import Listener, Topic
from connectors.journal import LeaseLost
from connectors.messages import Reply
from connectors.tables import conversations, inbox, outbox
from connectors.workers import Workers
from hotline import handoffs
from hotline.handoffs import Handoffs
from porchlight.languages import speaking
from tests.connectors.scene import ANN, BOB, Scene, ago

DANGER = "i want to kill myself"


class FakeDoorbell:
    """Writes down its rings."""

    def __init__(self) -> None:
        self.rung: list[str] = []

    def ring(self, topic: Topic) -> None:
        """Note it."""
        self.rung.append(topic)

    def listen(self, topic: Topic) -> Listener:
        """Nobody listens here."""
        raise NotImplementedError


class Watch:
    """A lifeguard on one database."""

    def __init__(self, scene: Scene, screen: CrisisScreen) -> None:
        self.scene = scene
        self.workers = Workers(scene.database)
        self.handoffs = Handoffs(scene.database)
        self.doorbell = FakeDoorbell()
        self.guard = Lifeguard(scene.database, scene.journal, self.workers, self.handoffs, screen, self.doorbell)

    def said(self) -> list[str]:
        """Return everything that was said."""
        return [Reply.from_json(self.scene.cipher.decrypt(row.body)).text for row in self.scene.rows(outbox)]


@pytest.fixture
def watch(scene: Scene, screen: CrisisScreen) -> Watch:
    """A lifeguard on an empty database; no worker is alive."""
    return Watch(scene, screen)


def test_danger_is_answered_without_a_worker(watch: Watch) -> None:
    """The fixed reply, an urgent handoff, and delivery and the desks are rung for."""
    watch.scene.hears(DANGER)
    assert watch.guard.sweep() == 1
    assert watch.said() == [crisis_reply(Verdict("crisis_suicide", "sure"), "sms").text]
    assert [(each.reason, each.urgent) for each in watch.handoffs.waiting()] == [("crisis_suicide", True)]
    assert watch.doorbell.rung == ["outbox", "desk"]
    assert watch.scene.journal.claim() is None


def test_everything_else_waits_for_a_worker(watch: Watch) -> None:
    """Looked at once, answered by nobody, and still there to be claimed."""
    watch.scene.hears("what does it cost")
    watch.scene.hears("stop", kind="command")
    assert watch.guard.sweep() == 0
    assert (watch.said(), watch.doorbell.rung) == ([], [])
    assert watch.scene.claim().text == "what does it cost"


def test_danger_behind_other_messages_is_found(watch: Watch) -> None:
    """Also when the same person's first message is still unread."""
    for text in ("hi", "are you there", DANGER):
        watch.scene.hears(text)
    assert watch.guard.sweep() == 1
    assert watch.scene.claim().text == "hi"


def test_a_worker_that_is_alive_comes_first(watch: Watch) -> None:
    """It has two seconds; then web looks for itself."""
    watch.workers.beat("w", ready=True)
    watch.scene.hears(DANGER)
    assert watch.guard.sweep() == 0
    watch.scene.change(inbox, received_at=ago(2.1))
    assert watch.guard.sweep() == 1


def test_a_worker_that_loads_its_model_is_not_waited_for(watch: Watch) -> None:
    """Alive without a model answers nobody."""
    watch.workers.beat("w", ready=False)
    watch.scene.hears(DANGER)
    assert watch.guard.sweep() == 1


def test_a_worker_that_is_stuck_is_overruled(watch: Watch) -> None:
    """The message is taken from it, and its own late answer is refused: one answer exists."""
    watch.workers.beat("w", ready=True)
    watch.scene.hears(DANGER)
    held = watch.scene.claim()
    watch.scene.change(inbox, received_at=ago(3))
    assert watch.guard.sweep() == 1
    with pytest.raises(LeaseLost):
        watch.scene.finish(held, "too late")
    assert len(watch.said()) == 1


def test_a_worker_that_was_quicker_keeps_its_answer(watch: Watch) -> None:
    """What is answered is not answered again, and a second look finds nothing."""
    watch.scene.hears(DANGER)
    watch.scene.answers("the worker's answer")
    assert (watch.guard.sweep(), watch.guard.sweep()) == (0, 0)
    assert watch.said() == ["the worker's answer"]


def test_more_than_it_reads_at_once_is_read_in_the_end(watch: Watch) -> None:
    """Sixty unread messages of one flood do not hide the danger behind them."""
    for number in range(60):
        watch.scene.hears(f"question {number}", who=f"+1555010{number:04}")
    watch.scene.hears(DANGER, who=BOB)
    assert watch.guard.sweep() == 1


def test_an_unreadable_message_does_not_blind_it(watch: Watch) -> None:
    """One row sealed with another secret (a changed SECRET_KEY) hides nobody else's danger."""
    watch.scene.hears("unreadable", ANN)
    sealed = Fernet(Fernet.generate_key()).encrypt(b"{}")
    with watch.scene.database.write() as connection:
        connection.execute(update(inbox).values(body=sealed))
    watch.scene.hears(DANGER, BOB)
    assert watch.guard.sweep() == 1


def test_danger_is_answered_without_a_code(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every code in use nobody can be put into the queue. 988 goes out all the same."""
    monkeypatch.setattr(handoffs, "new_code", lambda: "7KR4")
    for who in (ANN, BOB):
        watch.scene.hears(DANGER, who)
    assert watch.guard.sweep() == 2
    assert watch.said() == [crisis_reply(Verdict("crisis_suicide", "sure"), "sms").text] * 2
    assert len(watch.handoffs.waiting()) == 1


def test_a_message_that_breaks_the_watch_blinds_it_for_no_other(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong with one, those behind it are looked at."""
    monkeypatch.setattr(watch.handoffs, "open", broken_once(watch.handoffs.open))
    for who in (ANN, BOB):
        watch.scene.hears(DANGER, who)
    assert watch.guard.sweep() == 1


def broken_once(real: Callable[..., str]) -> Callable[..., str]:
    """Return the same, but that its first call fails."""
    calls: list[object] = []

    def broken(*given: object) -> str:
        calls.append(given)
        if len(calls) == 1:
            raise ValueError
        return real(*given)

    return broken


def test_what_was_looked_at_long_ago_is_left_out(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a bad hour thousands wait: they are listed for half a minute, and no danger among new ones is missed."""
    clock = iter((1.0, 20.0, 40.0, 41.0, 42.0))
    monkeypatch.setattr("bot.lifeguard.monotonic", lambda: next(clock, 43.0))
    looked: list[int] = []
    unread = watch.scene.journal.unread
    monkeypatch.setattr(
        watch.scene.journal, "unread", lambda before, beyond: looked.append(beyond) or unread(before, beyond)
    )
    watch.scene.hears("hello", BOB)
    for _ in range(4):
        assert watch.guard.sweep() == 0
    assert looked == [0, 0, 0, 1]
    watch.scene.hears(DANGER)
    assert watch.guard.sweep() == 1


def test_it_looks_at_once_when_told(watch: Watch) -> None:
    """A message that comes is looked at within a moment, and the watch ends when it is cancelled."""

    async def run() -> None:
        task = asyncio.create_task(watch.guard.run())
        await asyncio.sleep(0.05)
        await asyncio.to_thread(watch.scene.hears, DANGER)
        watch.guard.look()
        give_up_at = time.monotonic() + 60
        while not watch.doorbell.rung and time.monotonic() < give_up_at:
            await asyncio.sleep(0.005)
        while not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=0.5)

    asyncio.run(run())
    assert len(watch.said()) == 1


@pytest.mark.parametrize("steps", range(4))
def test_a_message_does_not_swallow_the_end(watch: Watch, steps: int) -> None:
    """The watch ends when it is cancelled, also in the very moment in which a message comes."""

    async def run() -> bool:
        task = asyncio.create_task(watch.guard.run())
        await asyncio.sleep(0.1)
        watch.guard.look()
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task}, timeout=60)
        ended = task.done()
        task.cancel()
        return ended

    assert asyncio.run(run())


class SpanishScreen(CrisisScreen):
    """A screen that finds one danger, by a phrase of another language."""

    def __init__(self) -> None:
        """It needs no phrases."""

    def screen(self, text: str) -> Verdict | None:
        """Find it."""
        return Verdict("crisis_suicide", "sure", language="es") if "quiero morir" in text else None


@pytest.mark.parametrize("kept", [None, "en", "es"])
def test_danger_is_answered_in_the_language_it_was_said_in(scene: Scene, kept: str | None) -> None:
    """Whatever the conversation was in before; and that is its language from here on."""
    watch = Watch(scene, SpanishScreen())
    scene.hears("quiero morir")
    scene.change(conversations, language=kept)
    assert watch.guard.sweep() == 1
    with speaking("es"):
        expected = crisis_reply(Verdict("crisis_suicide", "sure"), "sms").text
    assert watch.said() == [expected] and "oprima 2" in expected
    assert scene.row(conversations).language == "es"


def test_danger_that_has_no_language_is_answered_in_the_persons(watch: Watch) -> None:
    """Somebody who writes Spanish is not answered in English because web is alone."""
    watch.scene.hears(DANGER)
    watch.scene.change(conversations, language="es")
    watch.guard._screen = OneTongue()  # type: ignore[assignment]
    watch.guard.sweep()
    assert "oprima 2" in watch.said()[0]
    assert watch.scene.row(conversations).language == "es"


class OneTongue:
    """A screen whose phrases are of no language."""

    def screen(self, text: str) -> Verdict | None:
        """Find danger in everything."""
        return Verdict("crisis_suicide", "sure")
