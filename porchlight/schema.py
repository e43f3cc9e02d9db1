"""The database's tables as one whole, and the migrations that make them."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData
from sqlalchemy.engine import Connection

from porchlight.database import Database, metadata

_FOLDER = Path(__file__).parent / "migrations"


def all_tables() -> MetaData:
    """Return the metadata with every package's tables on it."""
    import connectors.tables  # noqa: F401  # for its effect on the metadata
    import facilities_db.tables  # noqa: F401
    import hotline.tables  # noqa: F401

    return metadata


def migrate(database: Database) -> None:
    """Bring the database to the newest schema. Safe to run again and by several processes one after another."""
    with database.write() as connection:
        command.upgrade(_config(connection), "head")


def make_migration(database: Database, message: str) -> None:
    """Write a new migration file for what the tables have and the database has not."""
    with database.write() as connection:
        command.revision(_config(connection), message, autogenerate=True)


def is_current(database: Database) -> bool:
    """Say whether every migration has been run."""
    with database.read() as connection:
        has = MigrationContext.configure(connection).get_current_revision()
    return bool(has == ScriptDirectory(str(_FOLDER)).get_current_head())


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
