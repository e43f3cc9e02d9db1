"""Which place a message means: a ZIP, a town, a state, or a question back.

Without a state or a ZIP a town counts only after a preposition ("in Austin"), when a clause says nothing else, or when
it is a large city whose name is nothing but that: too many towns are named Hope, Mobile or Reading. A name that several
states have is asked back, the one with most ZIPs first.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.engine import Connection

from facilities_db import place_parts as parts
from facilities_db.gazetteer import Named, Names
from facilities_db.geography import box_around, miles_between
from facilities_db.need_words import anywhere
from facilities_db.place_spans import left_behind
from facilities_db.place_text import LONGEST_MESSAGE, Message
from facilities_db.place_unknown import unknown_town
from facilities_db.place_words import OTHERS
from facilities_db.placenames import plain
from facilities_db.postcodes import foreign_postcode, zips_in
from facilities_db.tables import places

MOST_OPTIONS = 6
# Farther than this from any ZIP is the sea or another country.
_FARTHEST_ZIP_MILES = 60
# Two decimals are within 0.7 miles: enough to search by, too coarse to be somebody's address.
_DECIMALS_KEPT = 2

_READERS = (
    parts.town_with_state,
    parts.county,
    parts.nickname,
    parts.bare_place,
    parts.whole_clause,
    parts.city_in_passing,
    parts.abroad,
    parts.misspelt,
)
_NEAR_ME = re.compile(
    r"\b(?:near(?:by)? (?:me|us|here|my (?:house|home|place|area))|around (?:me|us|here|my (?:house|area))|"
    r"close to (?:me|us|home|here)|close ?by|near ?by|in (?:my|the|this|our) area|where i (?:am|live)|"
    r"cerca de (?:mi|aqui|nosotros)|por aqui|aqui cerca|donde vivo)\b"
)
# Nobody means the one in Michigan without saying so.
_HELL = re.compile(r"\b(?:in|living|from|through) (?:a |my |pure |actual )*hell\b|^\W*hell\W*$|\binfierno\b")

Kind = Literal["zip", "city", "state", "county", "here"]
_KINDS: dict[str, Kind] = {"city": "city", "area": "county", "county": "county", "state": "state"}
Reason = Literal["no_place", "near_me", "hell", "unknown_zip", "unknown_city", "canadian_postcode", "outside_us"]


@dataclass(frozen=True)
class PlaceFound:
    """A place to search around, in WGS 84 degrees. For `kind` "state" the whole state is meant.

    A "county" is also a parish or borough, a region of several counties, or a part of a large city.
    """

    label: str
    lat: float
    lng: float
    state: str
    zip: str | None = None
    kind: Kind = "city"


@dataclass(frozen=True)
class Ambiguous:
    """A name that means several places: at most six of them, likeliest first, and how many more there are."""

    city: str
    options: tuple[PlaceFound, ...]
    more: int = 0


@dataclass(frozen=True)
class NotFound:
    """No place, why not, and the `word` that was taken for one.

    Nothing was named ("no_place", or "near_me", which only they know); it is a figure of speech ("hell"); the ZIP or
    the town is unknown; the postcode is Canada's; the place or the position is abroad, or the sea ("outside_us").
    """

    reason: Reason
    word: str = ""


PlaceAnswer = PlaceFound | Ambiguous | NotFound


def find_place(connection: Connection, text: str) -> PlaceAnswer:
    """The place that `text` names. Reads two indexed tables; needs `seed_places` to have run once."""
    text = text[:LONGEST_MESSAGE]
    zips = [found.code for found in zips_in(text)]
    if zips:
        found = _zip(connection, zips)
        if found:
            return found
    message = Message(text)
    names = Names(connection, parts.candidates(message))
    readings = _surest(message, names)
    if readings and readings[0].kind == "abroad":
        return NotFound("outside_us", readings[0].name)
    return _answer(readings) if readings else _nowhere(text, message, zips)


def _surest(message: Message, names: Names) -> list[Named]:
    """What the surest reading means; a place that is left behind, or abroad, only when there is no other."""
    left: list[Named] = []
    abroad: list[Named] = []
    for reader in _READERS:
        for start, means in reader(message, names):
            behind = bool(means) and left_behind(message, start)
            if means and means[0].kind == "abroad":
                abroad = abroad or ([] if behind else means)
            elif behind:
                left = left or means
            elif means:
                return means
    return left or abroad


def _nowhere(text: str, message: Message, zips: list[str]) -> NotFound:
    postcode = foreign_postcode(text)
    if postcode:
        return NotFound("canadian_postcode" if postcode == "canadian" else "outside_us")
    if zips:
        return NotFound("unknown_zip", zips[0])
    unknown = unknown_town(message)
    if unknown is not None:
        return NotFound("unknown_city", unknown.word)
    said = plain(text)
    if _HELL.search(said):
        return NotFound("hell")
    near_me = OTHERS.beside(_NEAR_ME, "near_me", shape=anywhere).search(said)
    return NotFound("near_me" if near_me else "no_place")


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
    options = tuple(_found(named) for named in readings)
    if len(options) == 1:
        return options[0]
    asked = Counter(named.asked for named in readings).most_common(1)[0][0]
    return Ambiguous(asked, options[:MOST_OPTIONS], max(0, len(options) - MOST_OPTIONS))


def _found(named: Named) -> PlaceFound:
    label = named.name if named.kind == "state" else f"{named.name}, {named.state}"
    return PlaceFound(label, named.lat, named.lng, named.state, None, _KINDS[named.kind])
