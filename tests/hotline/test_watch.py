"""What time makes happen: told truths, snoozes that end, holders who are gone, and the watch itself."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
import time
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.engine import Connection
from starlette.testclient import TestClient

from connectors.tables import contacts, conversations, inbox, outbox
from hotline.handoffs import Handoff
from hotline.tables import calls, handoffs, staff
from porchlight.bootstrap import Parts, make_web
from porchlight.database import now
from tests.connectors.scene import ANN, BOB, CAT, Scene, ago
from tests.hotline.desk.desk import settings_for
from tests.hotline.watched import NUMBER, Watched, two_at_once


@pytest.fixture
def watched(scene: Scene) -> Watched:
    """A hotline on an empty database."""
    return Watched(scene)


# Nobody has come


def test_a_promise_that_runs_is_kept_quiet(watched: Watched) -> None:
    """Before its time nothing is said, nothing changes, and nobody is woken."""
    handoff = watched.waits(wish="chat", promised_at=now() + dt.timedelta(seconds=5))
    assert watched.watch.sweep() == 0
    assert (watched.said(), watched.now(handoff), watched.rung) == ([], handoff, 0)


def test_nobody_came_while_the_line_is_open(watched: Watched) -> None:
    """The person is told the truth with the number and their code, once; the assistant answers again, and the place
    in the queue is kept."""
    handoff = watched.waits(wish="chat", promised_at=ago(1))
    assert handoff.expected
    assert (watched.watch.sweep(), watched.watch.sweep()) == (1, 0)
    (said,) = watched.said()
    assert "nobody has been able to answer" in said and NUMBER in said and handoff.code in said
    after = watched.now(handoff)
    assert (after.status, after.promised_at, after.expected, after.opened_at) == (
        "waiting", None, False, handoff.opened_at,
    )  # fmt: skip
    assert watched.log() == [("told_nobody_came", "yet")]
    assert watched.rung == 1


def test_nobody_came_at_night(watched: Watched) -> None:
    """While the line is closed, the person gets the 24-hour line."""
    watched.closed()
    watched.waits(wish="chat", promised_at=ago(1))
    assert watched.watch.sweep() == 1
    (said,) = watched.said()
    assert "not here now" in said and "988" in said and NUMBER not in said
    assert watched.log() == [("told_nobody_came", "night")]


@pytest.mark.parametrize("open_line", [True, False])
def test_nobody_came_to_someone_in_danger(watched: Watched, open_line: bool) -> None:
    """By day and night: do not wait for us."""
    if not open_line:
        watched.closed()
    watched.waits(urgent=True)
    watched.scene.change(handoffs, promised_at=ago(1), page_at=None)
    assert watched.watch.sweep() == 1
    (said,) = watched.said()
    assert "do not wait for us" in said and "988" in said and "911" in said
    assert watched.log() == [("told_nobody_came", "urgent")]


def test_who_opted_out_is_told_nothing(watched: Watched) -> None:
    """After STOP nothing is sent, and the promise is off all the same."""
    handoff = watched.waits(wish="chat", promised_at=ago(1))
    watched.scene.change(contacts, opted_out_at=now())
    assert (watched.watch.sweep(), watched.watch.sweep()) == (1, 0)
    assert (watched.said(), watched.now(handoff).promised_at) == ([], None)
    assert watched.log() == [("told_nobody_came", "opted_out")]


def test_who_has_somebody_with_them_is_not_told(watched: Watched) -> None:
    """Nor one whose handoff is closed; somebody who took it and has not written yet has not come."""
    sam = watched.member()
    watched.waits(ANN, wish="chat", promised_at=ago(1), status="taken", staff_id=sam.id, joined_at=ago(1))
    watched.waits(BOB, wish="chat", promised_at=ago(1), status="closed")
    assert watched.watch.sweep() == 0
    watched.waits(CAT, wish="chat", promised_at=ago(1), status="taken", staff_id=sam.id)
    assert watched.watch.sweep() == 1
    assert len(watched.said()) == 1


# Put off until later


def test_a_snooze_ends(watched: Watched) -> None:
    """It is back with whoever put it off, not before its time."""
    sam = watched.member()
    handoff = watched.waits(status="snoozed", staff_id=sam.id, snoozed_until=now() + dt.timedelta(minutes=1))
    assert watched.watch.sweep() == 0
    watched.set(handoff, snoozed_until=ago(1))
    assert (watched.watch.sweep(), watched.watch.sweep()) == (1, 0)
    after = watched.now(handoff)
    assert (after.status, after.staff_id, after.snoozed_until) == ("taken", sam.id, None)
    assert watched.log() == [("snooze_ended", None)]


def test_a_snooze_that_nobody_has_ends_in_the_queue(watched: Watched) -> None:
    """It waits for anybody, and when it is urgent, whoever is on call hears of it at once."""
    first = watched.waits(ANN, status="snoozed", snoozed_until=ago(1))
    second = watched.waits(BOB, urgent=True, status="snoozed", snoozed_until=ago(1), page_at=None, promised_at=None)
    assert watched.watch.settle() == 2
    assert (watched.now(first).status, watched.now(second).status) == ("waiting", "waiting")
    assert watched.watch.page() == 1
    assert watched.pager.sent == [(1, second.code)]


# Whoever has them is gone


def taken(watched: Watched, *, seen: float = 301, urgent: bool = True, **columns: Any) -> Handoff:
    """An urgent one that somebody has who was at the desk so many seconds ago; the person's words have no answer."""
    sam = watched.member(seen=seen)
    usual = {"promised_at": None, "page_at": None, "status": "taken", "staff_id": sam.id, "joined_at": ago(600)}
    return watched.waits(urgent=urgent, **usual | columns)


