"""The crisis screen, and turns on an empty database."""

from __future__ import annotations

import pytest

from bot.safety.screen import CrisisScreen
from tests.bot.turns import Bench
from tests.connectors.scene import Scene


@pytest.fixture(scope="session")
def screen() -> CrisisScreen:
    """The reviewed crisis phrases."""
    return CrisisScreen.load()


@pytest.fixture
def bench(scene: Scene, screen: CrisisScreen) -> Bench:
    """Turns on an empty database."""
    return Bench(scene, screen)


@pytest.fixture
def known(bench: Bench) -> Bench:
    """Turns with a person who has been welcomed."""
    bench.says("hello")
    bench.assistant.asked.clear()
    return bench
