"""The journal on PostgreSQL, where another process may write between a look and its lock."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from bot.late_words import KINDS, LateWords
from connectors.held_up import HeldUp
from connectors.journal import LeaseLost
from connectors.outbox import Outbox
from connectors.tables import conversations, inbox, outbox
from porchlight.database import Database
from tests.clock import Clock
from tests.connectors.scene import ANN, PHONE, Scene
from tests.porchlight.postgres import MigratedServer


@pytest.fixture
def scene(postgresql: MigratedServer) -> Iterator[Scene]:
    """An empty database of its own."""
    with postgresql.database() as database:
        yield Scene(database)


def test_four_workers_answer_everything_once(scene: Scene) -> None:
    """However close a claim comes to the end of another's turn: no turn is run for a message that has its answer."""
    for number in range(200):
        scene.hears("hello", f"+1555010{number % 5:04}")
    start = threading.Barrier(4)

    def work(_number: int) -> int:
        done, idle = 0, 0
        start.wait(10)
        while idle < 20:
            claim = scene.journal.claim()
            idle = idle + 1 if claim is None else 0
            if claim is not None:
                with contextlib.suppress(LeaseLost):
                    scene.finish(claim, "hi")
                    done += 1
        return done

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(work, range(4))) == 200
    assert {row.attempts for row in scene.rows(inbox)} == {1}


def test_four_senders_send_everything_once(scene: Scene) -> None:
    """However close one look comes to the end of another's sending: nothing is taken that has gone out."""
    for number in range(100):
        scene.asked_and_answered("hi", "and more", who=f"+1555010{number % 5:04}")
    start = threading.Barrier(4)

    def send(_number: int) -> int:
        taken, idle = 0, 0
        start.wait(10)
        while idle < 20:
            deliveries = scene.due()
            idle = 0 if deliveries else idle + 1
            for delivery in deliveries:
                scene.outbox.sent(delivery, f"S{delivery.outbox_id}")
            taken += len(deliveries)
        return taken

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(send, range(4))) == 200
    assert {row.attempts for row in scene.rows(outbox)} == {1}


def test_four_senders_tell_each_person_once_that_answers_came_too_late(scene: Scene, clock: Clock) -> None:
    """However many look at the same moment: one message a person, and nothing else of what is stale."""
    scene.outbox = Outbox(scene.database, scene.cipher, HeldUp(dt.timedelta(minutes=30), LateWords(), KINDS))
    for number in range(60):
        scene.asked_and_answered("hi", "and more", who=f"+1555010{number % 12:04}")
    clock.forward(hours=1)
    start = threading.Barrier(4)

    def send(_number: int) -> list[str]:
        texts, idle = [], 0
        start.wait(10)
        while idle < 20:
            deliveries = scene.due()
            idle = 0 if deliveries else idle + 1
            for delivery in deliveries:
                texts.append(f"{delivery.address} {delivery.reply.text}")
                scene.outbox.sent(delivery, f"S{delivery.outbox_id}")
        return texts

    with ThreadPoolExecutor(4) as threads:
        texts = [text for some in threads.map(send, range(4)) for text in some]
    assert len(texts) == len(set(texts)) == 12 and all("about an hour ago" in text for text in texts)
    statuses = [row.status for row in scene.rows(outbox)]
    assert (statuses.count("sent"), statuses.count("too_late")) == (12, 108)


def test_a_message_that_was_answered_while_one_waited_is_not_seized(scene: Scene) -> None:
    """Web waits for a worker's transaction to take its message over, and finds it answered."""
    scene.hears("hello", ANN, channel=PHONE)
    claim = scene.claim()
    waiting = threading.Event()

    def seize() -> object:
        with Database(scene.database.url).write() as connection:
            waiting.set()
            return scene.journal.seize(connection, claim)

    with ThreadPoolExecutor(1) as threads:
        with scene.database.write() as connection:
            scene.journal.finish(connection, claim, outcome="answered")
            seized = threads.submit(seize)
            assert waiting.wait(10)
            _until_somebody_waits(scene.database)
        assert seized.result(10) is None


def test_a_later_message_never_goes_first(scene: Scene) -> None:
    """Also when the person's conversation is let go while a claim looks: it finds the first held, and the last free."""
    scene.hears("ann 1", ANN)
    for number in range(1_000):
        scene.hears("hello", f"+1555010{number + 100:04}")
    scene.hears("ann 2", ANN)
    anns = select(conversations.c.id).where(conversations.c.id == scene.rows(inbox)[0].conversation_id)
    others = select(conversations.c.id).where(conversations.c.id.not_in(anns))
    claimed: set[str] = set()
    with ThreadPoolExecutor(1) as threads, scene.database.write() as connection:
        connection.execute(others.with_for_update())
        for quarter in range(80):
            with scene.database.write() as web:
                web.execute(anns.with_for_update())
                worker = threads.submit(scene.journal.claim)
                threading.Event().wait(quarter / 4_000)
            claim = worker.result(10)
            if claim is not None:
                claimed.add(claim.text)
                scene.journal.give_back(claim, counted=False)
    assert claimed == {"ann 1"}


def _until_somebody_waits(database: Database) -> None:
    with database.engine.connect() as looking:
        for _ in range(1_000):
            if looking.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").scalar():
                return
            threading.Event().wait(0.01)
    raise AssertionError("nobody waits for a lock")
