"""I want to talk to someone."""

from __future__ import annotations

from bot.actions.talk_to_human import ActionTalkToHuman
from bot.context import REFERENCE
from tests.bot.actions.stage import Stage, closed_hours, hotline

OURS, NATIONAL = "1-800-555-0199", "1-800-662-4357"


def test_an_open_line_is_given(empty_stage: Stage) -> None:
    """Its number, its hours, and the code under which the story waits."""
    played = empty_stage.play(ActionTalkToHuman(), line=hotline(OURS))
    assert played.responses == ["utter_person_now"]
    assert OURS in played.text and REFERENCE in played.text and NATIONAL not in played.text
    assert played.context.handoff == ("asked_for_person", False)


def test_a_closed_line_is_not_given(empty_stage: Stage) -> None:
    """The national line instead, honestly: they do not have the story; and when ours opens."""
    played = empty_stage.play(ActionTalkToHuman(), line=hotline(OURS, closed_hours()))
    assert played.responses == ["utter_person_closed"]
    assert NATIONAL in played.text and OURS not in played.text
    assert "do not have your story" in played.text and "9 am" in played.text


def test_without_a_line_the_national_one_is_given(empty_stage: Stage) -> None:
    """No hours are named that nobody keeps."""
    played = empty_stage.play(ActionTalkToHuman())
    assert played.responses == ["utter_person_national"]
    assert NATIONAL in played.text and "()" not in played.text


def test_an_urgent_handoff_stays_urgent(empty_stage: Stage) -> None:
    """Asking for a person after danger in the same turn does not calm the queue."""
    played = empty_stage.play(ActionTalkToHuman())
    played.context.open_handoff("crisis_suicide", urgent=True)
    played.context.open_handoff("asked_for_person")
    assert played.context.handoff == ("crisis_suicide", True)
