"""Ann, and the line she has asked for."""

from __future__ import annotations

import pytest

from bot.safety.screen import CrisisScreen
from tests.bot.reaching.waiting import NUMBER, WEDNESDAY, Waiting
from tests.bot.turns import Bench
from tests.connectors.scene import Scene


@pytest.fixture
def bench(scene: Scene, screen: CrisisScreen) -> Bench:
    """A line that is staffed around the clock, on a Wednesday morning."""
    bench = Bench(scene, screen, number=NUMBER)
    bench.moment = WEDNESDAY
    return bench


@pytest.fixture
def ann(bench: Bench) -> Waiting:
    return Waiting(bench)
