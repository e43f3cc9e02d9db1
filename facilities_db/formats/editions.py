"""Which edition a file is, by its name."""

from __future__ import annotations

import datetime as dt
import re

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_DAY = re.compile(r"(?<!\d)(20\d\d)[-_]?(\d\d)[-_]?(\d\d)(?!\d)")


def year_in(file_name: str) -> str | None:
    """The year: "samhsa_directory_2024.csv.gz" is the edition "2024"."""
    years = _YEAR.findall(file_name)
    return years[-1] if years else None


def day_in(file_name: str) -> str | None:
    """The day, "our_list_2026-11-25.csv" or "20261125"; else the year."""
    for found in _DAY.finditer(file_name):
        try:
            return dt.date(*map(int, found.groups())).isoformat()
        except ValueError:
            continue
    return year_in(file_name)
