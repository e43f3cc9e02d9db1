"""Stores for the directory's tests. The places are seeded once and the file copied: seeding takes seconds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection

from facilities_db import tables
from facilities_db.geography import seed_places
from facilities_db.importing import ImportReport, import_file
from facilities_db.sample import load_sample
from porchlight.database import Database, metadata

SHARED = Path(__file__).parents[2].parent / "shared"
REAL_FILE = SHARED / "data" / "samhsa_directory_2024.csv.gz"
HEADER = (
    "facility_id,directory_type,name1,name2,street1,street2,city,state,zip,phone,"
    "intake1,intake2,intake1a,intake2a,service_code_info\n"
)


def _store(path: Path) -> Database:
    return Database(f"sqlite:///{path}")


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed SQLite file with the tables and all places, to be copied and never opened again."""
    path = tmp_path_factory.mktemp("places") / "places.sqlite"
    database = _store(path)
    metadata.create_all(database.engine, tables=[t for t in metadata.sorted_tables if t.name in vars(tables)])
    with database.write() as connection:
        seed_places(connection)
    with database.engine.connect() as connection:
        connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


@pytest.fixture
def store(seeded_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A store of its own with the places and no facility."""
    path = tmp_path / "store.sqlite"
    shutil.copy(seeded_file, path)
    database = _store(path)
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def places_only(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A connection to a shared store with the places; tests only read from it."""
    path = tmp_path_factory.mktemp("read") / "store.sqlite"
    shutil.copy(seeded_file, path)
    database = _store(path)
    with database.read() as connection:
        yield connection
    database.dispose()


@pytest.fixture(scope="session")
def real(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, ImportReport]]:
    """A shared store with the real directory, and the report of its import. Skips where the file is not."""
    if not REAL_FILE.exists():
        pytest.skip(f"the real directory is not on this machine: {REAL_FILE}")
    path = tmp_path_factory.mktemp("real") / "store.sqlite"
    shutil.copy(seeded_file, path)
    database = _store(path)
    yield database, import_file(database, REAL_FILE)
    database.dispose()


@pytest.fixture(scope="session")
def samples(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A connection to a shared store with the sample programs; tests only read from it."""
    path = tmp_path_factory.mktemp("samples") / "store.sqlite"
    shutil.copy(seeded_file, path)
    database = _store(path)
    load_sample(database)
    with database.read() as connection:
        yield connection
    database.dispose()
