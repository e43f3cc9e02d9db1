"""Distances, boxes, and the places themselves."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from facilities_db.geography import box_around, miles_between, miles_of_chord, seed_places, unit_vector
from facilities_db.tables import place_names, places
from porchlight.database import Database

LAT = st.floats(-89.9, 89.9)
LNG = st.floats(-180, 180)


def test_boston_to_new_york() -> None:
    """The distance between two known cities is the one in any atlas: about 190 miles."""
    assert abs(miles_between(42.3601, -71.0589, 40.7128, -74.0060) - 190) < 1


@given(LAT, LNG, LAT, LNG)
def test_the_chord_measures_the_same_distance(lat1: float, lng1: float, lat2: float, lng2: float) -> None:
    """Sorting by the straight line and reporting miles agree with the haversine formula."""
    chord = sum((a - b) ** 2 for a, b in zip(unit_vector(lat1, lng1), unit_vector(lat2, lng2), strict=True))
    assert abs(miles_of_chord(chord) - miles_between(lat1, lng1, lat2, lng2)) < 0.01


@given(LAT, LNG, LAT, LNG, st.floats(0.5, 3000))
def test_a_box_leaves_no_near_point_out(lat: float, lng: float, lat2: float, lng2: float, miles: float) -> None:
    """Every point within the distance lies in the box, at the poles and the date line too."""
    if miles_between(lat, lng, lat2, lng2) <= miles:
        box = box_around(lat, lng, miles)
        assert box.south <= lat2 <= box.north
        assert box.west <= lng2 <= box.east


def test_seeding_twice_adds_nothing(store: Database) -> None:
    """A second seeding finds the places there and leaves them alone."""
    with store.write() as connection:
        before = connection.execute(select(func.count()).select_from(places)).scalar_one()
        assert before > 41_000
        assert seed_places(connection) == 0
        assert connection.execute(select(func.count()).select_from(places)).scalar_one() == before


def test_no_place_sits_at_zero(places_only: Connection) -> None:
    """The package's records at 0,0 were moved to their city or left out."""
    at_zero = places.c.lat.between(-1, 1) & places.c.lng.between(-1, 1)
    assert places_only.execute(select(places.c.zip).where(at_zero)).all() == []


def test_livingston_texas_stays_in_texas(places_only: Connection) -> None:
    """ZIP 77352, at 0,0 in the package, is where the rest of Livingston is, and the town with it."""
    row = places_only.execute(select(places).where(places.c.zip == "77352")).one()
    town = places_only.execute(
        select(place_names).where(place_names.c.folded == "livingston", place_names.c.state == "TX")
    ).one()
    for found in (row, town):
        assert miles_between(found.lat, found.lng, 30.71, -94.93) < 15


def test_a_zip_is_near_its_state(places_only: Connection) -> None:
    """No ZIP is a continent away from the middle of its state (Alaska and the islands are wide)."""
    middles = {row.state: row for row in places_only.execute(select(place_names).where(place_names.c.kind == "state"))}
    for row in places_only.execute(select(places)):
        middle = middles[row.state]
        assert miles_between(row.lat, row.lng, middle.lat, middle.lng) < 1500, row.zip


def test_importing_the_package_loads_no_zipcodes() -> None:
    """The worker imports search, places and needs without the 150 MB of the ZIP package."""
    import subprocess

    code = "import facilities_db.query, facilities_db.geography, facilities_db.importing, sys;"
    code += "sys.exit('zipcodes' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
