"""A telephone for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.conftest import short_folder as short_folder
from tests.connectors.scene import Scene
from tests.doubles.twilio import FakeTwilio
from tests.hotline.voice.telephone import Telephone


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    """A Twilio; what broke its contract fails the test."""
    with FakeTwilio() as double:
        yield double
        assert double.invalid == []


@pytest.fixture
def telephone(scene: Scene, twilio: FakeTwilio, short_folder: Path) -> Iterator[Telephone]:
    """A hotline that makes calls."""
    with Telephone(scene, twilio, short_folder) as running:
        yield running
