"""SAMHSA's National Directory as a CSV: which rows are substance-use programs, and what their columns mean.

Traps of the 2024 edition: ZIPs without their leading zeros, blank rows and a spilled legend at the end, rows that are
alike in name and address (14 are exact duplicates; all are kept), dashes for an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from facilities_db import states
from facilities_db.directory import Directory, Program
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
_IDENTITY = ("name1", "name2", "street1", "street2", "city", "state", "zip")
_CODE = re.compile(r"[A-Z][A-Z0-9]*")


def read(rows: Iterator[tuple[int, dict[str, str]]], file_name: str, form: str = "CSV") -> Directory:
    """The substance-use programs of a table's rows, each with its line."""
    directory = Directory("samhsa", f"{FORMAT}, {form}", edition_in(file_name))
    keys = Keys()
    for line, row in rows:
        directory.read += 1
        if row["directory_type"].lower() != "substance":
            directory.other_directory += 1
            continue
        reason = _junk(row)
        if reason:
            directory.skipped.append((line, reason))
            continue
        directory.programs.append(_program(row, keys))
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


def _program(row: dict[str, str], keys: Keys) -> Program:
    zip_code = row["zip"].split("-")[0]
    zip_code = zip_code[:5] if len(zip_code) == 9 else zip_code.zfill(5)
    street = _address(row["street1"])
    state = row["state"].upper()
    return Program(
        key=keys.key(row["name1"], row["name2"], street, _address(row["street2"]), row["city"], state, zip_code),
        name=row["name1"],
        name2=row["name2"],
        street=street,
        street2=_address(row["street2"]),
        city=row["city"],
        state=state,
        zip=zip_code,
        phone=readable(row["phone"]),
        intake_phone=_intake(row),
        services=f" {' '.join(_codes(row))} ",
    )


def _address(line: str) -> str:
    """Nothing for the dashes of a program that keeps its address to itself: 450 of the 2024 edition."""
    return line if re.search(r"\w", line) else ""


def _codes(row: dict[str, str]) -> Iterable[str]:
    """The codes without the asterisks between their categories, each once, in the file's order."""
    return list(dict.fromkeys(code for code in row["service_code_info"].split() if _CODE.fullmatch(code)))


def _intake(row: dict[str, str]) -> str:
    numbers = [readable(row[column]) for column in _INTAKE if row.get(column)]
    return " or ".join(dict.fromkeys(number for number in numbers if number))
