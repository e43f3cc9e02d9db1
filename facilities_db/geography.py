"""Distances, boxes and unit vectors on the globe. Degrees in, miles out."""

from __future__ import annotations

import math
from typing import NamedTuple

from sqlalchemy.engine import Connection

EARTH_RADIUS_MILES = 3958.8
_MILES_PER_DEGREE = math.pi * EARTH_RADIUS_MILES / 180


class Box(NamedTuple):
    """A rectangle of degrees; it goes all the way round where it would cross the date line or hold a pole."""

    south: float
    north: float
    west: float
    east: float


WHOLE_EARTH = Box(-90.0, 90.0, -180.0, 180.0)


def miles_between(lat1: float, lng1: float, lat2: float, lng2: float) -> float:
    """The distance along the ground in miles (haversine; the earth as a ball, wrong by at most 0.5%)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half_lat, half_lng = (phi2 - phi1) / 2, math.radians(lng2 - lng1) / 2
    h = math.sin(half_lat) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(half_lng) ** 2
    return 2 * EARTH_RADIUS_MILES * math.asin(min(1.0, math.sqrt(h)))


def box_around(lat: float, lng: float, miles: float) -> Box:
    """A box that holds every point within `miles` of here, and some corners that are farther."""
    tall = miles / _MILES_PER_DEGREE * 1.001  # a hair more, so that rounding never leaves a point out
    south, north = max(-90.0, lat - tall), min(90.0, lat + tall)
    reach = math.sin(min(miles * 1.001 / EARTH_RADIUS_MILES, math.pi / 2))
    narrow = math.cos(math.radians(lat))
    if south == -90.0 or north == 90.0 or reach >= narrow:
        return Box(south, north, -180.0, 180.0)
    wide = math.degrees(math.asin(reach / narrow))
    if lng - wide < -180 or lng + wide > 180:
        return Box(south, north, -180.0, 180.0)
    return Box(south, north, lng - wide, lng + wide)


def unit_vector(lat: float, lng: float) -> tuple[float, float, float]:
    """The position as a vector of length 1 from the centre of the earth."""
    phi, lam = math.radians(lat), math.radians(lng)
    return math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)


def miles_of_chord(chord_squared: float) -> float:
    """Miles along the ground for the squared straight line between two unit vectors."""
    return 2 * EARTH_RADIUS_MILES * math.asin(min(1.0, math.sqrt(max(0.0, chord_squared)) / 2))


def seed_places(connection: Connection) -> int:
    """Fill the places if they are empty; see `facilities_db.seeding`, loaded only when called."""
    from facilities_db import seeding

    return seeding.seed_places(connection)
