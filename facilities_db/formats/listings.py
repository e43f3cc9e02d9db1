"""An operator's own list of programs, as `docs/listings.md` describes it.

Whoever wrote it can mend it, so a cell that cannot be understood refuses the whole list and says what to write.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from facilities_db import states
from facilities_db.directory import Directory, Program
from facilities_db.formats import vocabulary
from facilities_db.formats.editions import day_in
from facilities_db.formats.samhsa import five_digits
from facilities_db.formats.table import Layout, Table
from facilities_db.identity import Keys
from facilities_db.phones import is_whole, readable
from facilities_db.refusal import ImportRefused
from porchlight.hours import OpeningHours

FORMAT = "an operator's own list"
NEEDED = ("name", "city", "state", "zip", "phone", "level_of_care")
# In the order of the template.
COLUMNS = (
    "name", "program", "street", "street2", "city", "state", "zip", "phone", "intake_phone", "website", "latitude",
    "longitude", "level_of_care", "payment", "medications", "ages", "accepts", "groups", "languages", "telehealth",
    "quality", "hours", "notes", "as_of",
)  # fmt: skip
# So begin the names in the template. Someone will fill it in and leave them there.
EXAMPLE = "EXAMPLE "
LAYOUT = Layout(FORMAT, NEEDED, tuple(name for name in COLUMNS if name not in NEEDED))

_YES_NO = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
_STATES = {name.lower(): code for code, name in states.NAMES.items()}
_LOWEST_ZIP = "00501"
# Only Puerto Rico, the Virgin Islands and two offices in New York have ZIPs that begin with two zeros; anywhere else
# a digit is missing.
_TWO_ZEROS = ("PR", "VI", "NY")
_WEBSITE = re.compile(r"https?://\S+|[\w-]+(\.[\w-]+)+(/\S*)?")
_T = TypeVar("_T")


def read(table: Table, file_name: str, form: str) -> Directory:
    """The programs of a list; `form` is the kind of file, in words.

    The edition is the newest day in `as_of`, else the day or year in the file's name, else today. Raises
    ImportRefused with line, column and what to write.
    """
    directory = Directory("operator", f"{FORMAT}, {form}")
    line_of: dict[str, int] = {}
    days = []
    for line, row in table.rows:
        directory.read += 1
        if row["name"].startswith(EXAMPLE):
            directory.skipped.append((line, "an example of the template"))
            continue
        cells = _Cells(line, row)
        program = cells.program()
        if program.key in line_of:
            raise ImportRefused(f"the program of line {line_of[program.key]} stands here again", line)
        line_of[program.key] = line
        directory.programs.append(program)
        days.append(cells.optional("as_of", _day, ""))
    directory.edition = max(days, default="") or day_in(file_name) or dt.date.today().isoformat()
    if table.unread:
        directory.remarks.append(f"Columns that were not read: {', '.join(table.unread)}.")
    return directory


class _Cells:
    """The cells of one line, each read by a function that raises ValueError with what is wrong."""

    def __init__(self, line: int, row: Mapping[str, str]) -> None:
        self._line = line
        self._row = row

    def needed(self, column: str, reader: Callable[[str], _T]) -> _T:
        if not self._row[column]:
            raise ImportRefused(f"{column} is empty; every program needs it", self._line)
        return self._read(column, reader)

    def optional(self, column: str, reader: Callable[[str], _T], default: _T) -> _T:
        return self._read(column, reader) if self._row.get(column) else default

    def program(self) -> Program:
        """The whole line."""
        program = Program(
            key="",
            name=self.needed("name", str),
            name2=self.optional("program", str, ""),
            street=self.optional("street", str, ""),
            street2=self.optional("street2", str, ""),
            city=self.needed("city", str),
            state=self.needed("state", _state),
            zip=self.needed("zip", _zip),
            phone=self.needed("phone", _phone),
            intake_phone=self.optional("intake_phone", _phones, ""),
            services=f" {' '.join(dict.fromkeys(self._codes()))} ",
            website=self.optional("website", _website, ""),
            lat=self.optional("latitude", _latitude, None),
            lng=self.optional("longitude", _longitude, None),
            hours=self.optional("hours", _hours, ""),
            notes=self.optional("notes", str, ""),
        )
        if (program.lat is None) != (program.lng is None):
            raise ImportRefused("latitude and longitude go together: fill in both, or neither", self._line)
        if program.zip.startswith("00") and program.state not in _TWO_ZEROS:
            raise ImportRefused(
                f"zip: {self._row['zip']!r} is no ZIP in {program.state}; a digit is missing", self._line
            )
        # By a counter of its own: the same program again has the same key.
        key = Keys("operator").key(
            program.name, program.name2, program.street, program.street2, program.city, program.state, program.zip
        )
        return dataclasses.replace(program, key=key)

    def _codes(self) -> list[str]:
        none: list[str] = []
        codes = self.needed("level_of_care", partial(vocabulary.codes_for, "level_of_care"))
        if not codes:
            raise ImportRefused("level_of_care names no kind of care", self._line)
        for column in vocabulary.COLUMNS:
            codes = codes + self.optional(column, partial(vocabulary.codes_for, column), none)
        return codes + ["TELE"] * self.optional("telehealth", _yes_or_no, False)

    def _read(self, column: str, reader: Callable[[str], _T]) -> _T:
        try:
            return reader(self._row[column])
        except ValueError as error:
            raise ImportRefused(f"{column}: {error}", self._line) from None


def _state(text: str) -> str:
    code = _STATES.get(text.lower(), text.upper())
    if code not in states.NAMES:
        raise ValueError(f"{text[:40]!r} is no state; write two letters, like MA")
    return code


def _zip(text: str) -> str:
    zip_code = five_digits(text)
    if zip_code is None or zip_code < _LOWEST_ZIP:
        raise ValueError(f"{text[:40]!r} is no ZIP; write five digits, like 02139")
    return zip_code


def _phone(text: str) -> str:
    if not is_whole(text):
        raise ValueError(
            f"{text[:40]!r} is no phone number of ten digits; write it like 617-555-0100 or 617-555-0100 x12"
        )
    return readable(text)


def _phones(text: str) -> str:
    return " or ".join(dict.fromkeys(map(_phone, filter(None, map(str.strip, text.split(";"))))))


def _website(text: str) -> str:
    if not _WEBSITE.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is no address; write it like https://example.org")
    return text


def _latitude(text: str) -> float | None:
    return _degrees(text, 90, "42.3736")


def _longitude(text: str) -> float | None:
    return _degrees(text, 180, "-71.1097")


def _degrees(text: str, most: int, example: str) -> float:
    try:
        degrees = float(text)
    except ValueError:
        degrees = float("nan")
    if not -most <= degrees <= most:
        raise ValueError(f"{text[:40]!r} is not between -{most} and {most}; write degrees, like {example}")
    return degrees


def _hours(text: str) -> str:
    OpeningHours.parse(text)
    return text


def _yes_or_no(text: str) -> bool:
    if text.lower() not in _YES_NO:
        raise ValueError(f"{text[:40]!r} is neither yes nor no")
    return _YES_NO[text.lower()]


def _day(text: str) -> str:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text[:40]!r} is no day; write it like 2026-11-25") from None
    if day > dt.date.today():
        raise ValueError(f"{text} has not come yet")
    return day.isoformat()
