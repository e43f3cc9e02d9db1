"""Stop texting me, where it gets as far as the assistant."""

from __future__ import annotations

import pytest

from bot.actions.opt_out import ActionOptOut
from tests.bot.actions.stage import Stage


@pytest.mark.parametrize("text", ["stop texting me", "/opt_out"])
def test_an_opt_out_is_noted_and_confirmed_once(empty_stage: Stage, text: str) -> None:
    """In reviewed words, or by the choice; with the way back and the crisis line, and no question after it."""
    played = empty_stage.play(ActionOptOut(), text=text)
    assert played.context.opt_out
    assert played.responses == ["utter_opt_out"]
    assert "START" in played.text and "988" in played.text
    assert "active_loop" in [event["event"] for event in played.events]


@pytest.mark.parametrize("text", ["send me the list", "nobody texts me anymore", "don't stop texting me"])
def test_what_only_the_model_hears_is_asked(empty_stage: Stage, text: str) -> None:
    """The model takes these for an opt-out; nobody may be silenced by that, and a form goes on."""
    played = empty_stage.play(ActionOptOut(), text=text)
    assert not played.context.opt_out
    assert (played.responses, played.events) == (["utter_sure_to_stop"], [])
