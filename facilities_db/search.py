"""The programs that fit, nearest first: filters first, then distance, then a fixed arbitrary order.

Nothing else moves a program up or down: no rating, no payment (`docs/ranking.md`). An answer is never empty while the
directory has any program: the circle widens, then soft needs are given up one at a time, then (always said) the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.engine import Connection

from facilities_db import codes, states
from facilities_db.codes import VIRTUAL
from facilities_db.nearest import Area, Hit, any_within, best, best_within, nearest
from facilities_db.needs import Needs
from facilities_db.placenames import fold
from facilities_db.places import PlaceFound
from facilities_db.requirements import Requirement, requirements, ways_to_give_up
from facilities_db.tables import facilities

# What is said of how far the search went. Of all US ZIPs, 81% have an IOP within 25 miles, 96% within 50, 99.8% within
# 100 (2024 directory).
_CIRCLES_MILES = (25, 50, 100, 300, 1000)
# Farther than this a soft need is given up rather than the person sent on.
_FAR_MILES = 100
# Where nothing at all is within that, a program with every need may be so many times as far as one without.
_MUCH_FARTHER = 1.5
# Farther than this a program by telehealth is worth a word.
_A_LONG_WAY_MILES = 50
# "The best near 02139" looks this far around a place that is no town and no state.
_BEST_MILES = 25


@dataclass(frozen=True)
class Match:
    """One program. The distance is in miles as the crow flies, from ZIP to ZIP (about 1 mile off, at worst 10).

    distance_miles: None for a search of a whole state, or when the program's place is not known.
    street: "" when the program keeps its address to itself.
    position: the building's own, as (lat, lng); None where only the ZIP is known.
    services: plain words, as the program reported them for `edition`. codes: the same as they are stored.
    signs: the quality signs it reports, in plain words; self-reported.
    hours: as `porchlight.hours` reads them; "" when nobody said. evenings, weekends: None when nobody said.
    sample: an invented program. gone: no search finds it any more; a later edition, or the operator, took it out.
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
    source: str = "samhsa"
    codes: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    website: str = ""
    hours: str = ""
    notes: str = ""
    position: tuple[float, float] | None = None
    evenings: bool | None = None
    weekends: bool | None = None
    gone: bool = False


@dataclass(frozen=True)
class SearchResult:
    """The matches and what a person should be told about how they were found.

    gave_up: the needs given up to find them, in plain words, in the order in which they went.
    widened_to_miles: how far the search went; None while all are within 25 miles, or in the state or town asked for.
    farther_miles: where something was given up: how far the nearest program is that has it all.
    virtual_state: where nothing is near: the state in which programs offer telehealth; else None.
    order: "signs" when the ones that report most quality signs come first.
    scope: "around" a place, or only in the "state" or "city".
    """

    matches: tuple[Match, ...]
    gave_up: tuple[str, ...] = ()
    widened_to_miles: int | None = None
    farther_miles: int | None = None
    virtual_state: str | None = None
    order: Literal["distance", "signs"] = "distance"
    scope: Literal["around", "state", "city"] = "around"


def find(connection: Connection, near: PlaceFound, needs: Needs, limit: int = 3, offset: int = 0) -> SearchResult:
    """The `limit` nearest programs after the first `offset` ones. Empty only past the last one or in an empty store.

    Raises ValueError for a negative limit or offset.
    """
    if limit < 0 or offset < 0:
        raise ValueError("limit and offset count programs: they cannot be negative")
    wanted = requirements(needs)
    count = offset + max(limit, 1)
    if needs.best:
        found = _the_best(connection, near, wanted, count)
        if found is not None:
            return _result(connection, found, near, limit, offset)
    search = _Search(connection, near, needs, count)
    found = search.run(wanted)
    if not found.hits and search.area.state:  # nothing in the state has it: look beyond
        search = _Search(connection, near, needs, count, beyond=True)
        found = search.run(wanted)
    if not search.is_within(found.hits) and not (needs.any_distance and found.hits):
        found = _give_up(search, wanted, found)
    return _result(connection, found, near, limit, offset, wanted if needs.virtual is None else None)


def facility(connection: Connection, facility_id: int) -> Match | None:
    """The program with that id, also when a later edition no longer has it; None if there is none."""
    row = connection.execute(select(facilities).where(facilities.c.id == facility_id)).one_or_none()
    return None if row is None else _match(row, None)


@dataclass(frozen=True)
class _Found:
    hits: list[Hit]
    scope: Literal["around", "state", "city"] = "around"
    order: Literal["distance", "signs"] = "distance"
    gave_up: tuple[str, ...] = ()
    farther_miles: int | None = None


