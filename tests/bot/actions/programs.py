"""Programs and results of searches, invented, for tests of how they are said."""

from __future__ import annotations

import dataclasses
from typing import Any

from facilities_db.places import PlaceFound
from facilities_db.search import Match, SearchResult

AUSTIN = PlaceFound("Austin, TX", 30.27, -97.74, "TX", None, "city")
BILLINGS = PlaceFound("Billings, MT 59101", 45.78, -108.5, "MT", "59101", "zip")
HERE = PlaceFound("near Cambridge, MA", 42.37, -71.11, "MA", None, "here")
TEXAS = PlaceFound("Texas", 31.5, -99.3, "TX", None, "state")

HARBOR = Match(
    id=1,
    name="Harbor Light Counseling",
    street="100 Example St, Suite 2",
    city="Austin",
    state="TX",
    zip="78701",
    phone="512-555-0100",
    intake_phone="",
    distance_miles=3.2,
    services=(),
    edition="2024",
    sample=False,
    codes=("OIT", "OP", "MD", "PI", "FEM", "MALE", "ADLT"),
)


def program(**changes: Any) -> Match:
    """A program that differs in this from Harbor Light."""
    return dataclasses.replace(HARBOR, **changes)


def found(*programs: Match, **told: Any) -> SearchResult:
    """A search's result with these programs, or with Harbor Light alone."""
    return SearchResult(programs or (HARBOR,), **told)
