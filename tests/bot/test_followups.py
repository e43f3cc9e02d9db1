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
