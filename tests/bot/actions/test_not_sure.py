"""Not sure: choices, then a person, never a third time."""

from __future__ import annotations

import pytest

from bot.actions.not_sure import ActionNotSure
from bot.actions.titles import TITLES
from tests.bot.actions.stage import Stage, did, domain

LIKELY = [("nlu_fallback", 0.45), ("cost", 0.3), ("out_of_scope", 0.2), ("duration", 0.15), ("mat", 0.1), ("php", 0.09)]


def test_it_offers_the_likeliest_meanings(empty_stage: Stage) -> None:
    """Three at most, questions and actions only, and a person."""
    played = empty_stage.play(ActionNotSure(), ranking=LIKELY)
    assert played.responses == ["utter_not_sure"]
    assert [payload for _, payload in played.buttons] == ["/cost", "/duration", "/mat", "/talk_to_human"]
    assert played.slots == {"not_sure": 1}


def test_without_a_likely_meaning_it_asks_plainly(empty_stage: Stage) -> None:
    """Choices that have nothing to do with the question would confuse."""
    assert empty_stage.play(ActionNotSure(), ranking=[("out_of_scope", 0.3), ("cost", 0.01)]).responses == [
        "utter_fallback"
    ]


def test_the_second_time_in_a_row_it_offers_a_person(empty_stage: Stage) -> None:
    """No choices again."""
    played = empty_stage.play(ActionNotSure(), ranking=LIKELY, slots={"not_sure": 1}, before=did("action_not_sure"))
    assert (played.responses, played.slots) == (["utter_not_sure_again"], {"not_sure": 2})


def test_the_third_time_it_calls_one(empty_stage: Stage) -> None:
    """Without saying again that it did not understand."""
    played = empty_stage.play(ActionNotSure(), ranking=LIKELY, slots={"not_sure": 2}, before=did("action_not_sure"))
    assert (played.responses, played.followups) == ([], ["action_talk_to_human"])


def test_an_answer_in_between_starts_the_count_anew(empty_stage: Stage) -> None:
    """Being understood once is enough."""
    played = empty_stage.play(
        ActionNotSure(), ranking=LIKELY, slots={"not_sure": 2}, before=did("action_not_sure") + did("utter_cost")
    )
    assert played.responses == ["utter_not_sure"]


@pytest.mark.parametrize("intent", sorted(TITLES))
def test_a_title_is_short_and_names_an_intent(intent: str) -> None:
    """It must fit a button."""
    assert intent in domain()["intents"]
    assert len(TITLES[intent]) <= 25


def test_every_question_has_a_title() -> None:
    """What can be answered can be offered."""
    answered = {intent for intent in domain()["intents"] if f"utter_{intent}_more" in domain()["responses"]}
    assert answered <= set(TITLES)
