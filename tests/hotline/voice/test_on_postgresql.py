"""Calls on PostgreSQL, where several web processes really do write at once."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.conversations import touch
from hotline.tables import calls
from tests.connectors.scene import Scene
from tests.doubles.phone_call import NO_ANSWER, PRESSES_1, PhoneCall
from tests.doubles.twilio import FakeTwilio
from tests.hotline.voice.telephone import PUBLIC_URL, Telephone
from tests.porchlight.postgres import MigratedServer


@pytest.fixture
def scene(postgresql: MigratedServer) -> Iterator[Scene]:
    """An empty database of its own."""
    with postgresql.database() as database:
        yield Scene(database)


def test_two_talk(telephone: Telephone) -> None:
    """The whole way of a call."""
    assert telephone.played(PRESSES_1, PRESSES_1).talked
    assert telephone.result == "completed"


def test_each_call_is_made_once_and_told_of_once(
    scene: Scene, telephone: Telephone, twilio: FakeTwilio, short_folder: Path
) -> None:
    """Two exchanges look at the same rows, and half the calls are played through the other one."""
    with Telephone(scene, twilio, short_folder) as other:
        people = [telephone.waits(f"+1312555{number:04}") for number in range(20)]
        for handoff in people:
            telephone.wants(handoff)
        placed = twilio.wait_for_calls(20, 60.0)
        for site, call in zip(itertools.cycle((telephone, other)), placed):
            PhoneCall(twilio, call, PUBLIC_URL, site.url).play(NO_ANSWER)
    assert len(twilio.calls) == 20
    assert {row.result for row in scene.rows(calls)} == {"line_no_answer"}
    assert len(telephone.told()) == 20


def test_of_many_who_ask_at_once_one_gets_a_call(telephone: Telephone) -> None:
    """The handoff is held meanwhile."""
    handoff = telephone.waits()
    answers: list[bool] = []
    asking = [threading.Thread(target=lambda: answers.append(telephone.wants(handoff))) for _ in range(6)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert sum(answers) == 1
    assert len(telephone.scene.rows(calls)) == 1


def test_a_turn_and_a_webhook_that_wait_for_each_other(telephone: Telephone) -> None:
    """A turn holds the conversation and takes the call back, while Twilio's news holds the call: one of them gives way."""
    handoff = telephone.waits()
    call = telephone.asks(handoff)
    telephone.wait_until(lambda: telephone.call.status == "ringing")
    news = threading.Thread(target=lambda: call.end("busy"))
    with telephone.scene.database.write() as connection:
        touch(connection, handoff.conversation_id)
        news.start()
        telephone.wait_until(lambda: _waits_for_a_lock(telephone))
        try:
            telephone.calls.unwant(connection, handoff)
        except Exception as error:  # the turn was chosen to give way; a worker runs it again
            assert "deadlock" in str(error)
            connection.get_transaction().rollback()
    news.join(30)
    assert telephone.result in ("line_busy", "cancelled")
    assert call.asked[-1].status == 204


def _waits_for_a_lock(telephone: Telephone) -> bool:
    with telephone.scene.database.read() as connection:
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return bool(connection.exec_driver_sql(waiting).scalar())
