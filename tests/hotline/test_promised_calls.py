"""Calls that were promised for a time: what the clock does with them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from connectors.tables import contacts
from hotline.audit import note
from hotline.lines import Hotline
from hotline.tables import callbacks, calls, handoffs
from hotline.voice.calls import Calls
from porchlight.database import now
from porchlight.hours import OpeningHours
from porchlight.settings import HotlineSettings
from tests.connectors.scene import Scene, ago
from tests.hotline.watched import Watched

MINUTE = 60


@pytest.fixture
def watched(scene: Scene) -> Watched:
    """A hotline on an empty database."""
    return Watched(scene)


# Before its time


def test_ten_minutes_before_it_is_brought_to_mind(watched: Watched) -> None:
    """Not earlier; staff see that the conversation has changed, and the person is told once that we will call."""
    handoff = watched.waits(wish="call_at")
    watched.calls_at(handoff, 10 * MINUTE + 5)
    assert watched.watch.sweep() == 0
    watched.scene.change(callbacks, due_at=now() + dt.timedelta(minutes=9))
    before = watched.touched()
    assert (watched.watch.sweep(), watched.watch.sweep()) == (1, 0)
    (said,) = watched.said()
    assert "in a few minutes" in said and "NO CALL" in said
    assert watched.promised() == ["reminded"] and watched.scene.row(callbacks).reminded_at is not None
    assert watched.touched() > before
    assert watched.log() == [("callback_reminded", None)]
    assert watched.pager.sent == []


def test_what_was_agreed_on_just_now_is_not_repeated(watched: Watched) -> None:
    """Who asked for a call in eight minutes has just been told so."""
    watched.calls_at(watched.waits(), 8 * MINUTE, made_at=now())
    assert watched.watch.sweep() == 1
    assert (watched.promised(), watched.said()) == (["reminded"], [])


# At its time


@pytest.mark.parametrize("status", ["set", "reminded"])
def test_at_its_time_the_line_is_rung(watched: Watched, status: str) -> None:
    """Once; nobody is paged, and the person hears no more: their phone rings."""
    watched.calls_at(watched.waits(), -1, status=status)
    assert (watched.watch.sweep(), watched.watch.sweep()) == (1, 0)
    call = watched.scene.row(calls)
    assert call.callback_id == watched.scene.row(callbacks).id
    assert (watched.promised(), watched.said(), watched.pager.sent) == (["calling"], [], [])
    assert watched.log() == [("callback_calling", None)]


@pytest.mark.parametrize("why", ["not set up", "not possible", "closed"])
def test_a_call_that_staff_must_make_is_paged(watched: Watched, why: str) -> None:
    """It stays planned for them to see; whoever is on call is paged at once, and again, until somebody takes it."""
    watched.phone.set_up, watched.phone.possible = why != "not set up", why != "not possible"
    if why == "closed":
        watched.closed()
    handoff = watched.waits()
    watched.calls_at(handoff, -5)
    assert watched.watch.settle() == 1
    assert (watched.watch.page(), watched.watch.sweep()) == (1, 0)
    assert watched.promised() == ["set"]
    assert watched.pager.sent == [(1, handoff.code)]
    assert watched.pager.waited[0] < dt.timedelta(minutes=1)
    assert watched.log() == [("call_by_hand", None), ("paged", "step 1, address 1 of 2")]
    watched.set(handoff, page_at=ago(1))
    assert watched.watch.sweep() == 1
    watched.set(handoff, status="taken", staff_id=watched.member().id, page_at=None)
    assert watched.watch.sweep() == 0


def test_with_nobody_to_page_it_waits_in_the_queue(watched: Watched) -> None:
    """It is not noted again each second."""
    watched.phone.possible = False
    watched.pages(0)
    watched.calls_at(watched.waits(), -5)
    assert [watched.watch.sweep() for _ in range(3)] == [0, 0, 0]
    assert watched.log() == []


def test_who_put_it_off_until_the_call_gets_it_back(watched: Watched) -> None:
    """Somebody at the desk who snoozed it has it again when it is time to call."""
    watched.phone.possible = False
    sam = watched.member()
    handoff = watched.waits(status="snoozed", staff_id=sam.id, snoozed_until=now() + dt.timedelta(hours=1))
    watched.calls_at(handoff, -5)
    assert (watched.watch.sweep(), watched.watch.sweep()) == (1, 0)
    assert (watched.now(handoff).status, watched.pager.sent) == ("taken", [])


@pytest.mark.parametrize("status", ["snoozed", "taken"])
def test_who_has_it_and_has_gone_home_is_relieved(watched: Watched, status: str) -> None:
    """A call that somebody promised who is not there any more is for whoever is."""
    watched.phone.possible = False
    sam = watched.member(seen=301)
    later = now() + dt.timedelta(hours=1) if status == "snoozed" else None
    handoff = watched.waits(status=status, staff_id=sam.id, snoozed_until=later, wish="call_at")
    watched.calls_at(handoff, -5)
    assert watched.watch.sweep() == 2
    after = watched.now(handoff)
    assert (after.status, after.staff_id, after.wish, watched.said()) == ("waiting", None, "call_at", [])
    assert watched.pager.sent == [(1, handoff.code)]


def test_while_a_call_is_under_way_no_other_begins(watched: Watched) -> None:
    """Who is being called at that moment is not rung twice, nor paged about, nor given up."""
    handoff = watched.waits()
    with watched.scene.database.write() as connection:
        watched.phone.want(connection, handoff)
    watched.calls_at(handoff, -5)
    assert watched.watch.sweep() == 0
    watched.scene.change(callbacks, due_at=ago(16 * MINUTE))
    assert watched.watch.sweep() == 0
    assert len(watched.scene.rows(calls)) == 1


def test_the_real_telephone_is_asked(watched: Watched) -> None:
    """Somebody who texts by SMS is called at that number: the call is wanted, and belongs to the promise."""
    settings = HotlineSettings("1-617-555-0199", OpeningHours.parse("24/7"), ZoneInfo("UTC"))
    line = Hotline(settings)
    watched.phone = Calls(watched.scene.database, watched.scene.cipher, line, set_up=True)  # type: ignore[assignment]
    watched.watch = watched.another()
    handoff = watched.waits("+16175550123", channel="sms")
    watched.calls_at(handoff, -5)
    assert (watched.watch.sweep(), watched.watch.sweep()) == (1, 0)
    call = watched.scene.row(calls)
    assert (call.status, call.handoff_id, watched.promised()) == ("wanted", handoff.id, ["calling"])
    assert call.callback_id == watched.scene.row(callbacks).id


# After its time


@pytest.mark.parametrize(("is_open", "words"), [(True, "text PERSON to chat"), (False, "do not have your story")])
def test_a_call_that_did_not_come_about_is_owned_up_to(watched: Watched, is_open: bool, words: str) -> None:
    """A quarter of an hour after its time the person is told, once; pages about it end, and the place is kept."""
    watched.phone.possible = False
    if not is_open:
        watched.closed()
    handoff = watched.waits(page_at=now() + dt.timedelta(minutes=5))
    watched.calls_at(handoff, -14 * MINUTE)
    assert watched.watch.settle() == 0
    watched.scene.change(callbacks, due_at=ago(15 * MINUTE))
    assert (watched.watch.settle(), watched.watch.settle()) == (1, 0)
    (said,) = watched.said()
    assert "none of our people could pick up" in said and words in said
    assert (watched.promised(), watched.now(handoff).status, watched.row().page_at) == (["missed"], "waiting", None)
    assert watched.log() == [("callback_missed", None)]


def test_pages_about_someone_in_danger_go_on(watched: Watched) -> None:
    """That a call was missed does not end them."""
    handoff = watched.waits(urgent=True, promised_at=None)
    watched.calls_at(handoff, -16 * MINUTE)
    assert watched.watch.settle() == 1
    assert watched.row().page_at is not None


def test_a_call_that_ended_without_news_is_given_up(watched: Watched) -> None:
    """One that was being made when its row lost its call: the person is told as well."""
    watched.calls_at(watched.waits(), -16 * MINUTE, status="calling")
    assert watched.watch.sweep() == 1
    assert watched.promised() == ["missed"]


def test_who_opted_out_is_not_told(watched: Watched) -> None:
    """After STOP the promise is over without a word."""
    watched.calls_at(watched.waits(), -16 * MINUTE)
    watched.scene.change(contacts, opted_out_at=now())
    assert watched.watch.sweep() == 1
    assert (watched.promised(), watched.said()) == (["missed"], [])


def test_a_call_by_hand_is_not_called_missed(watched: Watched) -> None:
    """Where somebody of the staff had the number shown about its time, nobody is told that nobody called."""
    handoff = watched.waits()
    watched.calls_at(handoff, -16 * MINUTE)
    with watched.scene.database.write() as connection:
        note(connection, "number_shown", conversation_id=handoff.conversation_id, code=handoff.code)
    assert watched.watch.sweep() == 1
    assert (watched.promised(), watched.said()) == (["done"], [])


def test_an_old_look_at_the_number_is_no_call(watched: Watched) -> None:
    """A number shown the day before does not stand for a call."""
    handoff = watched.waits()
    with watched.scene.database.write() as connection:
        note(connection, "number_shown", conversation_id=handoff.conversation_id, code=handoff.code)
    watched.calls_at(handoff, -16 * MINUTE)
    watched.scene.change(callbacks, due_at=now() + dt.timedelta(minutes=-16))
    with watched.scene.database.write() as connection:
        connection.exec_driver_sql("UPDATE audit SET at = '2020-01-01 00:00:00.000000'")
    assert watched.watch.sweep() == 1
    assert watched.promised() == ["missed"]


def test_who_is_talked_with_here_is_not_told(watched: Watched) -> None:
    """While somebody writes with them in the thread, no automatic text falls between."""
    sam = watched.member()
    watched.calls_at(watched.waits(status="taken", staff_id=sam.id, joined_at=ago(60)), -16 * MINUTE)
    assert watched.watch.sweep() == 1
    assert (watched.promised(), watched.said()) == (["missed"], [])


# Closed before


def test_closing_before_its_time_takes_the_call_back(watched: Watched) -> None:
    """The person who expects a call is told that none comes."""
    handoff = watched.waits()
    watched.calls_at(handoff, 30 * MINUTE)
    watched.set(handoff, status="closed", closed_at=now())
    assert (watched.watch.sweep(), watched.watch.sweep()) == (1, 0)
    assert watched.promised() == ["cancelled"] and "we will not call" in watched.said()[0]


def test_closing_after_its_time_ends_it_quietly(watched: Watched) -> None:
    """Somebody dealt with it, whatever way: nobody is called, and nothing is said."""
    handoff = watched.waits()
    watched.calls_at(handoff, -30)
    watched.set(handoff, status="closed", closed_at=now())
    assert watched.watch.sweep() == 1
    assert (watched.promised(), watched.said(), watched.scene.rows(calls)) == (["done"], [], [])


@pytest.mark.parametrize("status", ["done", "cancelled", "missed"])
def test_what_is_settled_stays_so(watched: Watched, status: str) -> None:
    """A call that was made, taken back or given up is nobody's business any more."""
    watched.calls_at(watched.waits(), -5, status=status)
    assert watched.watch.sweep() == 0
    watched.scene.change(handoffs, status="closed", closed_at=now())
    assert watched.watch.sweep() == 0
