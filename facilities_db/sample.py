"""Invented programs to try things with, until a real directory is imported. Every name begins with SAMPLE."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from facilities_db.formats import read_directory
from facilities_db.importing import ImportReport, store
from porchlight.database import Database

_FILE = Path(__file__).with_name("sample.csv")
EDITION = "sample"


def load_sample(database: Database) -> ImportReport:
    """Load the sample programs. Raises ImportRefused if the store holds a real directory."""
    directory = dataclasses.replace(read_directory(_FILE), source="sample")
    return store(database, directory, _FILE.name, EDITION)
