"""Stop texting me, in any wording."""

from __future__ import annotations

from bot.actions.opt_out import ActionOptOut
from tests.bot.actions.stage import Stage


def test_an_opt_out_is_noted_and_confirmed_once(empty_stage: Stage) -> None:
    """With the way back and the crisis line in the goodbye."""
    played = empty_stage.play(ActionOptOut(), text="leave me alone")
    assert played.context.opt_out
    assert played.responses == ["utter_opt_out"]
    assert "START" in played.text and "988" in played.text
