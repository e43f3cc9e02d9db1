"""Where? Or which of several?"""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.ask_place import ActionAskPlace
from tests.bot.actions.stage import Stage


@pytest.mark.parametrize(
    ("asked", "response"),
    [
        (None, "utter_ask_place"),
        ({"reason": "no_place"}, "utter_ask_place"),
        ({"reason": "unknown_zip"}, "utter_unknown_zip"),
        ({"reason": "unknown_city"}, "utter_unknown_city"),
        ({"reason": "outside_us"}, "utter_outside_us"),
        ({"reason": "canadian_postcode"}, "utter_canadian_postcode"),
        ({"reason": "near_me"}, "utter_near_me"),
        ({"reason": "hell"}, "utter_hell"),
        ({"reason": "something new"}, "utter_ask_place"),
        ({"city": "X", "options": []}, "utter_ask_place"),
    ],
)
def test_it_asks_in_the_words_that_fit(empty_stage: Stage, asked: dict[str, Any] | None, response: str) -> None:
    """And offers to share the phone's location."""
    played = empty_stage.play(ActionAskPlace(), slots={"place_asked": asked})
    assert played.responses == [response]
    assert played.messages[0]["ask_location"] is True
    assert played.text


def test_several_places_of_one_name_are_offered(empty_stage: Stage) -> None:
    """As choices that carry the place."""
    asked = {"city": "Springfield", "options": ["Springfield, MO", "Springfield, MA"]}
    played = empty_stage.play(ActionAskPlace(), slots={"place_asked": asked})
    assert played.responses == ["utter_which_city"]
    assert "Springfield" in played.text
    assert played.buttons == [
        ("Springfield, MO", '/find_facility{"place": "Springfield, MO"}'),
        ("Springfield, MA", '/find_facility{"place": "Springfield, MA"}'),
    ]


def test_behind_another_answer_it_asks_gently(empty_stage: Stage) -> None:
    """ "When you're ready"."""
    played = empty_stage.play(ActionAskPlace(), slots={"place_asked": {"reason": "near_me", "aside": 1}})
    assert played.responses == ["utter_ask_place_again"] and played.text.startswith("When you're ready")
