"""A place in a message, as the slots keep it."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from bot.context import turn
from facilities_db.places import Ambiguous, PlaceAnswer, PlaceFound, find_place, place_from_coordinates

_POSITION = re.compile(r"@-?\d{1,3}(\.\d+)?,-?\d{1,3}(\.\d+)?")  # how a shared location comes


def find(text: str) -> PlaceAnswer:
    """Return the place that the words, or a shared location, mean."""
    with turn().database.read() as connection:
        if _POSITION.fullmatch(text):
            latitude, longitude = (float(part) for part in text[1:].split(","))
            return place_from_coordinates(connection, latitude, longitude)
        return find_place(connection, text)


def place_slots(answer: PlaceAnswer) -> dict[str, Any]:
    """Return `place`, and in `place_asked` why it has to be asked for (again)."""
    if isinstance(answer, PlaceFound):
        return {"place": asdict(answer), "place_asked": None}
    if isinstance(answer, Ambiguous):
        options = [option.label for option in answer.options]
        return {"place": None, "place_asked": {"city": answer.city, "options": options}}
    return {"place": None, "place_asked": {"reason": answer.reason}}
