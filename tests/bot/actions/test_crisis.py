"""The model saw danger that the patterns did not."""

from __future__ import annotations

import pytest

from bot.actions.crisis import ActionCrisis
from tests.bot.actions.stage import Stage, domain

DANGERS = [intent for intent in domain()["intents"] if intent.startswith(("crisis_", "concern_"))]


@pytest.mark.parametrize("form", ["sms", "telegram"])
@pytest.mark.parametrize("danger", DANGERS)
def test_each_danger_has_its_reply_and_calls_a_person(empty_stage: Stage, danger: str, form: str) -> None:
    """The fixed reply, an urgent handoff, and the turn knows of it."""
    played = empty_stage.play(ActionCrisis(), intent=danger, form=form)  # type: ignore[arg-type]
    assert played.responses == [f"utter_{danger}"]
    assert (played.context.crisis, played.context.handoff) == (danger, (danger, True))
    assert "911" in played.text or "988" in played.text
