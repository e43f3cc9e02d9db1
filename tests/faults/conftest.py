"""What the tests of faults start from: an installation that is set up, on either database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.conftest import StartService
from tests.porchlight.postgres import MigratedServer
from tests.service import Service

KEY = "a key for tests of faults, of 32 letters and more"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
Install = Callable[[str], Service]


@pytest.fixture
def install(open_service: StartService, request: pytest.FixtureRequest) -> Iterator[Install]:
    """Set a service up on "sqlite" or "postgresql", with no process yet; whatever was started ends with the test."""
    with ExitStack() as stack:

        def set_up(database: str) -> Service:
            if database == SQLITE:
                service = open_service()
            else:
                server: MigratedServer = request.getfixturevalue("postgresql")
                copy = stack.enter_context(server.database())
                copy.dispose()
                service = open_service(template=None, database_url=copy.url)
                (service.folder / "secret_key").write_text(KEY, encoding="ascii")
            stack.callback(service.stop)
            return service

        yield set_up
