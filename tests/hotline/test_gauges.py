"""Who waits for a person, as figures."""

from __future__ import annotations

import pytest

from hotline.gauges import waiting
from hotline.handoffs import Handoffs
from hotline.tables import handoffs
from tests.connectors.scene import ANN, BOB, CAT, Scene, ago


def test_urgent_ones_are_counted_apart(scene: Scene) -> None:
    """How many wait and how long the first has; who was taken waits no longer."""
    assert set(_figures(scene).values()) == {0}
    queue = Handoffs(scene.database)
    for who, urgent in ((ANN, True), (BOB, False), (CAT, False)):
        claim = scene.asked_and_answered("hello", who=who)
        with scene.database.write() as connection:
            queue.open(connection, claim.conversation_id, "phone-sms", "asked", urgent)
    scene.change(handoffs, opened_at=ago(300))
    found = _figures(scene)
    assert found["porchlight_handoffs_waiting urgent"] == 1 and found["porchlight_handoffs_waiting other"] == 2
    assert found["porchlight_handoff_wait_seconds urgent"] == pytest.approx(300, abs=30)
    scene.change(handoffs, status="taken")
    assert set(_figures(scene).values()) == {0}


def _figures(scene: Scene) -> dict[str, float]:
    with scene.database.read() as connection:
        return {f"{s.name} {s.labels['kind']}": s.value for metric in waiting(connection) for s in metric.samples}
