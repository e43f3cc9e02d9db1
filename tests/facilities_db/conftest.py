"""Stores for the directory's tests, on SQLite and on PostgreSQL.

The places are seeded once for each and the store copied: seeding takes seconds.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection

from facilities_db import tables
from facilities_db.geography import seed_places
from facilities_db.importing import ImportReport, import_file
from facilities_db.sample import load_sample
from porchlight.database import Database, metadata
from tests.porchlight.postgres import MigratedServer, empty_database

SHARED = Path(__file__).parents[2].parent / "shared"
REAL_FILE = SHARED / "data" / "samhsa_directory_2024.csv.gz"
HEADER = (
    "facility_id,directory_type,name1,name2,street1,street2,city,state,zip,phone,"
    "intake1,intake2,intake1a,intake2a,service_code_info\n"
)
Fresh = Callable[[], Database]


def _seed(database: Database) -> None:
    metadata.create_all(database.engine, tables=[t for t in metadata.sorted_tables if t.name in vars(tables)])
    with database.write() as connection:
        seed_places(connection)


@contextmanager
def _on_sqlite(folder: Path) -> Iterator[Fresh]:
    seeded = folder / "places.sqlite"
    database = Database(f"sqlite:///{seeded}")
    _seed(database)
    with database.engine.connect() as connection:
        connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    numbers = itertools.count()

    def fresh() -> Database:
        copy = folder / f"store{next(numbers)}.sqlite"
        shutil.copy(seeded, copy)
        return Database(f"sqlite:///{copy}")

    yield fresh


def _on_postgresql(server: MigratedServer) -> Fresh:
    database = empty_database(server.url, "seeded")
    _seed(database)
    database.dispose()
    numbers = itertools.count()
    return lambda: empty_database(server.url, f"store{next(numbers)}", template="seeded")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fresh]:
    """Make stores with the places and no facility."""
    if request.param == "postgresql":
        yield _on_postgresql(request.getfixturevalue("postgresql"))
        return
    with _on_sqlite(tmp_path_factory.mktemp("stores")) as make:
        yield make


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Database]:
    """A store of its own with the places and no facility."""
    database = fresh()
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def places_only(fresh: Fresh) -> Iterator[Connection]:
    """A connection to a shared store with the places; tests only read from it."""
    database = fresh()
    with database.read() as connection:
        yield connection
    database.dispose()


@pytest.fixture(scope="session")
def real(fresh: Fresh) -> Iterator[tuple[Database, ImportReport]]:
    """A shared store with the real directory, and the report of its import. Skips where the file is not."""
    if not REAL_FILE.exists():
        pytest.skip(f"the real directory is not on this machine: {REAL_FILE}")
    database = fresh()
    yield database, import_file(database, REAL_FILE)
    database.dispose()


@pytest.fixture(scope="session")
def samples(fresh: Fresh) -> Iterator[Connection]:
    """A connection to a shared store with the sample programs; tests only read from it."""
    database = fresh()
    load_sample(database)
    with database.read() as connection:
        yield connection
    database.dispose()
