"""Words that only mean something after what was said before."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.followups import last_said, resolved


def state(*actions: str) -> str:
    """A dialogue state after these actions."""
    return json.dumps([{"event": "action", "name": name} for name in (*actions, "action_listen")])


def read_as(intent: str, confidence: float = 0.9, **entities: str) -> dict[str, Any]:
    """What the pipeline made of a message."""
    entry = {"name": intent, "confidence": confidence}
    return {
        "intent": entry,
        "intent_ranking": [entry],
        "entities": [{"entity": name, "value": value} for name, value in entities.items()],
    }


@pytest.mark.parametrize("words", ["what about online", "and evenings?", "any that take medicaid", "any for women"])
def test_after_a_list_a_need_narrows_it(words: str) -> None:
    """Whatever the classifier made of so few words."""
    assert (
        resolved(read_as("virtual_iop", 0.5), words, state("action_find_facility"))["intent"]["name"] == "find_facility"
    )


@pytest.mark.parametrize(
    "words",
    ["FARTHER", "farther", "look farther", "further please", "ok look further away", "ONLINE", "online then", "ok online",
     "Online ones?", "show me online programs", "telehealth please", "on line"],
)  # fmt: skip
@pytest.mark.parametrize("before", ["action_find_facility", "action_facility_details", "action_intake_result"])
def test_what_a_list_offers_is_taken_by_its_word(words: str, before: str) -> None:
    """Also behind the details of a program, and behind the list that ends the intake."""
    read = read_as("virtual_iop", 0.97)
    assert resolved(read, words, state(before))["intent"]["name"] == "find_facility"
    assert resolved(read, words, state("utter_cost"))["intent"]["name"] == "virtual_iop"


@pytest.mark.parametrize("words", ["do they take medicaid", "does it have evenings", "are they online"])
def test_behind_one_program_they_are_that_program(words: str) -> None:
    """Behind a list nobody knows which one is meant."""
    read = read_as("medicaid_medicare", 0.97)
    assert resolved(read, words, state("action_facility_details"))["intent"]["name"] == "facility_details"
    assert (
        resolved(read, words, state("action_facility_details", "action_more"))["intent"]["name"] == "facility_details"
    )
    assert resolved(read, words, state("action_find_facility"))["intent"]["name"] == "medicaid_medicare"


@pytest.mark.parametrize(
    "words", ["what about casper", "or try new bedford?", "ok how about near sheridan", "and boston"]
)
def test_after_a_list_a_bare_town_moves_it(words: str) -> None:
    """Where the words were not understood as anything else."""
    unclear, clear = read_as("out_of_scope", 0.9), read_as("work_school", 0.9)
    assert resolved(unclear, words, state("action_find_facility"))["intent"]["name"] == "find_facility"
    assert resolved(clear, words, state("action_find_facility"))["intent"]["name"] == "work_school"
    assert resolved(unclear, words, state("utter_cost"))["intent"]["name"] == "out_of_scope"


def test_behind_a_whole_state_a_town_alone_moves_it() -> None:
    """The list has just asked for one."""
    before = json.loads(state("action_find_facility"))
    whole, town = ({"event": "slot", "name": "place", "value": {"kind": kind}} for kind in ("state", "city"))
    unclear = read_as("nlu_fallback", 0.9)
    assert resolved(unclear, "nome", json.dumps([whole, *before]))["intent"]["name"] == "find_facility"
    assert resolved(unclear, "nome", json.dumps([whole, town, *before]))["intent"]["name"] == "nlu_fallback"
    assert resolved(read_as("thanks"), "nome", json.dumps([whole, *before]))["intent"]["name"] == "thanks"


def test_after_a_list_a_zip_or_a_state_is_enough() -> None:
    """ "Is there one in casper wyoming" is no small talk."""
    read = read_as("out_of_scope", state="WY")
    assert resolved(read, "is there one in casper wyoming", state("action_find_facility"))["intent"]["name"] == (
        "find_facility"
    )


@pytest.mark.parametrize("words", ["what about you", "and now what do i do", "or what", "and my dog"])
def test_after_a_list_other_words_are_no_town(words: str) -> None:
    """They keep the answer they had."""
    assert resolved(read_as("out_of_scope"), words, state("action_find_facility"))["intent"]["name"] == "out_of_scope"


@pytest.mark.parametrize("words", ["is online as good", "how does online work", "whats online treatment like"])
def test_a_question_about_it_stays_a_question(words: str) -> None:
    """Only the offer's own words take it."""
    read = read_as("virtual_iop", 0.97)
    assert resolved(read, words, state("action_find_facility"))["intent"]["name"] == "virtual_iop"


