"""One question in, one answer out: the place, the needs and the programs of a message."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from facilities_db.needs import Needs, read_needs
from facilities_db.places import PlaceAnswer, PlaceFound, find_place
from facilities_db.search import SearchResult, find


@dataclass(frozen=True)
class Answer:
    """What was understood and found. `result` is None when the place was not; then nothing was searched."""

    place: PlaceAnswer
    needs: Needs
    result: SearchResult | None


def search_text(connection: Connection, text: str, limit: int = 5) -> Answer:
    """Read `text` ("evening iop in austin tx that takes medicaid") and look for at most `limit` programs."""
    needs = read_needs(text)
    place = find_place(connection, text)
    result = find(connection, place, needs, limit) if isinstance(place, PlaceFound) else None
    return Answer(place, needs, result)
