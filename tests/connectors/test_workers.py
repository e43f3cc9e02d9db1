"""Which workers are alive."""

from __future__ import annotations

from connectors.tables import workers
from connectors.workers import Workers
from tests.connectors.scene import Scene, ago


def test_a_worker_counts_when_its_model_is_loaded(scene: Scene) -> None:
    """Alive is not enough: without a model it answers nobody."""
    register = Workers(scene.database)
    register.beat("w1", ready=False)
    assert register.ready() == 0
    register.beat("w1", ready=True)
    register.beat("w2", ready=True)
    assert register.ready() == 2
    assert len(scene.rows(workers)) == 2


def test_a_worker_that_shows_no_life_is_gone(scene: Scene) -> None:
    """After eight seconds, and not after six: three missed beats may be a busy machine."""
    register = Workers(scene.database)
    register.beat("w1", ready=True)
    scene.change(workers, seen_at=ago(6))
    assert register.ready() == 1
    scene.change(workers, seen_at=ago(9))
    assert register.ready() == 0
    register.beat("w1", ready=True)
    assert register.ready() == 1


def test_a_worker_that_stops_is_struck_at_once(scene: Scene) -> None:
    """Leaving in good order needs no waiting; others stay."""
    register = Workers(scene.database)
    register.beat("w1", ready=True)
    register.beat("w2", ready=True)
    register.leave("w1")
    register.leave("never seen")
    assert [row.id for row in scene.rows(workers)] == ["w2"]


def test_the_long_dead_are_forgotten(scene: Scene) -> None:
    """A new worker's first beat clears those of yesterday away."""
    register = Workers(scene.database)
    register.beat("old", ready=True)
    scene.change(workers, seen_at=ago(25 * 3600))
    register.beat("new", ready=True)
    assert [row.id for row in scene.rows(workers)] == ["new"]


def test_the_start_is_kept(scene: Scene) -> None:
    """Beats move the last sign of life, not the beginning."""
    register = Workers(scene.database)
    register.beat("w1", ready=False)
    scene.change(workers, seen_at=ago(5), started_at=ago(5))
    register.beat("w1", ready=True)
    row = scene.row(workers)
    assert (row.seen_at - row.started_at).total_seconds() >= 4.9
