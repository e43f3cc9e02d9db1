"""Made-up programs, and a short way to bring them into a store."""

from __future__ import annotations

import dataclasses
from typing import Any

from sqlalchemy import select

from facilities_db.directory import Directory, Program, Source
from facilities_db.identity import Keys
from facilities_db.importing import ImportReport, store
from facilities_db.tables import facilities
from porchlight.database import Database

_PROGRAM = Program(
    key="", name="", name2="", street="100 Main St", street2="", city="Cambridge", state="MA", zip="02139",
    phone="617-555-0100", intake_phone="", services=" OIT MD ",
)  # fmt: skip


def program(name: str, **changes: Any) -> Program:
    """A program in Cambridge that has intensive outpatient and takes Medicaid, with these changes."""
    return dataclasses.replace(_PROGRAM, name=name, **changes)


def put(
    database: Database, *programs: Program, edition: str = "2024", source: Source = "samhsa", complete: bool = True
) -> ImportReport:
    """Store the programs as one edition of one source."""
    keys = Keys("operator" if source == "operator" else "samhsa")
    keyed = [dataclasses.replace(p, key=keys.key(p.name, p.name2, p.street, p.city, p.state, p.zip)) for p in programs]
    directory = Directory(source, "made for a test", edition, keyed, read=len(keyed), complete=complete)
    return store(database, directory, f"{source}_{edition}.csv", edition)


def rows_of(database: Database) -> dict[str, Any]:
    """Every listing by its name."""
    with database.read() as connection:
        return {row.name: row for row in connection.execute(select(facilities).order_by(facilities.c.id.desc()))}
