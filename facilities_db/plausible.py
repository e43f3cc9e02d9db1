"""What speaks against a directory before it is stored: that it would take away much of what is known of its states.

A list that has shrunk by half, or in which nobody takes Medicaid any more, has been cut or has changed its words.
People would be told that there is nothing for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.engine import Connection

from facilities_db import codes
from facilities_db.directory import Directory
from facilities_db.tables import facilities

# Of the 2024 directory's Massachusetts programs 81% were in a locator answer two years later. Half is no such change.
_LEAST_KEPT = 0.5
# Fewer than this many come and go.
_ENOUGH = 20


def doubts(connection: Connection, directory: Directory) -> list[str]:
    """What the directory has less than half of that the store has in its states; [] if nothing speaks against it.

    Compared are the number of programs and, for each code that people can ask for, how many carry it.
    """
    f = facilities.c
    query = select(f.services).where(
        f.state.in_({program.state for program in directory.programs}),
        f.source.in_(("samhsa", "locator")),
        f.gone_at.is_(None),
    )
    before = _counted(row.services for row in connection.execute(query))
    after = _counted(program.services for program in directory.programs)
    return [
        f"{_named(code)}: {after[code]} where the store has {count}"
        for code, count in sorted(before.items())
        if count >= _ENOUGH and after[code] < count * _LEAST_KEPT
    ]


def _counted(all_services: Iterable[str]) -> Counter[str]:
    """How many there are in all (as ""), and how many carry each code that can be asked for."""
    counted: Counter[str] = Counter()
    for services in all_services:
        counted.update({"", *(code for code in services.split() if codes.has_bit(code))})
    return counted


def _named(code: str) -> str:
    return f"programs with {codes.SHOWN.get(code, code)}" if code else "programs"
