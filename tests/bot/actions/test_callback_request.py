"""Call me back."""

from __future__ import annotations

from bot.actions.callback_request import ActionCallbackRequest
from bot.context import REFERENCE
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
