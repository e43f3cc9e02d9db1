"""The clock is set back an hour, or forward: nobody waits until it has come round again, and nothing is said twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.hotline_words import say
from bot.lifeguard import Lifeguard
from bot.safety.screen import CrisisScreen
from connectors.clocks import SKEW
from connectors.doorbell import SocketDoorbell
from connectors.journal import LEASE, LeaseLost
from connectors.messages import Reply
from connectors.outbox import LONGEST_WAIT, SENDING
from connectors.tables import inbox, outbox, workers
from connectors.workers import Workers
from hotline.absence import at_the_desk
from hotline.escalation import AGAIN
from hotline.handoffs import Handoffs
from hotline.sessions import Sessions
from hotline.staff import StaffRegister
from hotline.tables import handoffs
from tests.clock import Clock
from tests.connectors.scene import ANN, BOB, Scene
from tests.hotline.watched import Watched
from tests.porchlight.postgres import MigratedServer

SMS = "sms"


@pytest.fixture(params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """An empty database of either kind."""
    if request.param == "sqlite":
        scene = Scene.on_copy(request.getfixturevalue("migrated_file"), tmp_path)
        yield scene
        scene.database.dispose()
        return
    server: MigratedServer = request.getfixturevalue("postgresql")
    with server.database() as database:
        yield Scene(database)


@pytest.fixture(scope="module")
def screen() -> CrisisScreen:
    """The reviewed crisis phrases."""
    return CrisisScreen.load()


# Set back


def test_a_dead_workers_lease_is_void(scene: Scene, clock: Clock) -> None:
    """It would run for an hour and 15 seconds; the message is claimed at once."""
    scene.hears("hello")
    dead = scene.claim()
    clock.back(hours=1)
    assert scene.claim().inbox_id == dead.inbox_id
    with pytest.raises(LeaseLost):
        scene.finish(dead, "too late")


def test_a_lease_by_a_clock_that_is_a_little_ahead_holds(scene: Scene, clock: Clock) -> None:
    """Two hosts' clocks are never the same: what one has leased, the other leaves alone, for little over a minute."""
    scene.hears("hello")
    scene.claim()
    clock.back(seconds=30)
    assert scene.journal.claim() is None
    clock.forward(seconds=30 + LEASE.total_seconds())
    assert scene.journal.claim() is not None
    assert LEASE + SKEW <= dt.timedelta(seconds=75)


def test_a_message_is_answered_once_all_the_same(scene: Scene, clock: Clock) -> None:
    """The worker that lives on is too slow to know: of two answers, one is written."""
    scene.hears("hello")
    first = scene.claim()
    clock.back(hours=1)
    scene.finish(scene.claim(), "the answer")
    with pytest.raises(LeaseLost):
        scene.finish(first, "another answer")
    assert len(scene.rows(outbox)) == 1
    assert [row.outcome for row in scene.rows(inbox)] == ["answered"]


def test_a_reply_that_a_dead_process_had_taken_goes_out(scene: Scene, clock: Clock) -> None:
    """Nobody is "being sent to" for an hour."""
    scene.asked_and_answered("one", channel=SMS)
    scene.next_due(SMS)
    clock.back(hours=1)
    assert scene.next_due(SMS).reply.text == "one"
    clock.back(seconds=30)
    assert scene.due(SMS) == []
    assert SENDING + SKEW <= dt.timedelta(minutes=2)


def test_who_is_being_sent_to_is_left_alone_whatever_the_clock_does(scene: Scene, clock: Clock) -> None:
    """The process that is sending knows it by itself: the same text is not sent twice."""
    scene.asked_and_answered("one", channel=SMS)
    taken = scene.next_due(SMS)
    for jump in (-3600, 7200):
        clock.forward(seconds=jump)
        assert scene.outbox.take_due([SMS], busy=[taken.conversation_id]) == []
    assert len(scene.outbox.take_due([SMS])) == 1


def test_a_reply_that_was_never_tried_goes_out_at_once(scene: Scene, clock: Clock) -> None:
    """It is dated twenty minutes from now, and has nothing to wait for."""
    scene.asked_and_answered("one", channel=SMS)
    clock.back(minutes=20)
    assert scene.next_due(SMS).reply.text == "one"


def test_a_second_try_does_not_wait_for_an_hour(scene: Scene, clock: Clock) -> None:
    """No try is ever set further ahead than a quarter of an hour."""
    scene.asked_and_answered("one", channel=SMS)
    scene.outbox.retry(scene.next_due(SMS), LONGEST_WAIT.total_seconds(), "503")
    assert scene.due(SMS) == []
    clock.back(hours=1)
    assert scene.next_due(SMS).attempts == 2


def test_order_is_kept(scene: Scene, clock: Clock) -> None:
    """What was written after the clock was set back still comes after what was written before."""
    scene.asked_and_answered("one", "two", channel=SMS)
    clock.back(hours=1)
    scene.asked_and_answered("three", channel=SMS)
    texts = []
    for _ in range(3):
        delivery = scene.next_due(SMS)
        texts.append(delivery.reply.text)
        scene.outbox.sent(delivery, f"SM{delivery.outbox_id}")
    assert texts == ["one", "two", "three"]


def test_a_worker_that_died_before_it_does_not_count_as_alive(scene: Scene, clock: Clock) -> None:
    """Nor is it remembered for ever; one that lives shows it within two seconds."""
    register = Workers(scene.database)
    register.beat("dead", ready=True)
    clock.back(hours=1)
    assert register.ready() == 0
    register.beat("alive", ready=True)
    assert register.ready() == 1
    clock.back(days=2)
    register.beat("later", ready=True)
    assert [row.id for row in scene.rows(workers)] == ["later"]


