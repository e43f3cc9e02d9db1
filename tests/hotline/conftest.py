"""A PostgreSQL server for the hotline's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from porchlight.schema import migrate
from tests.porchlight.postgres import NoServer, empty_database, running_server, skip_without_server


@pytest.fixture(scope="module")
def migrated_server() -> Iterator[str]:
    """The address of a server with a migrated database, "migrated", that is the template of each test's own."""
    try:
        with running_server() as url:
            template = empty_database(url, "migrated")
            migrate(template)
            template.dispose()
            yield url
    except NoServer as reason:
        skip_without_server(reason)
