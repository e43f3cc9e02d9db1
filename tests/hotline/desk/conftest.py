"""What the tests of the desk share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.connectors.scene import Scene
from tests.hotline.desk.desk import Desk


@pytest.fixture
def desk(scene: Scene) -> Iterator[Desk]:
    """A desk on an empty database."""
    desk = Desk(scene)
    yield desk
    desk.close()
