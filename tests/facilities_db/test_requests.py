"""Requests as people write them: the right place and the right needs, in at least 95 of 100.

`requests.yml` says for each what a person would understand: the label of a place, or "ask: where" or "ask: which", and
the needs by their keys in `facilities_db.codes`. The part "independent" was written by somebody who had not seen the
parser; the part "later" in another style, after it was done.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.engine import Connection

from facilities_db.needs import Needs
from facilities_db.places import Ambiguous, PlaceAnswer, PlaceFound
from facilities_db.query import search_text

PARTS: dict[str, list[dict[str, Any]]] = yaml.safe_load(Path(__file__).with_name("requests.yml").read_text("utf-8"))
LEAST = 0.95


def said_of_place(place: PlaceAnswer) -> str:
    """A place as `requests.yml` writes it."""
    if isinstance(place, PlaceFound):
        return place.label
    return "ask: which" if isinstance(place, Ambiguous) else "ask: where"


def said_of_needs(needs: Needs) -> dict[str, Any]:
    """Needs as `requests.yml` writes them: what was named, lists in no order."""
    named = {key: value for key, value in needs.as_dict().items() if value != Needs().as_dict()[key]}
    if named.pop("level_named", False):
        named["level"] = needs.level
    return _sorted(named)


def _sorted(needs: dict[str, Any]) -> dict[str, Any]:
    return {key: sorted(value) if isinstance(value, list) else value for key, value in needs.items()}


@pytest.mark.parametrize("part", PARTS)
def test_place_and_needs_are_understood(places_only: Connection, part: str) -> None:
    """The function behind the command line and the assistant hears what a person would."""
    right = {"place": 0, "needs": 0, "both": 0}
    for request in PARTS[part]:
        answer = search_text(places_only, request["text"], limit=1)
        place, needs = said_of_place(answer.place), said_of_needs(answer.needs)
        ok = place == request["place"], needs == _sorted(request["needs"])
        right["place"] += ok[0]
        right["needs"] += ok[1]
        right["both"] += all(ok)
        if not all(ok):
            print(f"{request['text']}\n  got  {place} {needs}\n  want {request['place']} {request['needs']}")
    shares = {what: count / len(PARTS[part]) for what, count in right.items()}
    print(shares)
    assert min(shares.values()) >= LEAST, shares


def test_there_are_enough_of_them() -> None:
    """At least 200 by the independent hand, no two alike, and each with its labels."""
    every = [request for requests in PARTS.values() for request in requests]
    assert len(PARTS["independent"]) >= 200
    assert len({request["text"] for request in every}) == len(every)
    assert all(request.keys() == {"text", "place", "needs"} for request in every)