class _Search:
    """Looks around one place, or in its state, for the first `count` programs that meet some requirements."""

    def __init__(
        self, connection: Connection, near: PlaceFound, needs: Needs, count: int, *, beyond: bool = False
    ) -> None:
        self._connection = connection
        self._count = count
        # Telehealth ends at the state's border, because the people who give it are licensed by a state.
        in_state = (near.kind == "state" or needs.virtual is True) and not beyond
        self.area = Area(near.lat, near.lng, near.state if in_state else None)

    def run(self, wanted: list[Requirement]) -> _Found:
        hits = nearest(self._connection, self.area, wanted, self._count)
        return _Found(hits, "state" if self.area.state else "around")

    def is_within(self, hits: list[Hit], miles: float = _FAR_MILES) -> bool:
        """Whether the first one is in the state asked for, or no farther than that."""
        return bool(hits) and (self.area.state is not None or (hits[0].miles or 0.0) <= miles)

    def has_within(self, wanted: list[Requirement], miles: float) -> bool:
        """Whether anything in the state, or so near, meets the requirements; cheaper than `run`."""
        if self.area.state:
            return bool(nearest(self._connection, self.area, wanted, 1))
        return any_within(self._connection, self.area, wanted, miles)


def _give_up(search: _Search, wanted: list[Requirement], far: _Found) -> _Found:
    """What is found with the fewest needs given up, and their words.

    Soft needs go if that brings something near, or, where nothing is near at all, much nearer. Hard ones go only when
    nothing in the whole directory has them.
    """
    limit = _near_here(search, wanted) if any(each.soft for each in wanted) else _FAR_MILES
    if not search.is_within(far.hits, limit):
        for fewer, words in ways_to_give_up(wanted, soft=True):
            if search.has_within(fewer, limit):
                farther = round(far.hits[0].miles) if far.hits and far.hits[0].miles is not None else None
                found = search.run(fewer)
                return _Found(found.hits, found.scope, gave_up=words, farther_miles=farther)
    if far.hits:
        return far
    for soft in (True, False):
        for fewer, words in ways_to_give_up(wanted, soft=soft):
            found = search.run(fewer)
            if found.hits:
                return _Found(found.hits, found.scope, gave_up=words)
    return _Found([])


def _near_here(search: _Search, wanted: list[Requirement]) -> float:
    """How many miles count as near: 100, or a little more than the nearest with no soft need, if that is farther."""
    hits = search.run([each for each in wanted if not each.soft]).hits
    nearest_of_all = hits[0].miles or 0.0 if hits else 0.0
    return max(_FAR_MILES, nearest_of_all * _MUCH_FARTHER)


def _the_best(connection: Connection, near: PlaceFound, wanted: list[Requirement], count: int) -> _Found | None:
    """Those in the place with most quality signs; None when nothing in the place fits."""
    if near.kind in ("state", "city"):
        city = fold(near.label.rpartition(",")[0]) if near.kind == "city" else None
        hits = best(connection, Area(near.lat, near.lng, near.state, city), wanted, count)
        return _Found(hits, near.kind, "signs") if hits else None
    hits = best_within(connection, Area(near.lat, near.lng), wanted, count, _BEST_MILES)
    return _Found(hits, "around", "signs") if hits else None


def _result(
    connection: Connection,
    found: _Found,
    near: PlaceFound,
    limit: int,
    offset: int,
    wanted: list[Requirement] | None = None,
) -> SearchResult:
    page = found.hits[offset : offset + limit]
    query = select(facilities).where(facilities.c.id.in_([hit.id for hit in page]))
    rows = {row.id: row for row in connection.execute(query)} if page else {}
    whole_state = found.scope == "state" and near.kind == "state"
    matches = tuple(_match(rows[hit.id], None if whole_state else hit.miles) for hit in page)
    return SearchResult(
        matches,
        found.gave_up,
        _widened([match.distance_miles for match in matches]) if found.scope == "around" else None,
        found.farther_miles,
        _virtual_state(connection, near, found, wanted),
        found.order,
        found.scope,
    )


def _virtual_state(
    connection: Connection, near: PlaceFound, found: _Found, wanted: list[Requirement] | None
) -> str | None:
    """The state's name, when the nearest program is a long way off and some in the state offer telehealth."""
    if wanted is None or found.scope != "around" or not found.hits:
        return None
    if found.hits[0].miles is None or found.hits[0].miles <= _A_LONG_WAY_MILES:
        return None
    hard = [requirement for requirement in wanted if not requirement.soft]
    online = [Requirement(VIRTUAL.label, VIRTUAL.codes, soft=True), *hard]
    area = Area(near.lat, near.lng, near.state)
    return states.NAMES[near.state] if nearest(connection, area, online, 1) else None


def _match(row: Any, miles: float | None) -> Match:
    carried = tuple(row.services.split())
    told = bool(row.hours) or bool({"evenings", "weekends"} & set(carried))
    may = {code: bool(row.code_bits & codes.bits([f"maybe_{code}"])) for code in ("evenings", "weekends")}
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
        source=row.source,
        codes=carried,
        signs=codes.signs(row.services),
        website=row.website,
        hours=row.hours,
        notes=row.notes,
        position=(row.lat, row.lng) if row.exact else None,
        evenings=may["evenings"] if told else None,
        weekends=may["weekends"] if told else None,
        gone=row.gone_at is not None or row.hidden,
    )


def _widened(distances: list[float | None]) -> int | None:
    farthest = max((miles for miles in distances if miles is not None), default=0.0)
    if farthest <= _CIRCLES_MILES[0]:
        return None
    return next((miles for miles in _CIRCLES_MILES if farthest <= miles), int(farthest) + 1)
