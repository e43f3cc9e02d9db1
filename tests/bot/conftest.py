"""A database of its own for each test of the turn and the lifeguard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.safety.screen import CrisisScreen
from tests.connectors.scene import Scene, make_template


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    return make_template(tmp_path_factory.mktemp("migrated"))


@pytest.fixture
def scene(migrated_file: Path, tmp_path: Path) -> Iterator[Scene]:
    """An empty database."""
    scene = Scene.on_copy(migrated_file, tmp_path)
    yield scene
    scene.database.dispose()


@pytest.fixture(scope="session")
def screen() -> CrisisScreen:
    """The reviewed crisis phrases."""
    return CrisisScreen.load()
