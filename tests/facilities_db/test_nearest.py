"""The nearest, by the database and by hand: they agree for every place, every need and every number of programs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from facilities_db.geography import miles_between
from facilities_db.identity import tie_break
from facilities_db.nearest import Area, any_within, best, best_within, nearest
from facilities_db.requirements import Requirement
from facilities_db.rows import TOLD, Spot, band_of, row_of
from facilities_db.tables import facilities
from tests.facilities_db.conftest import Fresh

CODES = ("OIT", "MD", "SP", "F47", "F99")  # the last has no bit
# Close together, on one point, at the edges of bands, across the date line, near a pole, and far from everything.
SPOTS = [
    (42.35, -71.10), (42.35, -71.10), (42.35, -71.10), (42.400001, -71.10), (42.45, -71.2), (42.0, -70.0), (41.5, -75.0),
    (38.0, -97.0), (34.0, -118.0), (21.3, -157.8), (13.4, 144.8), (-14.3, -170.7), (52.0, 179.9), (51.9, -179.9),
    (71.2, -156.8), (88.0, 10.0), (18.2, -66.5),
]  # fmt: skip


def _crowd() -> Iterator[dict[str, Any]]:
    chance = random.Random(3)
    for number in range(240):
        lat, lng = SPOTS[number % len(SPOTS)]
        if number > 100:
            lat, lng = lat + chance.gauss(0, 0.3), lng + chance.gauss(0, 0.3)
        placed = number % 29 != 0
        spot = Spot(max(-90.0, min(90.0, lat)), (lng + 180) % 360 - 180, True) if placed else None
        carried = " ".join(code for code in (*CODES, "CARF", "ACC", "FCO") if chance.random() < 0.45)
        told = {**dict.fromkeys(TOLD, ""), "name": str(number), "state": chance.choice(["MA", "NY"]),
                "city": chance.choice(["Boston", "Salem"]), "services": f" {carried} "}  # fmt: skip
        key = f"{chance.getrandbits(256):064x}"
        row, listed = row_of(told, spot), number % 17 != 0
        yield {**row, "key": key, "tie": tie_break(key), "source": "samhsa", "edition": "2024", "sample": False,
               "gone_at": None, "hidden": not listed, "same_as": None, "listed": listed,
               "band": band_of(row["lat"], listed=listed)}  # fmt: skip


@pytest.fixture(scope="module")
def crowd(fresh: Fresh) -> Iterator[tuple[Connection, list[Any]]]:
    """A connection to a store of 240 programs in awkward places, and its rows."""
    database = fresh()
    with database.write() as connection:
        connection.execute(insert(facilities), list(_crowd()))
    with database.read() as connection:
        yield connection, connection.execute(select(facilities)).all()
    database.dispose()


def _fits(row: Any, area: Area, wanted: list[Requirement]) -> bool:
    if area.state and row.state != area.state or area.city_folded and row.city_folded != area.city_folded:
        return False
    return row.listed and all(set(row.services.split()) & set(each.codes) for each in wanted)


def _by_hand(rows: list[Any], area: Area, wanted: list[Requirement], *, signs: bool = False) -> list[int]:
    """Every fitting id in order; distances are rounded, because two sums of one distance differ at the end."""

    def order(row: Any) -> tuple[Any, ...]:
        far = row.lat is None
        miles = 0.0 if far else round(miles_between(area.lat, area.lng, row.lat, row.lng), 5)
        return -row.signs if signs else 0, far, miles, row.tie, row.id

    fitting = [row for row in rows if _fits(row, area, wanted) and (area.state or row.lat is not None)]
    return [row.id for row in sorted(fitting, key=order)]


places = st.one_of(st.sampled_from(SPOTS), st.tuples(st.floats(-89.9, 89.9), st.floats(-180, 180)))
needs = st.lists(st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True), max_size=3)


def _wanted(groups: list[list[str]]) -> list[Requirement]:
    return [Requirement("", tuple(group), soft=False) for group in groups]


@settings(max_examples=150, deadline=None)
@given(places, needs, st.integers(1, 30), st.sampled_from([None, "MA", "NY"]))
def test_the_nearest_are_the_nearest(
    crowd: tuple[Connection, list[Any]],
    place: tuple[float, float],
    groups: list[list[str]],
    count: int,
    state: str | None,
) -> None:
    """Around any place of the earth, in a state or everywhere, for any codes."""
    connection, rows = crowd
    area, wanted = Area(*place, state), _wanted(groups)
    hits = nearest(connection, area, wanted, count)
    assert [hit.id for hit in hits] == _by_hand(rows, area, wanted)[:count]
    miles = [hit.miles for hit in hits if hit.miles is not None]
    assert miles == sorted(miles)


@settings(max_examples=80, deadline=None)
@given(places, needs, st.integers(1, 30), st.sampled_from(["MA", "NY"]), st.sampled_from([None, "boston", "salem"]))
def test_the_best_are_those_with_most_signs(
    crowd: tuple[Connection, list[Any]],
    place: tuple[float, float],
    groups: list[list[str]],
    count: int,
    state: str,
    city: str | None,
) -> None:
    """In a state or a town of it; among equals the nearest."""
    connection, rows = crowd
    area, wanted = Area(*place, state, city), _wanted(groups)
    found = [hit.id for hit in best(connection, area, wanted, count)]
    assert found == _by_hand(rows, area, wanted, signs=True)[:count]


@settings(max_examples=80, deadline=None)
@given(places, needs, st.floats(0.5, 3000))
def test_whether_there_is_any_and_the_best_within_a_circle(
    crowd: tuple[Connection, list[Any]], place: tuple[float, float], groups: list[list[str]], miles: float
) -> None:
    """What is in the corners of the square around the circle does not count."""
    connection, rows = crowd
    area, wanted = Area(*place), _wanted(groups)
    near = [r for r in rows if r.lat is not None and miles_between(*place, r.lat, r.lng) <= miles]
    expected = _by_hand(near, area, wanted, signs=True)
    assert any_within(connection, area, wanted, miles) == bool(expected)
    assert [hit.id for hit in best_within(connection, area, wanted, 500, miles)] == expected
