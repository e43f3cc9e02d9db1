"""Reading the queue, on a real SQLite file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, update

from connectors.messages import Reply
from connectors.tables import inbox, outbox
from hotline.desk import listing
from hotline.desk.listing import Mark, Row
from hotline.desk.queue_page import sections
from hotline.handoffs import Handoff
from hotline.staff import Member
from hotline.tables import callbacks
from porchlight.database import now
from tests.connectors.scene import ANN, BOB, CAT, Scene, ago
from tests.hotline.desk.desk import Desk
from tests.hotline.desk.waiting import change, closed, erase, held, mark_contact, waits

DAN, EVE = "+15550100004", "+15550100005"


def marks(scene: Scene) -> list[Mark]:
    with scene.database.read() as connection:
        return listing.marks(connection)


def row(scene: Scene, handoff: Handoff) -> Row:
    with scene.database.read() as connection:
        (found,) = listing.rows(connection, [handoff.id])
    return found


def staff_says(scene: Scene, handoff: Handoff, member: Member, at: dt.datetime) -> None:
    with scene.database.write() as connection:
        scene.outbox.add(connection, handoff.conversation_id, Reply("i am here"), staff_id=member.id)
        connection.execute(update(outbox).where(outbox.c.staff_id == member.id).values(created_at=at))


def person_says(scene: Scene, who: str, at: dt.datetime) -> None:
    scene.hears("are you there?", who)
    with scene.database.write() as connection:
        newest = max(each.id for each in scene.rows(inbox))
        connection.execute(update(inbox).where(inbox.c.id == newest).values(received_at=at))


def test_urgent_ones_first_then_whoever_waits_longest(desk: Desk) -> None:
    """The list is in the order in which people should be helped."""
    scene = desk.scene
    third, second = waits(scene, ANN, minutes=9), waits(scene, BOB, minutes=1, urgent=True)
    fourth, first = waits(scene, CAT, minutes=3), waits(scene, DAN, minutes=2, urgent=True)
    assert [mark.id for mark in marks(scene)] == [first.id, second.id, third.id, fourth.id]
    with scene.database.read() as connection:
        found = listing.rows(connection, [mark.id for mark in marks(scene)])
    assert [each.mark.id for each in sorted(found, key=lambda each: each.order)] == [
        first.id, second.id, third.id, fourth.id,
    ]  # fmt: skip


def test_each_has_one_section(desk: Desk) -> None:
    """Who waits, who is with me, who is with somebody else, who is put off; closed ones are nowhere."""
    scene, sam, lee = desk.scene, desk.member("sam"), desk.member("lee")
    waiting, mine, theirs = waits(scene, ANN), held(scene, sam, BOB), held(scene, lee, CAT)
    snoozed = held(scene, sam, DAN, status="snoozed", snoozed_until=now())
    closed(scene, sam, EVE)
    found = {name: [mark.id for mark in part] for name, part in sections(marks(scene), sam).items()}
    assert found == {"waiting": [waiting.id], "mine": [mine.id], "others": [theirs.id], "snoozed": [snoozed.id]}


def test_an_auditor_has_nobody(desk: Desk) -> None:
    """Somebody who only looks has no section of their own."""
    kim = desk.member("kim", "auditor")
    assert list(sections(marks(desk.scene), kim)) == ["waiting", "others", "snoozed"]


def test_who_has_it_waits_for_an_answer_first(desk: Desk) -> None:
    """Among those that somebody has, the one who has written and heard nothing comes before the one who has not."""
    scene, sam = desk.scene, desk.member("sam")
    quiet, writes = held(scene, sam, ANN, minutes=30), held(scene, sam, BOB, minutes=5)
    change(scene, quiet, opened_at=now())
    assert row(scene, writes).new_words == 1
    assert row(scene, quiet).new_words == 0
    assert row(scene, writes).order < row(scene, quiet).order


def test_new_words_are_those_after_the_last_of_staff(desk: Desk) -> None:
    """Before staff write, all that came since the handoff counts; after, what came since; the first of it is noted."""
    scene, sam = desk.scene, desk.member("sam")
    handoff = held(scene, sam, minutes=10)
    person_says(scene, ANN, ago(500))
    assert row(scene, handoff).new_words == 2
    staff_says(scene, handoff, sam, ago(400))
    assert row(scene, handoff).new_words == 1  # written just now, by `held`
    unanswered = ago(300)
    person_says(scene, ANN, unanswered)
    found = row(scene, handoff)
    assert (found.new_words, found.unanswered_since) == (2, unanswered)
    staff_says(scene, handoff, sam, now())
    found = row(scene, handoff)
    assert (found.new_words, found.unanswered_since, found.waiting_since) == (0, None, None)


def test_what_staff_said_in_an_earlier_handoff_is_no_answer(desk: Desk) -> None:
    """Someone who comes back counts from when they came back."""
    scene, sam = desk.scene, desk.member("sam")
    before = closed(scene, sam, minutes=60)
    scene.change(inbox, received_at=ago(3500))
    staff_says(scene, before, sam, ago(3000))
    person_says(scene, ANN, ago(2000))
    again = waits(scene, minutes=10)
    change(scene, again, taken_at=now(), staff_id=sam.id)
    assert again.id != before.id
    assert row(scene, again).new_words == 1


def test_the_clock_of_who_waits_begins_with_the_handoff(desk: Desk) -> None:
    """Somebody whom nobody has waits since they asked, whatever they wrote since."""
    handoff = waits(desk.scene, minutes=7)
    assert row(desk.scene, handoff).waiting_since == handoff.opened_at


def test_the_next_call_that_was_promised(desk: Desk) -> None:
    """The earliest of those that still stand."""
    handoff = waits(desk.scene)
    soon, later = now() + dt.timedelta(hours=1), now() + dt.timedelta(hours=2)
    rows = [
        {"handoff_id": handoff.id, "due_at": due, "timezone": "America/Chicago", "status": status, "made_at": now()}
        for due, status in ((later, "set"), (soon, "reminded"), (now(), "cancelled"))
    ]
    with desk.scene.database.write() as connection:
        connection.execute(callbacks.insert(), rows)
    assert row(desk.scene, handoff).call_at == soon


def test_who_cannot_be_reached_is_marked(desk: Desk) -> None:
    """An opt-out and the provider's last refusal are seen in the list."""
    handoff = waits(desk.scene)
    mark_contact(desk.scene, handoff, opted_out_at=now(), undeliverable="30003")
    found = row(desk.scene, handoff)
    assert (found.opted_out, found.undeliverable) == (True, "30003")


