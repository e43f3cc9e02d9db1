"""What the tests of settings and database share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from porchlight.database import Database
from tests.porchlight.postgres import MigratedServer

PREFIXES = ("PORCHLIGHT_", "TWILIO_", "TELEGRAM_", "HOTLINE_")
NAMES = ("DATABASE_URL", "SECRET_KEY", "SECRET_KEY_OLD", "PUBLIC_URL")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that sets nothing of ours; set in it what a test is about."""
    for name in list(os.environ):
        if name.startswith(PREFIXES) or name in NAMES:
            monkeypatch.delenv(name)
    return monkeypatch


@pytest.fixture
def server(postgresql: MigratedServer) -> Iterator[Database]:
    """An empty database on a PostgreSQL server, without any table."""
    with postgresql.database(template="template0") as database:
        yield database
