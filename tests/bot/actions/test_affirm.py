"""A yes: to what?"""

from __future__ import annotations

from bot.actions.affirm import ActionAffirm
from tests.bot.actions.stage import Stage, did


def test_a_yes_to_being_erased_erases(empty_stage: Stage) -> None:
    """Right after the question."""
    played = empty_stage.play(
        ActionAffirm(), text="yes", intent="affirm", slots={"asked": "forget"}, before=did("action_delete_my_data")
    )
    assert played.context.forget
    assert played.responses == ["utter_forgotten"]


def test_a_yes_to_something_later_erases_nothing(empty_stage: Stage) -> None:
    """ "Anything else keeps it as it is", says the question: after another answer, a yes is about that one."""
    before = did("action_delete_my_data") + did("utter_cost")
    played = empty_stage.play(ActionAffirm(), text="ok yes", intent="affirm", slots={"asked": "forget"}, before=before)
    assert not played.context.forget
    assert "utter_forgotten" not in played.responses


def test_a_yes_after_a_list_shows_more(empty_stage: Stage) -> None:
    """Programs were shown: more of them."""
    played = empty_stage.play(
        ActionAffirm(), text="yes", slots={"shown": {"ids": [1], "offset": 0}}, before=did("action_find_facility")
    )
    assert (played.followups, played.messages) == (["action_more"], [])


def test_a_yes_to_nothing_asks_what_would_help(empty_stage: Stage) -> None:
    """And changes nothing."""
    played = empty_stage.play(ActionAffirm(), text="yes")
    assert (played.responses, played.events, played.context.forget) == (["utter_affirm"], [], False)
