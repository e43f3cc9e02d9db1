"""What the tests of faults start from: an installation that is set up, on either database."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest

from porchlight.schema import migrate
from tests.conftest import StartService
from tests.porchlight.postgres import NoServer, empty_database, running_server, skip_without_server
from tests.service import Service

KEY = "a key for tests of faults, of 32 letters and more"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
Install = Callable[[str], Service]


@pytest.fixture(scope="session")
def migrated_server() -> Iterator[str]:
    """The address of a PostgreSQL server with a migrated database to copy; skips where there is none, but not in CI."""
    try:
        with running_server() as url:
            template = empty_database(url, "migrated")
            migrate(template)
            template.dispose()
            yield url
    except NoServer as reason:
        skip_without_server(reason)


@pytest.fixture
def install(open_service: StartService, request: pytest.FixtureRequest) -> Iterator[Install]:
    """Set a service up on "sqlite" or "postgresql", with no process yet; whatever was started ends with the test."""
    installed: list[Service] = []

    def set_up(database: str) -> Service:
        if database == SQLITE:
            service = open_service()
        else:
            server = request.getfixturevalue("migrated_server")
            copy = empty_database(server, f"faults_{next(_numbers)}", template="migrated")
            copy.dispose()
            service = open_service(template=None, database_url=copy.url)
            (service.folder / "secret_key").write_text(KEY, encoding="ascii")
        installed.append(service)
        return service

    yield set_up
    for service in installed:
        service.stop()


_numbers = itertools.count(1)
