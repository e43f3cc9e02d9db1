"""A no: to what?"""

from __future__ import annotations

from bot.actions.deny import ActionDeny
from tests.bot.actions.stage import Stage, did


def test_a_no_to_being_erased_keeps_everything(empty_stage: Stage) -> None:
    """Said so, and the question is closed: a later yes is about something else."""
    played = empty_stage.play(ActionDeny(), text="no", slots={"asked": "forget"}, before=did("action_delete_my_data"))
    assert (played.responses, played.context.forget, played.slots["asked"]) == (["utter_kept"], False, None)


def test_a_no_stops_asking_for_a_place(empty_stage: Stage) -> None:
    """The form ends."""
    played = empty_stage.play(ActionDeny(), text="no", loop="facility_form", slots={"requested_slot": "place"})
    assert played.responses == ["utter_deny"]
    assert {"event": "active_loop", "timestamp": None, "name": None} in played.events
    assert played.slots["requested_slot"] is None
