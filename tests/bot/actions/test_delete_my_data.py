"""Erase me: asked once more, then done."""

from __future__ import annotations

from bot.actions.delete_my_data import ActionDeleteMyData
from tests.bot.actions.stage import Stage, did


def test_it_is_asked_once_more(empty_stage: Stage) -> None:
    """The model may have misread something, and it can't be undone."""
    played = empty_stage.play(ActionDeleteMyData(), text="delete my data")
    assert (played.responses, played.slots["asked"]) == (["utter_confirm_forget"], "forget")
    assert not played.context.forget


def test_the_second_time_it_is_done(empty_stage: Stage) -> None:
    """Everything goes, the slots too."""
    played = empty_stage.play(
        ActionDeleteMyData(), text="YES ERASE", slots={"asked": "forget"}, before=did("action_delete_my_data")
    )
    assert played.context.forget
    assert played.responses == ["utter_forgotten"]
    assert "reset_slots" in [event["event"] for event in played.events]


def test_a_yes_after_something_else_was_said_erases_nothing(empty_stage: Stage) -> None:
    """The question was asked, then the talk went on: it is asked again."""
    before = [*did("action_delete_my_data"), *did("utter_cost")]
    played = empty_stage.play(ActionDeleteMyData(), text="YES ERASE", slots={"asked": "forget"}, before=before)
    assert (played.responses, played.context.forget) == (["utter_confirm_forget"], False)
