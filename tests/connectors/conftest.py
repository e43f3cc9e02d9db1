"""A database of its own for each test of the connectors."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

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


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder whose path is short enough for a socket's."""
    with tempfile.TemporaryDirectory(prefix="pl-") as folder:
        yield Path(folder)
