"""Invented programs to try things with, until a real directory is imported. Every name begins with SAMPLE."""

from __future__ import annotations

from pathlib import Path

from facilities_db import samhsa
from facilities_db.importing import ImportReport, store
from porchlight.database import Database

_FILE = Path(__file__).with_name("sample.csv")
EDITION = "sample"


def load_sample(database: Database) -> ImportReport:
    """Load the sample programs. Raises ImportRefused if the store holds a real directory."""
    return store(database, samhsa.read_directory(_FILE), _FILE.name, EDITION, sample=True)
