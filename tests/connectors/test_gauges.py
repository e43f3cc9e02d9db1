"""What Prometheus is told of the database: counts and times that alerts can stand on, and nothing of anybody."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.metrics_core import Metric
from sqlalchemy import event

from connectors.gauges import KEPT, Gauges, LastHour, Reading, pending, set_aside, unread, workers_alive
from connectors.tables import inbox, outbox, workers
from connectors.workers import Workers, new_worker_id, this_machine
from porchlight.database import Database
from tests.connectors.scene import ANN, BOB, Scene, ago


def _values(metrics: Iterable[Metric]) -> dict[str, float]:
    """Return each figure by its name, with the values of its labels behind it."""
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for metric in metrics
        for sample in metric.samples
    }


def _read(scene: Scene, reading: Reading) -> dict[str, float]:
    with scene.database.read() as connection:
        return _values(reading(connection))


def test_what_nobody_has_answered(scene: Scene) -> None:
    """The oldest counts, and what is answered does not."""
    assert _read(scene, unread) == {"porchlight_unread_messages": 0, "porchlight_oldest_unread_seconds": 0}
    scene.hears(who=ANN)
    scene.change(inbox, received_at=ago(90))
    scene.hears(who=BOB)
    found = _read(scene, unread)
    assert found["porchlight_unread_messages"] == 2
    assert found["porchlight_oldest_unread_seconds"] == pytest.approx(90, abs=30)
    scene.answers("hello")
    assert _read(scene, unread)["porchlight_oldest_unread_seconds"] < 60


def test_what_was_set_aside_in_the_last_hour(scene: Scene) -> None:
    """For an hour it raises an alert; other outcomes never do."""
    scene.asked_and_answered("one")
    assert _read(scene, set_aside) == {"porchlight_set_aside_last_hour": 0}
    scene.change(inbox, outcome="set_aside")
    assert _read(scene, set_aside) == {"porchlight_set_aside_last_hour": 1}
    scene.change(inbox, handled_at=ago(3700))
    assert _read(scene, set_aside) == {"porchlight_set_aside_last_hour": 0}


def test_replies_that_no_provider_has_taken(scene: Scene) -> None:
    """From when they were written on, also while they wait for their next try."""
    scene.asked_and_answered("one", "two")
    scene.change(outbox, created_at=ago(600), due_at=ago(-300))
    found = _read(scene, pending)
    assert found["porchlight_pending_replies"] == 2
    assert found["porchlight_oldest_pending_seconds"] == pytest.approx(600, abs=30)


def test_the_last_hour_by_what_became_of_them(scene: Scene) -> None:
    """Older ones are left out, and what became of one later is seen at the next look."""
    last_hour = LastHour()
    scene.asked_and_answered("one", "two", "three")
    scene.change(outbox, created_at=ago(4000), status="failed")
    assert set(_read(scene, last_hour).values()) == {0}
    scene.asked_and_answered("four", "five")
    assert _read(scene, last_hour)["porchlight_replies_last_hour pending"] == 2
    newest = scene.next_due()
    scene.outbox.give_up(newest, "21614")
    found = _read(scene, last_hour)
    assert found["porchlight_replies_last_hour failed"] == 1 and found["porchlight_replies_last_hour pending"] == 1
    assert found == _read(scene, LastHour()), "one that has looked before finds what one finds that looks first"


def test_the_last_hour_never_reads_the_old_ones_again(scene: Scene) -> None:
    """Only the first look reads the whole table."""
    last_hour = LastHour()
    scene.asked_and_answered(*[f"reply {number}" for number in range(20)])
    scene.change(outbox, created_at=ago(4000))
    _read(scene, last_hour)
    scene.asked_and_answered("new")
    asked: list[tuple[str, Any]] = []
    event.listen(
        scene.database.engine, "before_cursor_execute", lambda c, cursor, sql, values, *_: asked.append((sql, values))
    )
    _read(scene, last_hour)
    first = [
        next(iter(values.values() if isinstance(values, dict) else values)) for sql, values in asked if "outbox" in sql
    ]
    assert first == [20, 20]


def test_workers_with_a_model(scene: Scene) -> None:
    """Those that show life and have one; the machine's own are told apart by their names."""
    register = Workers(scene.database)
    mine = new_worker_id()
    register.beat(mine, ready=True)
    register.beat("another machine's", ready=True)
    assert len(mine) <= workers.c.id.type.length and new_worker_id() != mine
    assert _read(scene, workers_alive(register)) == {"porchlight_workers_ready": 2}
    with scene.database.read() as connection:
        assert register.ready_in(connection, this_machine()) == 1


def test_they_are_read_once_in_five_seconds(scene: Scene) -> None:
    """However often, and from however many places, they are asked for."""
    moment = 100.0
    gauges = Gauges(scene.database, [unread], clock=lambda: moment)
    first = _values(gauges.collect())
    scene.hears()
    assert _values(gauges.collect()) == first
    moment += KEPT
    assert _values(gauges.collect())["porchlight_unread_messages"] == 1


def test_a_database_that_is_gone(tmp_path: Path) -> None:
    """It is told, and nothing that was true before is repeated."""
    gauges = Gauges(Database(f"sqlite:///{tmp_path / 'nowhere' / 'none.db'}"), [unread])
    assert _values(gauges.collect()) == {"porchlight_database_up": 0}
