"""SAMHSA's National Directory as a table: which rows are substance-use programs, and what their columns mean.

Traps of the 2024 edition: ZIPs without their leading zeros, blank rows and a spilled legend at the end, rows that are
alike in name and address (14 are exact duplicates; all are kept), dashes for an address, and intake numbers that stand
there twice, once in letters.
"""

from __future__ import annotations

import re

from facilities_db import states
from facilities_db.directory import Directory, Program
from facilities_db.formats.editions import year_in
from facilities_db.formats.table import Layout, Table
from facilities_db.identity import Keys
from facilities_db.phones import readable

FORMAT = "SAMHSA National Directory"
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
LAYOUT = Layout(FORMAT, COLUMNS, (*_INTAKE, "latitude", "longitude", "website"))
_IDENTITY = ("name1", "name2", "street1", "street2", "city", "state", "zip")
_CODE = re.compile(r"(?<!\S)[A-Z][A-Z0-9]*(?!\S)")
# Zeros in front are lost, and the four digits behind are optional: 2139, 601, 02139-1234, 21391234.
_ZIP = re.compile(r"(\d{3,5})(?:-?\d{4})?", re.ASCII)
_DEGREES = re.compile(r"-?\d{1,3}(?:\.\d+)?", re.ASCII)


def read(table: Table, file_name: str, form: str) -> Directory:
    """The substance-use programs of a table; `form` is the kind of file, in words."""
    directory = Directory("samhsa", f"{FORMAT}, {form}", year_in(file_name))
    keys = Keys()
    for line, row in table.rows:
        directory.read += 1
        kind = row["directory_type"].lower()
        if kind == "mental":
            directory.other_directory += 1
            continue
        reason = _junk(row) if kind == "substance" else f"no program: its directory is {kind[:40]!r}"
        if reason:
            directory.skipped.append((line, reason))
            continue
        directory.programs.append(_program(row, keys))
    return directory


def five_digits(zip_code: str) -> str | None:
    """The ZIP with the zeros that spreadsheets take away, and without what follows the five; None if it is none."""
    found = _ZIP.fullmatch(zip_code)
    return found[1].zfill(5) if found else None


def _junk(row: dict[str, str]) -> str | None:
    """Why a row is no program, in plain words; None if it is one."""
    if not any(row[column] for column in _IDENTITY):
        return "a blank row"
    if row["state"].upper() not in states.NAMES:
        return f"no program: the state is {row['state'][:40]!r} (a line of the legend?)"
    if not row["name1"]:
        return "no program: it has no name"
    if five_digits(row["zip"]) is None:
        return f"no program: the ZIP is {row['zip'][:40]!r}"
    if not _CODE.search(row["service_code_info"]):
        return "no program: it has no service codes"
    return None


def _program(row: dict[str, str], keys: Keys) -> Program:
    zip_code = five_digits(row["zip"]) or ""
    street, street2 = _address(row["street1"]), _address(row["street2"])
    state = row["state"].upper()
    return Program(
        key=keys.key(row["name1"], row["name2"], street, street2, row["city"], state, zip_code),
        name=row["name1"],
        name2=row["name2"],
        street=street,
        street2=street2,
        city=row["city"],
        state=state,
        zip=zip_code,
        phone=readable(row["phone"]),
        intake_phone=_intake(row),
        # Without the asterisks between the categories, each once, in the file's order.
        services=f" {' '.join(dict.fromkeys(_CODE.findall(row['service_code_info'])))} ",
        website=row.get("website", ""),
        lat=_degrees(row.get("latitude", "")),
        lng=_degrees(row.get("longitude", "")),
    )


def _address(line: str) -> str:
    """Nothing for the dashes of a program that keeps its address to itself: 450 of the 2024 edition."""
    return line if re.search(r"\w", line) else ""


def _intake(row: dict[str, str]) -> str:
    """The intake numbers, each once: a number in digits is left out where it also stands in letters."""
    numbers = dict.fromkeys(readable(row[column]) for column in _INTAKE if row.get(column))
    return " or ".join(number for number in numbers if not any(other.startswith(f"{number} (") for other in numbers))


def _degrees(text: str) -> float | None:
    return float(text) if _DEGREES.fullmatch(text) else None
