"""A place and a need is a search; a question of fact that names a place is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.seeking import in_intake, looks_for_programs
from facilities_db.needs import read_needs
from facilities_db.places import Ambiguous, NotFound, PlaceAnswer, PlaceFound

FLUSHING = PlaceFound("Flushing, NY", 40.76, -73.83, "NY")
OHIO = PlaceFound("Ohio", 40.4, -82.9, "OH", None, "state")


def _intent(text: str, intent: str, place: PlaceAnswer = FLUSHING) -> Any:
    parsed = {"intent": {"name": intent, "confidence": 0.5}, "intent_ranking": [{"name": intent}]}
    return looks_for_programs(parsed, text, place, read_needs(text))["intent"]["name"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("mandarin speaking for my mom, flushing ny", "out_of_scope"),
        ("glendale suboxone", "mat"),
        ("is there an iop for veterans in flushing", "professionals_veterans"),
        ("do you have anything for teens near flushing", "teens_college"),
        ("PHP program, Blue Cross, Flushing", "php"),
        ("just outside of flushing ny", "out_of_scope"),
        ("groups at night because i work, flushing", "out_of_scope"),
    ],
)
def test_a_place_and_a_need_is_a_search(text: str, intent: str) -> None:
    """However the need was understood by itself."""
    assert _intent(text, intent) == "find_facility"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("does medicaid cover iop in ohio", "medicaid_medicare"),
        ("ohio medicaid income limits", "medicaid_medicare"),
        ("what does rehab cost in ohio", "cost"),
        ("can i be fired in ohio for going to rehab", "fmla_job_protection"),
        ("cheap flights to ohio", "out_of_scope"),
        ("Kevin?", "out_of_scope"),
        ("need a hotel in ohio for the weekend", "out_of_scope"),
        ("i want a person, im in ohio and on medicaid", "talk_to_human"),
        ("delete what i said about ohio and suboxone", "delete_my_data"),
    ],
)
def test_a_question_of_fact_stays_one(text: str, intent: str) -> None:
    """And what was asked for by name stays asked for."""
    assert _intent(text, intent, OHIO) == intent


def test_what_is_no_place_here_is_asked_back_as_one() -> None:
    """A Canadian postcode is not a joke; a long message with a wrong number in it may be."""
    canada = NotFound("canadian_postcode", "M5V 2T6")
    assert _intent("M5V 2T6", "out_of_scope", canada) == "find_facility"
    assert _intent("order 00000 has still not come and i want my money", "out_of_scope", NotFound("unknown_zip")) == (
        "out_of_scope"
    )
    assert _intent("suboxone please", "mat", NotFound("no_place")) == "mat"


@pytest.mark.parametrize(
    ("text", "intent", "narrows"),
    [
        ("im a mom is there one thats women only", "gender_lgbtq", True),
        ("any online", "virtual_iop", True),
        ("i have caresource medicaid", "medicaid_medicare", True),
        ("does medicaid cover iop", "medicaid_medicare", False),
        ("what is suboxone", "mat", False),
        ("i want a person, i have medicaid", "talk_to_human", False),
    ],
)
def test_behind_a_list_a_need_narrows_it(text: str, intent: str, narrows: bool) -> None:
    """Without a place, too; a question of fact stays one, and without a list all of them do."""
    nowhere = NotFound("no_place")
    parsed = {"intent": {"name": intent}, "intent_ranking": []}
    read = looks_for_programs(parsed, text, nowhere, read_needs(text), listed=True)
    assert (read["intent"]["name"] == "find_facility") == narrows
    assert _intent(text, intent, nowhere) == intent


def test_a_town_of_many_is_asked_back_too() -> None:
    """ "aurora, on medicare" asks which Aurora."""
    aurora = Ambiguous("Aurora", (FLUSHING, OHIO))
    assert _intent("aurora, on medicare", "medicaid_medicare", aurora) == "find_facility"


def test_while_the_intake_asks_words_are_its_answers() -> None:
    """Not once it has ended."""
    begun, ended = ({"event": "active_loop", "name": name} for name in ("intake_form", None))
    assert in_intake(json.dumps([begun, {"event": "slot", "name": "x", "value": 1}]))
    assert not in_intake(json.dumps([begun, ended])) and not in_intake(None)


@pytest.mark.parametrize(
    ("text", "intent", "meant"),
    [
        ("suboxone en flushing", "mat", "find_facility"),
        ("hay algo para veteranos en flushing", "professionals_veterans", "find_facility"),
        ("me puede ayudar a encontrar un iop que acepte medicaid, flushing", "medicaid_medicare", "find_facility"),
        ("rehabilitación en español en flushing", "out_of_scope", "find_facility"),
        ("vivo en flushing", "out_of_scope", "find_facility"),
        ("¿cuánto cuesta la metadona en flushing?", "mat", "mat"),
        ("medicaid cubre el iop en nueva york", "medicaid_medicare", "medicaid_medicare"),
        ("¿qué es el suboxone?", "mat", "mat"),
    ],
)
def test_a_search_is_told_from_a_question_in_spanish(text: str, intent: str, meant: str) -> None:
    """A place and a need is a search; a question of fact that names a place is not."""
    assert _intent(text, intent) == meant
