"""Calls that were promised for a time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from connectors.tables import conversations
from hotline.callbacks import Callback, Callbacks, Status
from hotline.handoffs import Handoff, Handoffs
from hotline.tables import callbacks
from porchlight.database import now
from tests.connectors.scene import Scene

CHICAGO = ZoneInfo("America/Chicago")
SOON = dt.timedelta(hours=1)


@pytest.fixture
def promised(scene: Scene) -> Callbacks:
    """No promise yet."""
    return Callbacks(scene.database)


@pytest.fixture
def handoff(scene: Scene) -> Handoff:
    """Somebody who waits."""
    scene.hears("call me later")
    claim = scene.answers("Okay.")
    queue = Handoffs(scene.database)
    with scene.database.write() as connection:
        queue.open(connection, claim.conversation_id, "phone-sms", "callback", False)
        found = queue.open_one(connection, claim.conversation_id)
    assert found is not None
    scene.change(conversations, touched_at=now() - SOON)
    return found


def present(scene: Scene, promised: Callbacks, handoff: Handoff) -> Callback | None:
    """The promise that is still to come."""
    with scene.database.read() as connection:
        return promised.of(connection, handoff.id)


def promise(scene: Scene, promised: Callbacks, handoff: Handoff, at: dt.datetime) -> Callback:
    """Promise a call, and return it."""
    with scene.database.write() as connection:
        promised.set(connection, handoff, at, CHICAGO)
    found = present(scene, promised, handoff)
    assert found is not None
    return found


def touched(scene: Scene) -> bool:
    """Whether the desk will look again; and forget it."""
    fresh = scene.row(conversations).touched_at > now() - SOON / 2
    scene.change(conversations, touched_at=now() - SOON)
    return bool(fresh)


def test_a_promise_is_kept_with_its_zone(scene: Scene, promised: Callbacks, handoff: Handoff) -> None:
    """Due at that moment, for somebody on that clock; the desk is told to look."""
    at = now() + SOON
    callback = promise(scene, promised, handoff, at)
    assert (callback.due_at, callback.zone, callback.status) == (at, CHICAGO, "set")
    assert callback.conversation_id == handoff.conversation_id
    assert touched(scene)


def test_another_time_takes_the_place_of_the_first(scene: Scene, promised: Callbacks, handoff: Handoff) -> None:
    """One promise at a time; the first is cancelled, also when staff were reminded of it."""
    first = promise(scene, promised, handoff, now() + SOON)
    with scene.database.write() as connection:
        assert promised.mark(connection, first, "reminded")
    second = promise(scene, promised, handoff, now() + 2 * SOON)
    assert second.id != first.id
    assert [row.status for row in scene.rows(callbacks)] == ["cancelled", "set"]


def test_a_promise_can_be_taken_back_once(scene: Scene, promised: Callbacks, handoff: Handoff) -> None:
    """The second time there is nothing to take back."""
    promise(scene, promised, handoff, now() + SOON)
    touched(scene)
    with scene.database.write() as connection:
        assert promised.cancel(connection, handoff)
        assert not promised.cancel(connection, handoff)
    assert touched(scene)
    assert present(scene, promised, handoff) is None


@pytest.mark.parametrize(("status", "to_come"), [
    ("set", True), ("reminded", True), ("calling", False), ("done", False), ("cancelled", False), ("missed", False),
])  # fmt: skip
def test_what_is_still_to_come(
    scene: Scene, promised: Callbacks, handoff: Handoff, status: Status, to_come: bool
) -> None:
    """Until it begins; it can be taken back so long, and is due so long."""
    callback = promise(scene, promised, handoff, now())
    with scene.database.write() as connection:
        promised.mark(connection, callback, status)
        assert (promised.of(connection, handoff.id) is not None) is to_come
        assert bool(promised.due(connection, now())) is to_come
        assert promised.cancel(connection, handoff) is to_come


def test_what_is_due(scene: Scene, promised: Callbacks, handoff: Handoff) -> None:
    """Up to a moment, that moment included."""
    at = now() + SOON
    callback = promise(scene, promised, handoff, at)
    with scene.database.read() as connection:
        assert promised.due(connection, at - dt.timedelta(seconds=1)) == []
        assert promised.due(connection, at) == [callback]


def test_of_two_that_find_it_due_one_goes_on(scene: Scene, promised: Callbacks, handoff: Handoff) -> None:
    """The mark is refused when the promise has changed since it was read."""
    callback = promise(scene, promised, handoff, now())
    with scene.database.write() as connection:
        assert promised.mark(connection, callback, "reminded")
        assert not promised.mark(connection, callback, "reminded")
    row = scene.row(callbacks)
    assert row.status == "reminded" and row.reminded_at is not None
    assert touched(scene)


def test_an_erasure_takes_the_promise_along(scene: Scene, promised: Callbacks, handoff: Handoff) -> None:
    """Nobody is called who has had everything erased."""
    promise(scene, promised, handoff, now())
    with scene.database.write() as connection:
        Handoffs(scene.database).forget(connection, handoff.conversation_id)
    assert scene.rows(callbacks) == []
