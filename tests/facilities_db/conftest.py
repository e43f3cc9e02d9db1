"""Stores for the directory's tests, on SQLite and on PostgreSQL.

The places are seeded once for each and the store copied: seeding takes seconds.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from functools import cached_property
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


class Stores:
    """Stores on one kind of database. What tests share is made once, however often pytest changes between the kinds."""

    def __init__(self, fresh: Fresh) -> None:
        """`fresh` makes a store with the places and no facility."""
        self.fresh = fresh

    @cached_property
    def places_only(self) -> Database:
        """A store with the places; tests only read from it."""
        return self.fresh()

    @cached_property
    def real(self) -> tuple[Database, ImportReport]:
        """A store with the real directory, and the report of its import."""
        database = self.fresh()
        return database, import_file(database, REAL_FILE)

    @cached_property
    def samples(self) -> Database:
        """A store with the sample programs; tests only read from it."""
        database = self.fresh()
        load_sample(database)
        return database


@pytest.fixture(scope="session")
def sqlite_stores(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    """Stores in files."""
    folder = tmp_path_factory.mktemp("stores")
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

    return Stores(fresh)


@pytest.fixture(scope="session")
def postgresql_stores(postgresql: MigratedServer) -> Stores:
    """Stores on a server."""
    database = empty_database(postgresql.url, "seeded")
    _seed(database)
    database.dispose()
    numbers = itertools.count()
    return Stores(lambda: empty_database(postgresql.url, f"store{next(numbers)}", template="seeded"))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest) -> Stores:
    """Stores of each kind in turn."""
    found: Stores = request.getfixturevalue(f"{request.param}_stores")
    return found


@pytest.fixture(scope="session")
def fresh(stores: Stores) -> Fresh:
    """Make stores with the places and no facility."""
    return stores.fresh


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Database]:
    """A store of its own with the places and no facility."""
    database = fresh()
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def places_only(stores: Stores) -> Iterator[Connection]:
    """A connection to a shared store with the places; tests only read from it."""
    with stores.places_only.read() as connection:
        yield connection


@pytest.fixture(scope="session")
def real(stores: Stores) -> tuple[Database, ImportReport]:
    """A shared store with the real directory, and the report of its import. Skips where the file is not."""
    if not REAL_FILE.exists():
        pytest.skip(f"the real directory is not on this machine: {REAL_FILE}")
    return stores.real


@pytest.fixture(scope="session")
def samples(stores: Stores) -> Iterator[Connection]:
    """A connection to a shared store with the sample programs; tests only read from it."""
    with stores.samples.read() as connection:
        yield connection