def test_after_a_list_a_place_moves_it() -> None:
    """ "and in 44105": the list again, there."""
    moved = resolved(read_as("out_of_scope", zip="44105"), "and in 44105", state("action_facility_details"))
    assert moved["intent"]["name"] == "find_facility"


@pytest.mark.parametrize("before", [state("utter_cost"), None])
def test_after_an_answer_the_same_words_are_a_question(before: str | None) -> None:
    """ "what about online" asks about online programs where no list was shown."""
    assert resolved(read_as("virtual_iop"), "what about online", before)["intent"]["name"] == "virtual_iop"


@pytest.mark.parametrize(
    ("words", "intent"),
    [("the second one", "facility_details"), ("what does medicaid pay for anyway in this state", "medicaid_medicare")],
)
def test_after_a_list_a_clear_question_stays_one(words: str, intent: str) -> None:
    """Only few words that lead on from the list narrow it."""
    assert resolved(read_as(intent), words, state("action_find_facility"))["intent"]["name"] == intent


@pytest.mark.parametrize("words", ["why", "Why?", "but why", "how come", "why is that"])
def test_a_bare_why_asks_for_more(words: str) -> None:
    """Of the answer it follows; after a list or nothing it is what it was read as."""
    assert resolved(read_as("frustration"), words, state("utter_cost"))["intent"]["name"] == "more"
    assert resolved(read_as("frustration"), words, None)["intent"]["name"] == "frustration"


def test_the_last_thing_said_is_an_action() -> None:
    """Listening and MORE are none."""
    assert last_said(state("utter_cost", "action_more")) == "utter_cost"
    assert last_said(None) is None


@pytest.mark.parametrize(
    "words", ["¿y en línea?", "y de noche", "que tal los sábados", "hay para mujeres", "en español", "que acepten medicaid",
              "EN LINEA", "en linea porfa", "MAS LEJOS", "más lejos"],
)  # fmt: skip
def test_after_a_list_a_need_narrows_it_in_spanish(words: str) -> None:
    """So do the words that a list in Spanish offers."""
    narrowed = resolved(read_as("virtual_iop", 0.5), words, state("action_find_facility"))
    assert narrowed["intent"]["name"] == "find_facility"
    assert resolved(read_as("virtual_iop", 0.5), words, None)["intent"]["name"] == "virtual_iop"


@pytest.mark.parametrize("words", ["y en casper", "que tal casper", "¿y por casper?"])
def test_after_a_list_another_town_moves_it_in_spanish(words: str) -> None:
    """Where the model makes nothing of it."""
    assert resolved(read_as("out_of_scope"), words, state("action_find_facility"))["intent"]["name"] == "find_facility"


@pytest.mark.parametrize("words", ["¿aceptan medicaid?", "y tienen algo de noche", "hablan español"])
def test_behind_details_they_are_that_program_in_spanish(words: str) -> None:
    """Spanish leaves "they" out."""
    details = resolved(read_as("medicaid_medicare"), words, state("action_facility_details"))
    assert details["intent"]["name"] == "facility_details"


@pytest.mark.parametrize("words", ["¿por qué?", "por que", "xq", "¿y por qué no?", "pero por qué"])
def test_a_bare_why_asks_for_more_in_spanish(words: str) -> None:
    """Of the answer it follows."""
    assert resolved(read_as("frustration"), words, state("utter_cost"))["intent"]["name"] == "more"
