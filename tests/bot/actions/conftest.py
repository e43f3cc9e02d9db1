"""The sample directory, loaded once: it takes seconds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from facilities_db.needs import Needs
from facilities_db.places import PlaceFound, find_place
from facilities_db.sample import load_sample
from facilities_db.search import SearchResult, find
from porchlight.database import Database
from tests.bot.actions.stage import Stage


@pytest.fixture(scope="session")
def stage(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage on the sample programs; actions only read from it."""
    path = tmp_path_factory.mktemp("directory") / "sample.db"
    shutil.copy(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    load_sample(database)
    yield Stage(database)
    database.dispose()


@pytest.fixture
def empty_stage(migrated_file: Path, tmp_path: Path) -> Iterator[Stage]:
    """A stage without any program or place."""
    path = tmp_path / "empty.db"
    shutil.copy(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    yield Stage(database)
    database.dispose()


@pytest.fixture
def around_boston(stage: Stage) -> tuple[dict[str, object], SearchResult]:
    """A place slot, and what a search around it finds."""
    with stage.database.read() as connection:
        place = find_place(connection, "02139")
        assert isinstance(place, PlaceFound)
        return asdict(place), find(connection, place, Needs(), 9)
