"""The nearest programs that fit: filters first, then distance, then name and id.

Nothing else moves a program up or down: no rating, no payment. An answer is never empty while the directory has any
program: the circle widens, then soft needs are given up one at a time, then (always said) the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Float, bindparam, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select
from sqlalchemy.sql.elements import BindParameter

from facilities_db import codes
from facilities_db.geography import WHOLE_EARTH, Box, box_around, miles_of_chord, unit_vector
from facilities_db.needs import Needs
from facilities_db.places import PlaceFound
from facilities_db.requirements import Requirement, requirements, ways_to_give_up
from facilities_db.tables import facilities

# Of all US ZIPs, 81% have an IOP within 25 miles, 96% within 50, 99.8% within 100 (2024 directory).
_CIRCLES_MILES = (25, 50, 100, 300, 1000)
# Farther than this a soft need is given up rather than the person sent on.
_FAR_MILES = 100

_Found = list[tuple[Any, float | None]]


@dataclass(frozen=True)
class Match:
    """One program. The distance is in miles as the crow flies, from ZIP to ZIP (about 1 mile off, at worst 10).

    `distance_miles` is None for a search of a whole state. `services` are plain words, as the program reported them
    to SAMHSA for `edition`. `sample` marks an invented program.
    """

    id: int
    name: str
    street: str
    city: str
    state: str
    zip: str
    phone: str
    intake_phone: str
    distance_miles: float | None
    services: tuple[str, ...]
    edition: str
    sample: bool


@dataclass(frozen=True)
class SearchResult:
    """The matches, nearest first; the needs given up to find them, in plain words; how far the search went.

    `widened_to_miles` is None while all matches are within 25 miles (or in the state that was asked for).
    """

    matches: tuple[Match, ...]
    gave_up: tuple[str, ...] = ()
    widened_to_miles: int | None = None


def find(connection: Connection, place: PlaceFound, needs: Needs, limit: int = 3, offset: int = 0) -> SearchResult:
    """The `limit` nearest programs after the first `offset` ones. Empty only past the last one or in an empty store.

    Raises ValueError for a negative limit or offset.
    """
    if limit < 0 or offset < 0:
        raise ValueError("limit and offset count programs: they cannot be negative")
    wanted = requirements(needs)
    search = _Search(connection, place, offset + max(limit, 1))
    found = search.run(wanted)
    gave_up: tuple[str, ...] = ()
    if not search.is_near(found):
        found, gave_up = _give_up(search, wanted, found)
    page = found[offset : offset + limit]
    return SearchResult(tuple(_match(row, miles) for row, miles in page), gave_up, _widened([m for _, m in page]))


def facility(connection: Connection, facility_id: int) -> Match | None:
    """The program with that id, also when a later edition no longer has it; None if there is none."""
    row = connection.execute(select(facilities).where(facilities.c.id == facility_id)).one_or_none()
    return None if row is None else _match(row, None)


class _Search:
    """Looks around one place for the first `count` programs that meet some requirements."""

    def __init__(self, connection: Connection, place: PlaceFound, count: int) -> None:
        self._connection = connection
        self._place = place
        self._count = count
        self._origin = dict(zip("xyz", unit_vector(place.lat, place.lng), strict=True))

    def run(self, wanted: list[Requirement]) -> _Found:
        """In the state if one was asked for, else (or if it has none) in circles up to the whole country."""
        if self._place.kind == "state":
            found = self._in_state(wanted, self._count)
            if found:
                return found
        for miles in _CIRCLES_MILES:
            found = self._in_box(wanted, box_around(self._place.lat, self._place.lng, miles), self._count)
            if len(found) == self._count and (found[-1][1] or 0.0) <= miles:
                return found
        return self._in_box(wanted, WHOLE_EARTH, self._count)

    def is_near(self, found: _Found) -> bool:
        """Whether the first one is in the state asked for, or not too far."""
        return bool(found) and (found[0][1] is None or found[0][1] <= _FAR_MILES)

    def has_near(self, wanted: list[Requirement]) -> bool:
        """Whether anything near here meets the requirements; cheaper than `run`."""
        if self._place.kind == "state":
            return bool(self._in_state(wanted, 1))
        return self.is_near(self._in_box(wanted, box_around(self._place.lat, self._place.lng, _FAR_MILES), 1))

    def _in_state(self, wanted: list[Requirement], count: int) -> _Found:
        masks = _masks(wanted)
        values = {**masks, **self._origin, "state": self._place.state, "most": count}
        return [(row, None) for row in self._connection.execute(_statement(len(masks), in_state=True), values)]

    def _in_box(self, wanted: list[Requirement], box: Box, count: int) -> _Found:
        masks = _masks(wanted)
        values = {**masks, **self._origin, **box._asdict(), "most": count}
        rows = self._connection.execute(_statement(len(masks), in_state=False), values)
        return [(row, miles_of_chord(row.chord)) for row in rows]


def _masks(wanted: list[Requirement]) -> dict[str, int]:
    """The bits of each requirement, of which a program must have at least one."""
    return {f"mask{number}": codes.bits(requirement.codes) for number, requirement in enumerate(wanted)}


@lru_cache(maxsize=64)
def _statement(requirements_count: int, *, in_state: bool) -> Select:
    """The query for so many requirements; kept, because building it takes longer than running it."""
    f = facilities.c
    dx, dy, dz = f.earth_x - _number("x"), f.earth_y - _number("y"), f.earth_z - _number("z")
    chord = (dx * dx + dy * dy + dz * dz).label("chord")
    query = select(facilities, chord).where(f.gone_at.is_(None))
    for number in range(requirements_count):
        query = query.where(f.code_bits.op("&")(bindparam(f"mask{number}", type_=BigInteger)) != 0)
    if in_state:
        # Without a position, last; and the same way round on every database.
        return (
            query.where(f.state == bindparam("state"))
            .order_by(f.lat.is_(None), chord, f.name, f.id)
            .limit(bindparam("most"))
        )
    return (
        query.where(f.lat.between(_number("south"), _number("north")), f.lng.between(_number("west"), _number("east")))
        .order_by(chord, f.name, f.id)
        .limit(bindparam("most"))
    )


def _number(name: str) -> BindParameter:
    return bindparam(name, type_=Float)


def _give_up(search: _Search, wanted: list[Requirement], far: _Found) -> tuple[_Found, tuple[str, ...]]:
    """What is found with the fewest needs given up, and their words.

    Soft needs go if that brings something near. Hard ones go only when nothing in the whole directory has them.
    """
    for fewer, words in ways_to_give_up(wanted, soft=True):
        if search.has_near(fewer):
            return search.run(fewer), words
    if far:
        return far, ()
    for soft in (True, False):
        for fewer, words in ways_to_give_up(wanted, soft=soft):
            found = search.run(fewer)
            if found:
                return found, words
    return [], ()


def _match(row: Any, miles: float | None) -> Match:
    return Match(
        id=row.id,
        name=f"{row.name}, {row.name2}" if row.name2 else row.name,
        street=f"{row.street}, {row.street2}" if row.street2 else row.street,
        city=row.city,
        state=row.state,
        zip=row.zip,
        phone=row.phone,
        intake_phone=row.intake_phone,
        distance_miles=None if miles is None else round(miles, 1),
        services=codes.labels(row.services),
        edition=row.edition,
        sample=row.sample,
    )


def _widened(distances: list[float | None]) -> int | None:
    farthest = max((miles for miles in distances if miles is not None), default=0.0)
    if farthest <= _CIRCLES_MILES[0]:
        return None
    return next((miles for miles in _CIRCLES_MILES if farthest <= miles), int(farthest) + 1)