def test_danger_from_before_it_is_seen_at_once(
    scene: Scene, clock: Clock, screen: CrisisScreen, tmp_path: Path
) -> None:
    """No worker is there, and the message is dated an hour from now: web answers all the same."""
    scene.hears("i want to kill myself", channel=SMS)
    clock.back(hours=1)
    guard = Lifeguard(
        scene.database, scene.journal, Workers(scene.database), Handoffs(scene.database), screen,
        SocketDoorbell(tmp_path),
    )  # fmt: skip
    assert guard.sweep() == 1
    assert "988" in scene.next_due(SMS).reply.text


def test_danger_after_an_opt_out_is_answered(scene: Scene, clock: Clock) -> None:
    """They asked for no more at what is now "in an hour": what they write now came after it, and its answer goes."""
    scene.hears("leave me alone", channel=SMS)
    claim = scene.claim()
    with scene.database.write() as connection:
        scene.journal.set_opted_out(connection, claim.conversation_id, True)
        scene.journal.finish(connection, claim, outcome="stopped")
    clock.back(hours=1)
    scene.hears("i took all my pills", channel=SMS)
    scene.answers("call 911", crisis="crisis_overdose")
    with scene.database.write() as connection:
        scene.outbox.add(connection, claim.conversation_id, Reply("hello, this is Sam"), staff_id=1)
    delivery = scene.next_due(SMS)
    assert delivery.reply.text == "call 911"
    scene.outbox.sent(delivery, "SM1")
    assert scene.due(SMS) == []
    assert [row.status for row in scene.rows(outbox)] == ["sent", "blocked"]


def test_a_promise_of_minutes_does_not_become_one_of_an_hour(scene: Scene, clock: Clock) -> None:
    """Who waits in danger is told the truth soon, not when the clock has come round."""
    watched = Watched(scene)
    watched.waits(urgent=True, channel=SMS)
    assert watched.watch.settle() == 0
    clock.back(hours=1)
    assert watched.watch.settle() == 1
    assert scene.row(handoffs).promised_at is None
    told = Reply.from_json(scene.cipher.decrypt(scene.rows(outbox)[-1].body))
    assert told == say("utter_hotline_nobody_urgent", "sms")


def test_a_page_goes_out_all_the_same(scene: Scene, clock: Clock) -> None:
    """Who is on call hears of somebody in danger, not an hour later."""
    watched = Watched(scene)
    watched.waits(urgent=True, channel=SMS, page_at=clock() + AGAIN, opened_at=clock())
    assert watched.watch.page() == 0
    clock.back(hours=1)
    assert watched.watch.page() == 1


def test_who_is_there_is_seen_again_and_who_is_gone_is_not(scene: Scene, clock: Clock) -> None:
    """Life that was shown by the later clock is no life; a visit by the new one is, however soon."""
    register = StaffRegister(scene.database)
    watched = Watched(scene)
    member = watched.member(seen=0)
    sessions = Sessions(scene.database)
    with scene.database.write() as connection:
        register.shift(connection, member, True)
        token = sessions.begin(connection, member, confirmed=True).token
    with scene.database.read() as connection:
        assert len(register.on_shift(connection)) == 1
    clock.back(hours=1)
    with scene.database.read() as connection:
        assert register.on_shift(connection) == [] and not at_the_desk(connection, member)
    assert sessions.find(token) is not None
    with scene.database.read() as connection:
        assert len(register.on_shift(connection)) == 1 and at_the_desk(connection, member)


# Set forward


def test_a_live_workers_turn_is_taken_over_and_answered_once(scene: Scene, clock: Clock) -> None:
    """Its lease looks over: another worker answers, and what it writes itself is thrown away. One try more, no harm."""
    scene.hears("hello")
    slow = scene.claim()
    clock.forward(hours=1)
    second = scene.claim()
    assert (second.inbox_id, second.attempts) == (slow.inbox_id, 2)
    scene.finish(second, "the answer")
    with pytest.raises(LeaseLost):
        scene.finish(slow, "another answer")
    assert len(scene.rows(outbox)) == 1


def test_a_pause_without_workers_harms_nobody(scene: Scene, clock: Clock, screen: CrisisScreen, tmp_path: Path) -> None:
    """For two seconds no worker seems to live. Web answers danger in their place, and leaves everything else."""
    register = Workers(scene.database)
    register.beat("alive", ready=True)
    guard = Lifeguard(
        scene.database, scene.journal, register, Handoffs(scene.database), screen, SocketDoorbell(tmp_path)
    )
    scene.hears("i want to kill myself", ANN, channel=SMS)
    scene.hears("how much is it", BOB, channel=SMS)
    held = scene.claim()
    clock.forward(hours=1)
    assert register.ready() == 0
    assert guard.sweep() == 1
    with pytest.raises(LeaseLost):
        scene.finish(held, "an answer to danger that came too late")
    register.beat("alive", ready=True)
    assert register.ready() == 1
    assert scene.answers("about $250 a week").text == "how much is it"
    assert len(scene.rows(outbox)) == 2


def test_a_second_try_comes_early_and_once(scene: Scene, clock: Clock) -> None:
    """A wait that looks over is over; the text goes out once."""
    scene.asked_and_answered("one", channel=SMS)
    scene.outbox.retry(scene.next_due(SMS), 300.0, "503")
    clock.forward(hours=1)
    scene.outbox.sent(scene.next_due(SMS), "SM1")
    assert scene.due(SMS) == []
