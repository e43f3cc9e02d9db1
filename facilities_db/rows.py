"""From what a program tells of itself to a row of `facilities`: where it is, what it can be found by."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.engine import Connection

from facilities_db import codes
from facilities_db.geography import unit_vector
from facilities_db.placenames import fold
from facilities_db.tables import BAND_DEGREES, place_names, places
from porchlight.hours import OpeningHours

# What is told, as it stands in a file or in a correction; everything else in a row follows from it.
TOLD = (
    "name", "name2", "street", "street2", "city", "state", "zip", "phone", "intake_phone", "website", "hours", "notes",
    "services",
)  # fmt: skip
_EVENING = 18 * 60 + 30  # a program that is open at 6:30 p.m. has evening hours
_SATURDAY = 5
_BATCH = 500
_T = TypeVar("_T")


class Spot(NamedTuple):
    """A position in WGS 84 degrees; `exact` when it is the building's own and not its ZIP's."""

    lat: float
    lng: float
    exact: bool


class Spots:
    """Where ZIPs, and the towns of unknown ZIPs, are. A few queries when made, none later."""

    def __init__(self, connection: Connection, addresses: Iterable[tuple[str, str, str]]) -> None:
        """`addresses` are (ZIP, city, state)."""
        asked = set(addresses)
        self._zips: dict[str, Spot] = {}
        for batch in batches(sorted({zip_code for zip_code, _, _ in asked})):
            for row in connection.execute(select(places).where(places.c.zip.in_(batch))):
                self._zips[row.zip] = Spot(row.lat, row.lng, False)
        self._towns: dict[tuple[str, str], Spot] = {}
        for batch in batches(sorted({fold(city) for zip_code, city, _ in asked if zip_code not in self._zips})):
            query = select(place_names).where(place_names.c.folded.in_(batch), place_names.c.kind == "city")
            for row in connection.execute(query):
                self._towns[row.folded, row.state] = Spot(row.lat, row.lng, False)

    def of(self, zip_code: str, city: str, state: str) -> Spot | None:
        """The middle of the ZIP, else of the town; None if neither is known."""
        return self._zips.get(zip_code) or self._towns.get((fold(city), state))


def row_of(told: Mapping[str, Any], spot: Spot | None) -> dict[str, Any]:
    """All columns of a listing that follow from what it tells and where it is; not whether it is listed."""
    services = set(told["services"].split())
    vector = unit_vector(spot.lat, spot.lng) if spot else (None, None, None)
    return {
        **{name: told[name] for name in TOLD},
        "city_folded": fold(told["city"]),
        "lat": spot.lat if spot else None,
        "lng": spot.lng if spot else None,
        "exact": bool(spot and spot.exact),
        "earth_x": vector[0],
        "earth_y": vector[1],
        "earth_z": vector[2],
        "code_bits": codes.bits(services | _open_when(told["hours"], services)),
        "signs": len(codes.signs(told["services"])),
    }


def band_of(lat: float | None, *, listed: bool) -> int | None:
    """The band of the map that a listing is searched in; None for one that is not found by distance."""
    return None if lat is None or not listed else math.floor((lat + 90) / BAND_DEGREES)


def opening_codes(hours: str) -> set[str]:
    """The own codes that opening hours bear out: "evenings" (open at 6:30 p.m.), "weekends"."""
    if not hours:
        return set()
    parsed = OpeningHours.parse(hours)
    evenings = any(opens <= _EVENING < closes + 24 * 60 * (closes <= opens) for _, opens, closes in parsed.spans)
    weekends = any(day >= _SATURDAY for day, _, _ in parsed.spans)
    return {code for code, has in (("evenings", evenings), ("weekends", weekends)) if has or parsed.always}


def batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    """The items in lists of at most 500: more would be too many parameters for one statement."""
    remaining = iter(items)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _open_when(hours: str, services: set[str]) -> set[str]:
    """A program whose hours nobody told may have evenings; one whose hours are known has them or not."""
    has = opening_codes(hours) | (services & {"evenings", "weekends"})
    if not hours and not has:
        return {"maybe_evenings", "maybe_weekends"}
    return {f"maybe_{code}" for code in has}
