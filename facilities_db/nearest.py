"""The one question that is put to the database: which listings with these codes are nearest, or best, in an area.

Around a place the search looks in a small square first and, while that holds too few, in one five times as wide.
The map is cut into bands (`facilities.band`), and one index holds all that is read, so that the cost follows the number
of programs near and not the number in all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Float, Integer, String, bindparam, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from facilities_db import codes
from facilities_db.geography import EARTH_RADIUS_MILES, box_around, miles_of_chord, unit_vector
from facilities_db.requirements import Requirement
from facilities_db.tables import BAND_DEGREES, facilities

# The last one is followed by the whole country: a wider one would read half of it, and then all of it once more.
_CIRCLES_MILES = (8, 40, 200)


class Hit(NamedTuple):
    """A listing that fits. `miles` is None for one that has no position."""

    id: int
    miles: float | None


@dataclass(frozen=True)
class Area:
    """Where to look: everywhere around a point, or only in a state, or only in a town of it."""

    lat: float
    lng: float
    state: str | None = None
    city_folded: str | None = None


def nearest(connection: Connection, area: Area, wanted: Sequence[Requirement], count: int) -> list[Hit]:
    """The `count` nearest in the area, nearest first; fewer when there are no more.

    In a state, those without a position come last.
    """
    values = _values(area, wanted)
    shape = _shape(area, wanted)
    for miles in _CIRCLES_MILES:
        hits = _around(connection, shape, values, area, miles, count)
        if len(hits) == count and (hits[-1].miles or 0.0) <= miles:
            return hits
    if area.state:
        return _hits(connection.execute(_in_state(shape, by_signs=False), {**values, "most": count}))
    return _hits(connection.execute(_everywhere(shape), {**values, "most": count}))


def any_within(connection: Connection, area: Area, wanted: Sequence[Requirement], miles: float) -> bool:
    """Whether there is one no farther than so many miles; cheaper than finding the nearest."""
    values = {**_values(area, wanted), **_box(area, miles), "most": 1, "chord": _chord_of(miles)}
    return connection.execute(_any_around(_shape(area, wanted)), values).first() is not None


def best(connection: Connection, area: Area, wanted: Sequence[Requirement], count: int) -> list[Hit]:
    """Those in the area's state (and town) that report the most quality signs; among equals the nearest."""
    query = _in_state(_shape(area, wanted), by_signs=True)
    return _hits(connection.execute(query, {**_values(area, wanted), "most": count}))


def best_within(
    connection: Connection, area: Area, wanted: Sequence[Requirement], count: int, miles: float
) -> list[Hit]:
    """Those within so many miles that report the most quality signs; among equals the nearest."""
    values = {**_values(area, wanted), **_box(area, miles), "most": count, "chord": _chord_of(miles)}
    return _hits(connection.execute(_best_around(_shape(area, wanted)), values))


class _Shape(NamedTuple):
    """What makes one statement differ from another; the rest are values."""

    masks: int
    texts: tuple[int, ...]
    in_state: bool
    in_city: bool


def _shape(area: Area, wanted: Sequence[Requirement]) -> _Shape:
    return _Shape(
        masks=sum(not _in_text(each) for each in wanted),
        texts=tuple(len(each.codes) for each in wanted if _in_text(each)),
        in_state=area.state is not None,
        in_city=area.city_folded is not None,
    )


def _in_text(requirement: Requirement) -> bool:
    """Whether a code has no bit: rare languages, which are looked for in the text."""
    return not all(codes.has_bit(code) for code in requirement.codes)


def _values(area: Area, wanted: Sequence[Requirement]) -> dict[str, Any]:
    values: dict[str, Any] = dict(zip("xyz", unit_vector(area.lat, area.lng), strict=True))
    values["state"], values["city"] = area.state, area.city_folded
    bits = [codes.bits(each.codes) for each in wanted if not _in_text(each)]
    values.update({f"mask{number}": mask for number, mask in enumerate(bits)})
    for number, each in enumerate(each for each in wanted if _in_text(each)):
        values.update({f"text{number}_{nth}": f"% {code} %" for nth, code in enumerate(each.codes)})
    return values