def test_a_holder_who_is_gone_is_relieved(watched: Watched) -> None:
    """After five minutes without a sign of life, with words of the person's unanswered: back into the queue, the
    person hears it, somebody is promised, and whoever is on call is paged at once."""
    handoff = taken(watched)
    assert watched.watch.settle() == 1
    after = watched.now(handoff)
    assert (after.status, after.staff_id, after.joined, after.wish, after.expected) == (
        "waiting", None, False, "chat", True,
    )  # fmt: skip
    (said,) = watched.said()
    assert "had to go" in said
    assert watched.watch.page() == 1
    assert watched.log() == [("holder_away", None), ("paged", "step 1, address 1 of 2")]
    assert watched.watch.sweep() == 0


def test_one_who_was_not_told_of_anybody_is_not_told_that_they_went(watched: Watched) -> None:
    """Taken, but not yet written to: it only waits again, as it did before."""
    handoff = taken(watched, joined_at=None, wish="call_now")
    assert watched.watch.settle() == 1
    after = watched.now(handoff)
    assert (after.status, after.wish, watched.said()) == ("waiting", "call_now", [])
    assert after.promised_at is not None


def test_a_holder_at_the_desk_keeps_it(watched: Watched) -> None:
    """Four and a half minutes are not five."""
    taken(watched, seen=270)
    assert watched.watch.sweep() == 0


def test_a_holder_whose_last_word_stands_keeps_it(watched: Watched) -> None:
    """Who has answered may leave the desk; when the person writes again, it is put back."""
    handoff = taken(watched)
    with watched.scene.database.write() as connection:
        later = {"created_at": now(), "staff_id": handoff.staff_id}
        connection.execute(update(outbox).values(**later))
    assert watched.watch.sweep() == 0
    watched.scene.hears("are you there?")
    assert watched.watch.sweep() == 2
    assert watched.now(handoff).status == "waiting"


def test_what_the_assistant_said_is_no_answer(watched: Watched) -> None:
    """A reply of the machine's, however late, does not stand for the holder's."""
    taken(watched)
    watched.scene.change(outbox, created_at=now())
    assert watched.watch.settle() == 1


def test_a_holder_on_the_phone_with_them_keeps_it(watched: Watched) -> None:
    """While a call is under way, nobody is relieved; when it has ended, they may be."""
    handoff = taken(watched)
    with watched.scene.database.write() as connection:
        watched.phone.want(connection, handoff)
    assert watched.watch.sweep() == 0
    watched.scene.change(calls, status="ended")
    assert watched.watch.settle() == 1


def test_who_talked_with_somebody_who_is_gone_is_not_left_in_silence(watched: Watched) -> None:
    """While somebody is in the thread the assistant is quiet: in no danger, too, they go back into the queue. Nobody
    is woken for it."""
    handoff = taken(watched, urgent=False)
    assert watched.watch.sweep() == 1
    after = watched.now(handoff)
    assert (after.status, after.staff_id, after.joined, after.expected) == ("waiting", None, False, True)
    assert "had to go" in watched.said()[0]
    assert watched.pager.sent == []


def test_who_is_in_no_danger_and_was_told_of_nobody_waits(watched: Watched) -> None:
    """The assistant answers them; whoever has them may take their time."""
    taken(watched, urgent=False, joined_at=None, wish="call_at")
    assert watched.watch.sweep() == 0


def test_somebody_never_seen_is_away(watched: Watched) -> None:
    """A holder without any sign of life, which an old database may have, holds nobody up."""
    taken(watched)
    watched.scene.change(staff, seen_at=None)
    assert watched.watch.settle() == 1


# The watch itself


@pytest.mark.parametrize("_round", range(3))
def test_two_processes_do_everything_once(watched: Watched, _round: int) -> None:
    """Two watches that look at the same moment: each person hears it once, each page goes out once, each call is made
    once."""
    two_at_once(watched)


def test_more_than_it_does_at_one_look_is_done_in_the_end(watched: Watched) -> None:
    """A hundred at a look: after an hour without a database, everybody is told within two seconds."""
    for number in range(103):
        watched.waits(f"+1555010{number:04}", wish="chat", promised_at=ago(1))
    assert [watched.watch.settle() for _ in range(3)] == [100, 3, 0]


