"""The files that programs come in, each recognised by what is in it and not by its name."""

from __future__ import annotations

from pathlib import Path

from facilities_db.directory import Directory
from facilities_db.formats import samhsa
from facilities_db.formats.csv_file import rows_of


def read_directory(path: Path) -> Directory:
    """The programs of a file of any known format. Raises ImportRefused, naming the line, for anything else."""
    return samhsa.read(rows_of(path, samhsa.COLUMNS), path.name)