def _around(
    connection: Connection, shape: _Shape, values: dict[str, Any], area: Area, miles: float, count: int
) -> list[Hit]:
    return _hits(connection.execute(_in_box(shape), {**values, **_box(area, miles), "most": count}))


def _box(area: Area, miles: float) -> dict[str, Any]:
    box = box_around(area.lat, area.lng, miles)
    lowest, highest = (math.floor((edge + 90) / BAND_DEGREES) for edge in (box.south, box.north))
    return {**box._asdict(), "bands": list(range(lowest, highest + 1))}


def _chord_of(miles: float) -> float:
    """The squared straight line of so many miles along the ground; the other way round than `miles_of_chord`."""
    return (2 * math.sin(miles / EARTH_RADIUS_MILES / 2)) ** 2


def _hits(rows: Any) -> list[Hit]:
    return [Hit(row.id, None if row.chord is None else miles_of_chord(row.chord)) for row in rows]


# Statements are kept: building one takes longer than running it.
@lru_cache(maxsize=256)
def _in_box(shape: _Shape) -> Select:
    chord = _chord()
    return _limited(_select(shape, chord, in_box=True).where(*_in_bands()), chord, facilities.c.tie, facilities.c.id)


@lru_cache(maxsize=256)
def _any_around(shape: _Shape) -> Select:
    chord = _chord()
    return _limited(_select(shape, chord, in_box=True).where(*_in_bands(), chord <= bindparam("chord", type_=Float)))


@lru_cache(maxsize=256)
def _best_around(shape: _Shape) -> Select:
    f, chord = facilities.c, _chord()
    inside = chord <= bindparam("chord", type_=Float)
    return _limited(_select(shape, chord, in_box=True).where(*_in_bands(), inside), f.signs.desc(), chord, f.tie, f.id)


@lru_cache(maxsize=256)
def _everywhere(shape: _Shape) -> Select:
    chord = _chord()
    return _limited(
        _select(shape, chord).where(facilities.c.band.is_not(None)), chord, facilities.c.tie, facilities.c.id
    )


@lru_cache(maxsize=256)
def _in_state(shape: _Shape, *, by_signs: bool) -> Select:
    f, chord = facilities.c, _chord()
    first = (f.signs.desc(),) if by_signs else ()
    return _limited(_select(shape, chord).where(f.listed), *first, f.lat.is_(None), chord, f.tie, f.id)


def _in_bands() -> tuple[ColumnElement, ...]:
    f = facilities.c
    return (
        f.band.in_(bindparam("bands", expanding=True, type_=Integer)),
        f.lng.between(_number("west"), _number("east")),
        f.lat.between(_number("south"), _number("north")),
    )


def _chord() -> ColumnElement:
    """The squared straight line from the place: it grows with the distance along the ground."""
    f = facilities.c
    dx, dy, dz = f.earth_x - _number("x"), f.earth_y - _number("y"), f.earth_z - _number("z")
    return dx * dx + dy * dy + dz * dz


def _select(shape: _Shape, chord: ColumnElement, *, in_box: bool = False) -> Select:
    f = facilities.c
    query = select(f.id, chord.label("chord"))
    for number in range(shape.masks):
        query = query.where(f.code_bits.op("&")(bindparam(f"mask{number}", type_=BigInteger)) != 0)
    for number, count in enumerate(shape.texts):
        query = query.where(
            or_(*(f.services.like(bindparam(f"text{number}_{nth}", type_=String)) for nth in range(count)))
        )
    if shape.in_state:
        # In a box the band's index is the one to take: an expression keeps the planner from the state's.
        state = f.state.concat("") if in_box else f.state
        query = query.where(state == bindparam("state", type_=String))
    if shape.in_city:
        query = query.where(f.city_folded == bindparam("city", type_=String))
    return query


def _limited(query: Select, *order: Any) -> Select:
    return query.order_by(*order).limit(bindparam("most", type_=Integer))


def _number(name: str) -> BindParameter:
    return bindparam(name, type_=Float)
