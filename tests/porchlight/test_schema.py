"""The migrations make exactly the tables that the packages describe."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Table

import connectors.tables
import facilities_db.tables
import hotline.tables
from porchlight.database import Database
from porchlight.schema import all_tables, is_current, migrate
from porchlight.settings import ROOT

TABLES = {
    table.name
    for package in (connectors.tables, facilities_db.tables, hotline.tables)
    for table in vars(package).values()
    if isinstance(table, Table)
}


def _ours(_thing: object, name: str | None, *_: object) -> bool:
    return not (name or "").startswith("sqlite_")  # SQLite's own bookkeeping


def _differences(database: Database) -> list[Any]:
    with database.read() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_object": _ours}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, all_tables()))


def test_migrations_make_the_tables_on_sqlite(tmp_path: Path) -> None:
    """From an empty file to what the code expects, with nothing to add and nothing to drop."""
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    assert not is_current(database)
    migrate(database)
    assert is_current(database)
    assert _differences(database) == []
    migrate(database)
    assert is_current(database)


def test_migrations_make_the_tables_on_postgresql(server: Database) -> None:
    """The same on the other database that is supported."""
    assert not is_current(server)
    migrate(server)
    assert is_current(server)
    assert _differences(server) == []
    migrate(server)


def test_a_fresh_process_knows_every_table() -> None:
    """`all_tables` does not depend on what was imported before, or a new migration would drop the rest."""
    code = "from porchlight.schema import all_tables; print(*all_tables().tables)"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert set(ended.stdout.split()) >= TABLES, ended.stderr
