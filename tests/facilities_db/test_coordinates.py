"""Positions held against their ZIP: right ones, swapped ones, those that lost a sign, and those that are nowhere."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilities_db.coordinates import REACH_MILES, Coordinates
from facilities_db.geography import miles_between
from porchlight.database import Database

from .programs import program, put, rows_of

CAMBRIDGE, GUAM, SAMOA = (42.3647, -71.1042), (13.4443, 144.7863), (-14.2781, -170.7025)


@pytest.mark.parametrize("near", [CAMBRIDGE, GUAM, SAMOA])
@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("signs", [(1, 1), (1, -1), (-1, 1), (-1, -1)])
def test_swaps_and_lost_signs_are_mended(near: tuple[float, float], swapped: bool, signs: tuple[int, int]) -> None:
    """On every side of the globe the building's position comes back, and is counted only if it was mended."""
    right = (near[0] + 0.02, near[1] - 0.03)
    lat, lng = right[0] * signs[0], right[1] * signs[1]
    coordinates = Coordinates()
    found = coordinates.checked(*((lng, lat) if swapped else (lat, lng)), near, "MA")
    assert found == right
    assert (coordinates.mended, coordinates.not_believed) == (int(swapped or signs != (1, 1)), 0)


@pytest.mark.parametrize(
    "given",
    [(0.0, 0.0), (39.8283, -98.5795), (-98.5795, 39.8283), (39.5, -98.35), (37.751, -97.822), (40.7128, -74.006), (42.36, 0.0),
     (math.nan, -71.1), (math.inf, math.inf), (4236.47, -7110.42)],
)  # fmt: skip
def test_what_cannot_be_there_is_not_believed(given: tuple[float, float]) -> None:
    """Nowhere, the middle of the country, another city and nonsense are no position of a building in Cambridge."""
    coordinates = Coordinates()
    assert coordinates.checked(*given, CAMBRIDGE, "MA") is None
    assert (coordinates.mended, coordinates.not_believed) == (0, 1)


def test_the_middle_of_the_country_is_not_believed_even_near_it() -> None:
    """Lebanon, Kansas, lies two miles from it: its programs are found by their ZIP."""
    lebanon = (39.8077, -98.556)
    coordinates = Coordinates()
    assert miles_between(39.8283, -98.5795, *lebanon) < 2
    assert coordinates.checked(39.8283, -98.5795, lebanon, "KS") is None
    assert coordinates.checked(39.81, -98.55, lebanon, "KS") == (39.81, -98.55)


def test_alaskas_zips_are_large() -> None:
    """A hundred miles from the ZIP's middle is another town, and in Alaska the same ZIP."""
    near, far = (63.8673, -143.02), (63.8673, -140.0)
    assert 80 < miles_between(*near, *far) < 120
    assert Coordinates().checked(*far, near, "AK") == far
    assert Coordinates().checked(*far, near, "WA") is None


def test_without_anything_to_hold_it_against_it_is_not_believed() -> None:
    """A ZIP and a town that nobody knows leave a program without a position, and the report says so."""
    coordinates = Coordinates()
    assert coordinates.checked(*CAMBRIDGE, None, "MA") is None
    assert coordinates.not_believed == 1


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_is_believed_is_near(lat: float, lng: float) -> None:
    """Whatever is given, no position comes back that is farther from the ZIP than a building can be."""
    found = Coordinates().checked(lat, lng, CAMBRIDGE, "MA")
    assert found is None or miles_between(*found, *CAMBRIDGE) <= REACH_MILES
    assert found is None or {abs(found.lat), abs(found.lng)} == {abs(lat), abs(lng)}


def test_every_import_checks_positions(store: Database) -> None:
    """A right one is exact, a swapped one is mended, a wrong one gives way to the ZIP; the report counts them."""
    report = put(
        store,
        program("Right", lat=42.37, lng=-71.11),
        program("Swapped", lat=-71.11, lng=42.37),
        program("Unsigned", lat=42.37, lng=71.11),
        program("Nowhere", lat=0.0, lng=0.0),
        program("Silent"),
    )
    rows = rows_of(store)
    for name in ("Right", "Swapped", "Unsigned"):
        assert (rows[name].lat, rows[name].lng, rows[name].exact) == (42.37, -71.11, True)
    for name in ("Nowhere", "Silent"):
        assert (rows[name].lat, rows[name].lng, rows[name].exact) == (rows["Silent"].lat, rows["Silent"].lng, False)
    assert report.remarks == (
        "Positions mended (latitude and longitude swapped, or a minus sign lost): 2.",
        "Positions not believed (0,0, the middle of the country, or too far from the ZIP, whose middle is then used): 1.",
    )


def test_a_wrong_position_does_not_take_away_a_known_one(store: Database) -> None:
    """While the address stays, the building stays where an earlier edition had it."""
    put(store, program("Elm House", lat=42.37, lng=-71.11))
    put(store, program("Elm House", lat=0.0, lng=0.0), edition="2025")
    assert (rows_of(store)["Elm House"].lat, rows_of(store)["Elm House"].exact) == (42.37, True)
    put(store, program("Elm House", street="9 Far St", phone="617-555-0100", lat=0.0, lng=0.0), edition="2026")
    assert not rows_of(store)["Elm House"].exact
