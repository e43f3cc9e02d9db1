"""The sample directory, loaded once: it takes seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from facilities_db.needs import Needs
from facilities_db.places import PlaceFound, find_place
from facilities_db.sample import load_sample
from facilities_db.search import SearchResult, find
from tests.bot.actions.stage import Stage
from tests.porchlight.postgres import migrated


@pytest.fixture(scope="session")
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage on the sample programs; actions only read from it."""
    with migrated(request, tmp_path_factory.mktemp("directory")) as database:
        load_sample(database)
        yield Stage(database)


@pytest.fixture
def empty_stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """A stage without any program or place."""
    with migrated(request, tmp_path) as database:
        yield Stage(database)


@pytest.fixture
def around_boston(stage: Stage) -> tuple[dict[str, object], SearchResult]:
    """A place slot, and what a search around it finds."""
    with stage.database.read() as connection:
        place = find_place(connection, "02139")
        assert isinstance(place, PlaceFound)
        return asdict(place), find(connection, place, Needs(), 9)
