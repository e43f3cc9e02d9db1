"""SAMHSA's National Directory as a CSV: which rows are substance-use programs, and what their columns mean.

Traps of the 2024 edition: ZIPs without their leading zeros, blank rows and a spilled legend at the end, rows that are
alike in name and address (14 are exact duplicates; all are kept).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from facilities_db import states
from facilities_db.phones import readable
from facilities_db.table_file import rows_of

FORMAT = "SAMHSA National Directory CSV"
COLUMNS = (
    "directory_type",
    "name1",
    "name2",
    "street1",
    "street2",
    "city",
    "state",
    "zip",
    "phone",
    "service_code_info",
)
_INTAKE = ("intake1", "intake2", "intake1a", "intake2a")
_IDENTITY = ("name1", "name2", "street1", "street2", "city", "state", "zip")
_CODE = re.compile(r"[A-Z][A-Z0-9]*")


@dataclass(frozen=True)
class Program:
    """One program of the directory; `services` are its codes with a space between them and at both ends."""

    key: str
    name: str
    name2: str
    street: str
    street2: str
    city: str
    state: str
    zip: str
    phone: str
    intake_phone: str
    services: str


@dataclass
class Directory:
    """What a file holds: the programs, the rows skipped with the reason, and how many rows it has in all.

    `other_directory` counts mental-health rows, which are no error: this is a substance-use directory.
    """

    programs: list[Program] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    read: int = 0
    other_directory: int = 0


def read_directory(path: Path) -> Directory:
    """The substance-use programs of a file. Raises ImportRefused (see `facilities_db.table_file`)."""
    directory = Directory()
    seen: Counter[str] = Counter()
    for line, row in rows_of(path, COLUMNS):
        directory.read += 1
        if row["directory_type"].lower() != "substance":
            directory.other_directory += 1
            continue
        reason = _junk(row)
        if reason:
            directory.skipped.append((line, reason))
            continue
        directory.programs.append(_program(row, seen))
    return directory


def edition_in(file_name: str) -> str | None:
    """The year in a file's name: "samhsa_directory_2024.csv.gz" is the edition "2024"."""
    years = re.findall(r"(?<!\d)(20\d\d)(?!\d)", file_name)
    return years[-1] if years else None


def _junk(row: dict[str, str]) -> str | None:
    """Why a row is no program, in plain words; None if it is one."""
    if not any(row[column] for column in _IDENTITY):
        return "a blank row"
    if row["state"].upper() not in states.NAMES:
        return f"no program: the state is {row['state'][:40]!r} (a line of the legend?)"
    if not row["name1"]:
        return "no program: it has no name"
    if not re.fullmatch(r"\d{3,5}(-?\d{4})?", row["zip"]):
        return f"no program: the ZIP is {row['zip'][:40]!r}"
    if not _codes(row):
        return "no program: it has no service codes"
    return None


def _program(row: dict[str, str], seen: Counter[str]) -> Program:
    zip_code = row["zip"].split("-")[0]
    zip_code = zip_code[:5] if len(zip_code) == 9 else zip_code.zfill(5)
    return Program(
        key=_key(row, seen),
        name=row["name1"],
        name2=row["name2"],
        street=row["street1"],
        street2=row["street2"],
        city=row["city"],
        state=row["state"].upper(),
        zip=zip_code,
        phone=readable(row["phone"]),
        intake_phone=_intake(row),
        services=f" {' '.join(_codes(row))} ",
    )


def _key(row: dict[str, str], seen: Counter[str]) -> str:
    """The same for a program in every edition: its name and address, and the how-manyth of that name and address.

    The file's own `facility_id` is a row number, which the next edition gives to another program.
    """
    identity = "\x1f".join(row[column].lower() for column in _IDENTITY)
    seen[identity] += 1
    return hashlib.sha256(f"{identity}\x1f{seen[identity]}".encode()).hexdigest()


def _codes(row: dict[str, str]) -> Iterable[str]:
    """The codes without the asterisks between their categories, each once, in the file's order."""
    return list(dict.fromkeys(code for code in row["service_code_info"].split() if _CODE.fullmatch(code)))


def _intake(row: dict[str, str]) -> str:
    numbers = [readable(row[column]) for column in _INTAKE if row.get(column)]
    return " or ".join(dict.fromkeys(number for number in numbers if number))