def test_one_that_fails_holds_up_nobody(watched: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    """A row that cannot be handled is logged by the kind of its error, and the others are done."""
    watched.waits(ANN, wish="chat", promised_at=ago(9), channel="pigeon")
    other = watched.waits(BOB, wish="chat", promised_at=ago(1))
    assert watched.watch.sweep() == 1
    assert watched.now(other).promised_at is None
    written = capsys.readouterr()
    assert "KeyError" in written.out + written.err and "pigeon" not in written.out + written.err


def test_a_rule_that_fails_holds_up_no_other(watched: Watched) -> None:
    """Without one table, what needs it is not done, and people are still told the truth."""
    watched.waits(wish="chat", promised_at=ago(1))
    with watched.scene.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE callbacks RENAME TO lost")
    assert watched.watch.sweep() == 1
    assert len(watched.said()) == 1


async def _until(happened: Any) -> None:
    give_up_at = time.monotonic() + 30
    while not happened() and time.monotonic() < give_up_at:
        await asyncio.sleep(0.01)


def test_it_waits_for_a_database_that_is_gone(watched: Watched) -> None:
    """What was due while it was gone is done when it is back, and the watch ends when it is cancelled."""
    watched.waits(wish="chat", promised_at=ago(1))
    gone = True

    @event.listens_for(watched.scene.database.engine, "before_cursor_execute")  # type: ignore[untyped-decorator]
    def refuse(connection: Connection, *_: Any) -> None:
        if gone:
            connection.connection.connection.execute("SELECT * FROM not_there")

    async def run() -> None:
        nonlocal gone
        task = asyncio.create_task(watched.watch.run())
        await asyncio.sleep(0.3)
        assert not task.done() and watched.rung == 0
        gone = False
        await _until(lambda: watched.rung)
        task.cancel()
        await asyncio.wait({task}, timeout=10)
        assert task.cancelled()

    asyncio.run(run())
    assert len(watched.said()) == 1


def test_a_slow_page_keeps_nobody_waiting_for_the_truth(watched: Watched) -> None:
    """While an address hangs, people whose promise has run out are told."""
    hangs = threading.Event()
    send = watched.pager.send

    def slowly(number: int, code: str, waited: dt.timedelta) -> bool:
        hangs.wait(30)
        return send(number, code, waited)

    watched.pager.send = slowly  # type: ignore[method-assign]
    watched.waits(ANN, urgent=True, page_at=ago(1))

    async def run() -> None:
        task = asyncio.create_task(watched.watch.run())
        await _until(lambda: ("paged", "step 1, address 1 of 2") in watched.log())
        await asyncio.to_thread(watched.waits, BOB, wish="chat", promised_at=ago(1))
        await _until(watched.said)
        assert watched.said() and not watched.pager.sent
        hangs.set()
        await _until(lambda: watched.pager.sent)
        task.cancel()
        await asyncio.wait({task}, timeout=10)

    asyncio.run(run())
    assert len(watched.pager.sent) == 1


def test_an_erased_person_is_left_in_peace(watched: Watched) -> None:
    """Who had everything erased is in no rule any more."""
    handoff = watched.waits(urgent=True, page_at=ago(1), promised_at=ago(1))
    with watched.scene.database.write() as connection:
        watched.handoffs.forget(connection, handoff.conversation_id)
    assert watched.watch.sweep() == 0
    assert watched.scene.rows(inbox) and watched.said() == []


def test_web_watches(scene: Scene) -> None:
    """The web process watches while it runs, with no other part of the service there."""
    watched = Watched(scene)
    watched.waits(wish="chat", promised_at=ago(1))
    parts = Parts(settings_for(scene))
    with TestClient(make_web(parts)):
        give_up_at = time.monotonic() + 30
        while not watched.said() and time.monotonic() < give_up_at:
            time.sleep(0.05)
    parts.database.dispose()
    assert len(watched.said()) == 1


# In the person's language


def test_the_truth_is_told_in_their_language(watched: Watched) -> None:
    """Somebody who writes Spanish hears in Spanish that nobody has come, with the line and its code."""
    handoff = watched.waits(wish="chat", promised_at=ago(1))
    watched.scene.change(conversations, language="es")
    watched.watch.sweep()
    (said,) = watched.said()
    assert "nadie ha podido contestar" in said and f"{NUMBER}, código {handoff.code}" in said
    assert watched.log() == [("told_nobody_came", "yet")]  # staff read English


def test_a_call_that_comes_is_announced_in_their_language(watched: Watched) -> None:
    """And so is one that nobody made."""
    handoff = watched.waits(wish="call_at")
    watched.scene.change(conversations, language="es")
    watched.calls_at(handoff, 300)
    watched.watch.sweep()
    assert watched.said()[0].startswith("Le llamamos en unos minutos")
