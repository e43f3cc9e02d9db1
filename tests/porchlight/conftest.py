"""What the tests of settings and database share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from porchlight.database import Database
from tests.porchlight.postgres import NoServer, running_server, skip_without_server

PREFIXES = ("PORCHLIGHT_", "TWILIO_", "TELEGRAM_", "HOTLINE_")
NAMES = ("DATABASE_URL", "SECRET_KEY", "SECRET_KEY_OLD", "PUBLIC_URL")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that sets nothing of ours; set in it what a test is about."""
    for name in list(os.environ):
        if name.startswith(PREFIXES) or name in NAMES:
            monkeypatch.delenv(name)
    return monkeypatch


@pytest.fixture(scope="module")
def server() -> Iterator[Database]:
    """An empty database on a PostgreSQL server; skips with the reason where none can be started, but not in CI."""
    try:
        with running_server() as url:
            database = Database(url)
            yield database
            database.dispose()
    except NoServer as reason:
        skip_without_server(reason)
