"""Which place a message means: a ZIP, a town, a state, or a question back.

Without a state or a ZIP a town counts only after a preposition ("in Austin"), or when the whole message is about
nothing else: too many towns are named Hope, Mobile or Reading. A town name that several states have is asked back,
the one with most ZIPs first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.engine import Connection

from facilities_db import place_parts as parts
from facilities_db.gazetteer import Named, Names
from facilities_db.geography import box_around, miles_between
from facilities_db.place_text import Message, zips_in
from facilities_db.tables import places

MOST_OPTIONS = 6
# Farther than this from any ZIP is the sea or another country.
_FARTHEST_ZIP_MILES = 60
# Two decimals are within 0.7 miles: enough to search by, too coarse to be somebody's address.
_DECIMALS_KEPT = 2


@dataclass(frozen=True)
class PlaceFound:
    """A place to search around, in WGS 84 degrees. For `kind` "state" the whole state is meant."""

    label: str
    lat: float
    lng: float
    state: str
    zip: str | None = None
    kind: Literal["zip", "city", "state", "county", "here"] = "city"


@dataclass(frozen=True)
class Ambiguous:
    """A name that means several places: at most six of them, likeliest first, and how many more there are."""

    city: str
    options: tuple[PlaceFound, ...]
    more: int = 0


@dataclass(frozen=True)
class NotFound:
    """No place: nothing was named, the ZIP or the town (`word`) is unknown, or the position is not in the US."""

    reason: Literal["no_place", "unknown_zip", "unknown_city", "outside_us"]
    word: str = ""


PlaceAnswer = PlaceFound | Ambiguous | NotFound


def find_place(connection: Connection, text: str) -> PlaceAnswer:
    """The place that `text` names. Reads two indexed tables; needs `seed_places` to have run once."""
    zips = zips_in(text)
    if zips:
        found = _zip(connection, zips)
        if found:
            return found
    message = Message(text)
    names = Names(connection, parts.candidates(message))
    for reader in (parts.town_with_state, parts.nickname, parts.bare_place, parts.whole_message):
        readings = reader(message, names)
        if readings:
            return _answer(readings)
    if zips:
        return NotFound("unknown_zip", zips[0])
    unknown = parts.unknown_town(message)
    if unknown is None:
        return NotFound("no_place")
    meant = names.spelled_like(unknown.word, unknown.state)
    return _answer(meant) if meant else NotFound("unknown_city", unknown.word)


def place_from_coordinates(connection: Connection, lat: float, lng: float) -> PlaceFound | NotFound:
    """The place for a shared position, named after the nearest ZIP's town; "outside_us" if no ZIP is near.

    The position is kept to two decimals.
    """
    if not (-90 <= lat <= 90 and -180 <= lng <= 180):
        return NotFound("outside_us")
    for miles in (3, 12, _FARTHEST_ZIP_MILES):
        box = box_around(lat, lng, miles)
        query = select(places.c.city, places.c.state, places.c.lat, places.c.lng).where(
            places.c.lat.between(box.south, box.north), places.c.lng.between(box.west, box.east)
        )
        near = [(miles_between(lat, lng, row.lat, row.lng), row) for row in connection.execute(query)]
        if near:
            away, nearest = min(near, key=lambda pair: (pair[0], pair[1].city))
            if away <= miles:
                label = f"near {nearest.city}, {nearest.state}"
                kept = round(lat, _DECIMALS_KEPT), round(lng, _DECIMALS_KEPT)
                return PlaceFound(label, *kept, state=nearest.state, kind="here")
    return NotFound("outside_us")


def _zip(connection: Connection, zips: list[str]) -> PlaceFound | None:
    rows = {row.zip: row for row in connection.execute(select(places).where(places.c.zip.in_(zips)))}
    row = next((rows[code] for code in zips if code in rows), None)
    if row is None:
        return None
    return PlaceFound(f"{row.city}, {row.state} {row.zip}", row.lat, row.lng, row.state, row.zip, "zip")


def _answer(readings: list[Named]) -> PlaceFound | Ambiguous:
    options = tuple(
        PlaceFound(
            named.name if named.kind == "state" else f"{named.name}, {named.state}",
            named.lat,
            named.lng,
            named.state,
            None,
            named.kind,
        )
        for named in readings
    )
    if len(options) == 1:
        return options[0]
    return Ambiguous(readings[0].asked, options[:MOST_OPTIONS], max(0, len(options) - MOST_OPTIONS))
