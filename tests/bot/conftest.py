"""The crisis screen, for the tests of the turn and the lifeguard."""

from __future__ import annotations

import pytest

from bot.safety.screen import CrisisScreen


@pytest.fixture(scope="session")
def screen() -> CrisisScreen:
    """The reviewed crisis phrases."""
    return CrisisScreen.load()
