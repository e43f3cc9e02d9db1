"""The nearest programs: against a search by brute force, and by the rules of giving up."""

from __future__ import annotations

import dataclasses
import heapq
import json
import random
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from facilities_db.geography import miles_between
from facilities_db.importing import ImportReport
from facilities_db.needs import Needs, read_needs
from facilities_db.places import PlaceFound, find_place
from facilities_db.query import search_text
from facilities_db.requirements import Requirement, requirements
from facilities_db.search import Match, facility, find
from facilities_db.tables import facilities, places
from porchlight.database import Database

NEEDS = [
    "iop",
    "takes medicaid",
    "medicare suboxone",
    "for my 16 year old, medicaid",
    "no insurance, women",
    "telehealth in spanish",
    "residential for veterans",
    "methadone clinic",
    "korean",
]


@dataclasses.dataclass(frozen=True)
class Carried:
    """One row of the real store with its codes, for searching by brute force."""

    row: Any
    codes: frozenset[str]


@pytest.fixture(scope="module")
def everything(real: tuple[Database, ImportReport]) -> list[Carried]:
    """Every row of the real store."""
    with real[0].read() as connection:
        return [Carried(row, frozenset(row.services.split())) for row in connection.execute(select(facilities))]


def _by_hand(rows: list[Carried], place: PlaceFound, wanted: list[Requirement], count: int) -> list[int]:
    """The nearest ids by the haversine formula over every row; two sums of one distance may differ at the end."""
    fitting = [each.row for each in rows if all(each.codes & set(requirement.codes) for requirement in wanted)]
    far = [(round(miles_between(place.lat, place.lng, r.lat, r.lng), 6), r.tie, r.id) for r in fitting if r.listed]
    return [id_ for _, _, id_ in heapq.nsmallest(count, far)]


def _around(row: Any) -> PlaceFound:
    return PlaceFound("", row.lat, row.lng, row.state, row.zip, "zip")


@pytest.mark.parametrize("text", NEEDS)
def test_the_nearest_are_what_brute_force_finds(
    real: tuple[Database, ImportReport], everything: list[Carried], text: str
) -> None:
    """Around random ZIPs, whatever was not given up is answered by exactly the nearest fitting programs."""
    needs = read_needs(text)
    chance = random.Random(text)
    with real[0].read() as connection:
        zips = connection.execute(select(places)).all()
        for row in chance.sample(zips, 8):
            place = _around(row)
            result = find(connection, place, needs, limit=4)
            wanted = [r for r in requirements(needs) if r.label not in result.gave_up]
            inside = [e for e in everything if e.row.state == row.state] if result.scope == "state" else everything
            assert [match.id for match in result.matches] == _by_hand(inside, place, wanted, 4), row.zip


def test_pages_follow_each_other(real: tuple[Database, ImportReport]) -> None:
    """Asking for more continues the same order without gaps and repeats."""
    place = PlaceFound("", 42.3647, -71.1042, "MA")
    with real[0].read() as connection:
        whole = find(connection, place, Needs(), limit=9).matches
        pages = [match for offset in (0, 3, 6) for match in find(connection, place, Needs(), 3, offset).matches]
    assert tuple(pages) == whole


def test_the_circle_widens_and_says_so(real: tuple[Database, ImportReport]) -> None:
    """Where nothing is near, the answer comes from farther away and tells how far."""
    with real[0].read() as connection:
        place = find_place(connection, "79831")  # Marathon, Texas
        assert isinstance(place, PlaceFound)
        result = find(connection, place, Needs())
    farthest = max(match.distance_miles or 0 for match in result.matches)
    assert len(result.matches) == 3
    assert result.widened_to_miles is not None
    assert 25 < farthest <= result.widened_to_miles


def test_a_state_is_searched_within_itself(real: tuple[Database, ImportReport]) -> None:
    """A whole state answers with its own programs, no distances, and its own page two."""
    with real[0].read() as connection:
        place = find_place(connection, "anything in vermont")
        assert isinstance(place, PlaceFound)
        result = find(connection, place, Needs(), limit=50)
    assert result.matches
    assert {match.state for match in result.matches} == {"VT"}
    assert {match.distance_miles for match in result.matches} == {None}
    assert result.widened_to_miles is None


