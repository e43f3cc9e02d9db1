"""Every town and every ZIP of the real directory is understood, however it is written."""

from __future__ import annotations

from collections import defaultdict

import pytest
from sqlalchemy.engine import Connection

from facilities_db.directory import Program
from facilities_db.formats import read_directory
from facilities_db.geography import miles_between
from facilities_db.placenames import fold
from facilities_db.places import PlaceFound, find_place
from tests.facilities_db.conftest import REAL_FILE

# The directory may call a town otherwise than the post office does: then what is found must be about there.
FARTHEST_MILES = 15
# City and state, or ZIP, that does not resolve, and why. None: all 4,181 towns and all 6,276 ZIPs of 2024 do.
EXCEPTIONS: dict[tuple[str, str] | str, str] = {}


@pytest.fixture(scope="module")
def programs() -> tuple[Program, ...]:
    """The programs of the real directory. Skips where the file is not."""
    if not REAL_FILE.exists():
        pytest.skip(f"the real directory is not on this machine: {REAL_FILE}")
    return tuple(read_directory(REAL_FILE).programs)


def test_every_town_is_found_in_its_state(places_only: Connection, programs: tuple[Program, ...]) -> None:
    """ "Worcester, MA", "worcester, ma" and "worcester ma" are Worcester in Massachusetts, and so are all others."""
    zips: dict[tuple[str, str], set[str]] = defaultdict(set)
    for program in programs:
        zips[program.city, program.state].add(program.zip)
    missed = {}
    for (city, state), codes in zips.items():
        written = f"{city}, {state}"
        for text in (written, written.lower(), written.lower().replace(",", "")):
            found = find_place(places_only, text)
            if not _is_in(places_only, found, city, state, codes):
                missed[city, state] = (text, found)
    assert missed.keys() == {key for key in EXCEPTIONS if isinstance(key, tuple)}, missed


def test_every_zip_is_found_in_its_state(places_only: Connection, programs: tuple[Program, ...]) -> None:
    """A ZIP is that ZIP, in the state that the program says it is in."""
    missed = {}
    for zip_code, state in sorted({(program.zip, program.state) for program in programs}):
        found = find_place(places_only, zip_code)
        if not isinstance(found, PlaceFound) or (found.zip, found.state) != (zip_code, state):
            missed[zip_code] = found
    assert missed.keys() == {key for key in EXCEPTIONS if isinstance(key, str)}, missed


def _is_in(connection: Connection, found: object, city: str, state: str, zips: set[str]) -> bool:
    if not isinstance(found, PlaceFound) or found.state != state or found.kind not in ("city", "county"):
        return False
    return fold(found.label.rpartition(",")[0]) == fold(city) or _is_near(connection, found, zips)


def _is_near(connection: Connection, found: PlaceFound, zips: set[str]) -> bool:
    """Whether one of the town's ZIPs is about where the place is."""
    around = [find_place(connection, zip_code) for zip_code in zips]
    return any(
        isinstance(place, PlaceFound) and miles_between(found.lat, found.lng, place.lat, place.lng) <= FARTHEST_MILES
        for place in around
    )
