"""Call me back."""

from __future__ import annotations

import pytest

from bot.actions.callback_request import ActionCallbackRequest
from bot.context import REFERENCE
from hotline.lines import ALWAYS, Offer
from hotline.offering import Reach
from tests.bot.actions.stage import Stage, closed_hours, hotline


def test_the_wish_is_passed_on_without_a_promise(empty_stage: Stage) -> None:
    """A handoff that says so, the code, and a line that is open now."""
    played = empty_stage.play(ActionCallbackRequest(), line=hotline("1-800-555-0199"))
    assert played.context.handoff == ("callback", False)
    assert "1-800-555-0199" in played.text and REFERENCE in played.text and "can't promise" in played.text


def test_at_night_the_national_line_is_given(empty_stage: Stage) -> None:
    """A closed line helps nobody who cannot wait."""
    played = empty_stage.play(ActionCallbackRequest(), line=hotline("1-800-555-0199", closed_hours()))
    assert "1-800-662-4357" in played.text and "1-800-555-0199" not in played.text


def test_how_to_be_called_is_asked(empty_stage: Stage) -> None:
    """With staff there, a call now and one at a time can be chosen; a chat was not asked for."""
    reach = Reach(Offer("1-800-555-0199", True, ALWAYS, True, True), True, ("chat", "call_now", "call_at", "will_call"))
    played = empty_stage.play(ActionCallbackRequest(), line=hotline("1-800-555-0199"), reach=reach)
    assert played.responses == ["utter_callback_how"]
    assert [title for title, _ in played.buttons] == ["Call me now", "Call me later", "I'll call"]


@pytest.mark.parametrize("said", ["call them", "llámelos", "quiero llamar a ese programa", "los puedo llamar"])
def test_behind_a_list_they_are_the_programs(empty_stage: Stage, said: str) -> None:
    """In Spanish too: staff do not call somebody who only wants a program's number."""
    shown = {"shown": {"ids": [1], "offset": 0}}
    assert empty_stage.play(ActionCallbackRequest(), text=said, slots=shown).followups == ["action_facility_details"]
    assert empty_stage.play(ActionCallbackRequest(), text="que me llamen", slots=shown).followups == []