def test_a_change_changes_the_mark(desk: Desk) -> None:
    """Whatever touches a conversation gives its mark another value; what has been erased has none."""
    scene = desk.scene
    handoff = waits(scene)
    (before,) = marks(scene)
    scene.hears("hello?")
    (after,) = marks(scene)
    assert before.id == after.id == handoff.id
    assert before.changed != after.changed
    erase(scene, handoff)
    assert marks(scene) == []
    with scene.database.read() as connection:
        assert listing.rows(connection, [handoff.id]) == []
        assert listing.rows(connection, []) == []


def test_closed_ones_newest_first(desk: Desk) -> None:
    """Those of today, in pages; what was closed before is not among them."""
    scene, sam = desk.scene, desk.member("sam")
    first, second = closed(scene, sam, ANN, at=ago(50)), closed(scene, sam, BOB, at=ago(10))
    closed(scene, sam, CAT, at=ago(5000))
    waits(scene, DAN)
    with scene.database.read() as connection:
        found = listing.closed_since(connection, ago(100), limit=5)
        page = listing.closed_since(connection, ago(100), limit=5, skip=1)
    assert [each.mark.id for each in found] == [second.id, first.id]
    assert [each.mark.id for each in page] == [first.id]
    assert (found[0].who, found[0].outcome) == ("sam", "helped")


def test_closed_ones_that_have_changed(desk: Desk) -> None:
    """Only closed handoffs, and only of conversations that were touched since."""
    scene, sam = desk.scene, desk.member("sam")
    handoff = closed(scene, sam, ANN)
    waits(scene, BOB)
    with scene.database.read() as connection:
        assert [mark.id for mark in listing.closed_marks(connection, ago(100))] == [handoff.id]
        assert listing.closed_marks(connection, now()) == []


@pytest.fixture
def plans(scene: Scene) -> Iterator[list[str]]:
    """What SQLite plans to do for each query from here on."""
    seen: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
        seen.extend(str(each[3]) for each in rows)

    event.listen(scene.database.engine, "before_cursor_execute", explain)
    yield seen
    event.remove(scene.database.engine, "before_cursor_execute", explain)


@pytest.mark.sqlite
def test_no_query_goes_through_a_whole_table(scene: Scene, plans: list[str]) -> None:
    """What grows with the years is only ever looked up by an index."""
    with scene.database.read() as connection:
        listing.marks(connection)
        listing.rows(connection, [1, 2, 3])
        listing.closed_marks(connection, now())
        listing.closed_since(connection, now(), limit=5)
    large = ("handoffs", "conversations", "contacts", "inbox", "outbox", "callbacks")
    assert any("SEARCH inbox" in plan for plan in plans)
    assert [plan for plan in plans if plan.startswith("SCAN ") and plan.split()[1] in large] == []
