"""Erase me: asked once more, then done."""

from __future__ import annotations

from bot.actions.delete_my_data import ActionDeleteMyData
from tests.bot.actions.stage import Stage, did


def test_it_is_asked_once_more(empty_stage: Stage) -> None:
    """The model may have misread something, and it can't be undone."""
    played = empty_stage.play(ActionDeleteMyData(), text="delete my data")
    assert (played.responses, played.slots) == (["utter_confirm_forget"], {"asked": "forget"})
    assert not played.context.forget


def test_the_second_time_it_is_done(empty_stage: Stage) -> None:
    """Everything goes, the slots too."""
    played = empty_stage.play(
        ActionDeleteMyData(), text="YES ERASE", slots={"asked": "forget"}, before=did("action_delete_my_data")
    )
    assert played.context.forget
    assert played.responses == ["utter_forgotten"]
    assert "reset_slots" in [event["event"] for event in played.events]