def test_a_soft_need_is_given_up_for_a_near_program(real: tuple[Database, ImportReport]) -> None:
    """Korean is in 37 programs of the country: elsewhere it is dropped, alone, and said."""
    with real[0].read() as connection:
        answer = search_text(connection, "02139 women only korean takes medicaid")
    assert answer.result is not None
    assert answer.result.gave_up == ("Korean",)
    assert all("Medicaid" in match.services for match in answer.result.matches)


def test_where_nothing_is_near_a_soft_need_goes_for_much_nearer(real: tuple[Database, ImportReport]) -> None:
    """In eastern Montana a program that takes Medicaid is 135 miles away, one that speaks Korean too nearly 800."""
    with real[0].read() as connection:
        answer = search_text(connection, "korean iop that takes medicaid near 59301")
    assert answer.result is not None
    assert answer.result.gave_up == ("Korean",)
    assert (answer.result.matches[0].distance_miles or 999) < 200 < (answer.result.farther_miles or 0)
    with real[0].read() as connection:
        farther = search_text(connection, "korean iop that takes medicaid near 59301 any distance")
    assert farther.result is not None and farther.result.gave_up == ()


def test_a_payer_is_never_given_up_while_any_program_takes_it(real: tuple[Database, ImportReport]) -> None:
    """Far from everything, the nearest program that takes the payer is named however far it is."""
    with real[0].read() as connection:
        place = find_place(connection, "Pago Pago AS 96799")
        assert isinstance(place, PlaceFound)
        result = find(connection, place, read_needs("takes tricare for my 15 year old"))
    assert result.gave_up == ()
    assert all("military insurance (TRICARE)" in match.services for match in result.matches)
    assert (result.matches[0].distance_miles or 0) > 1000


def test_what_nothing_offers_is_said(samples: Connection) -> None:
    """When no program of the store meets a hard need it is given up last, and named."""
    place = PlaceFound("", 42.3647, -71.1042, "MA")
    result = find(samples, place, Needs(medications=("alcohol",), payers=("medicaid",)))
    assert result.matches
    assert result.gave_up == ("medication for alcohol use",)


def test_an_empty_store_answers_nothing(store: Database) -> None:
    """Without a directory there is no match, and no error."""
    with store.read() as connection:
        result = find(connection, PlaceFound("", 42.3, -71.1, "MA"), read_needs("women medicaid"))
    assert (result.matches, result.gave_up) == ((), ())


def test_gone_programs_are_not_found_but_still_known(store: Database) -> None:
    """A program of an earlier edition leaves the search; its id still tells what it was."""
    from facilities_db.sample import load_sample

    load_sample(store)
    place = PlaceFound("", 42.3647, -71.1042, "MA")
    with store.write() as connection:
        first = find(connection, place, Needs(), 1).matches[0]
        values = {"listed": False, "band": None}
        connection.execute(update(facilities).where(facilities.c.id == first.id).values(**values))
        assert find(connection, place, Needs(), 1).matches[0].id != first.id
        known = facility(connection, first.id)
        assert known is not None and known.name == first.name
        assert facility(connection, 10**9) is None


def test_matches_can_be_written_as_json(samples: Connection) -> None:
    """A result goes into a slot or an HTTP answer as it is."""
    result = find(samples, PlaceFound("", 42.3647, -71.1042, "MA"), Needs())
    stored = json.loads(json.dumps(dataclasses.asdict(result)))["matches"][0]
    listed = {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
    assert Match(**listed) == result.matches[0]


def test_a_negative_page_is_refused(samples: Connection) -> None:
    """A limit or offset below zero is a mistake of the caller."""
    with pytest.raises(ValueError, match="negative"):
        find(samples, PlaceFound("", 42.3, -71.1, "MA"), Needs(), limit=-1)
