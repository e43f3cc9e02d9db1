"""What every kind of directory file is read into: programs, and what was left out and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

# Who tells us. The directory and the locator are two editions of one list, SAMHSA's; operators' own listings stand
# beside it, and sample programs only where there is nothing else.
Source = Literal["samhsa", "locator", "operator", "sample"]


@dataclass(frozen=True)
class Program:
    """One program as a file has it.

    key: the same in every edition (see `facilities_db.identity`).
    zip: five digits. street: "" when the program keeps its address to itself.
    phone, intake_phone: as people dial them (see `facilities_db.phones`).
    services: codes with one space between them and at both ends, " OIT MD "; SAMHSA's and those of
        `facilities_db.codes.OWN_CODES`.
    lat, lng: the building's own position in WGS 84 degrees, checked against the ZIP; None where only the ZIP is known.
    hours: as `porchlight.hours` reads them; "" when nobody said.
    """

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
    website: str = ""
    lat: float | None = None
    lng: float | None = None
    hours: str = ""
    notes: str = ""


@dataclass
class Directory:
    """What a file holds.

    format: what it was recognised as, in words. edition: a year ("2024") or a day ("2026-11-25"); None if unknown.
    skipped: the rows that are no program, as (line, reason). read: how many rows it has in all.
    other_directory: rows of the mental-health directory, which are no error: this is a substance-use directory.
    complete: whether a program of these states that is missing here is gone; a page of a locator's answer is not.
    remarks: what the person who imports it should know, one sentence each.
    """

    source: Source = "samhsa"
    format: str = ""
    edition: str | None = None
    programs: list[Program] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    read: int = 0
    other_directory: int = 0
    complete: bool = True
    remarks: list[str] = field(default_factory=list)
