"""More: of what was said last."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.facility_details import tell_the_rest
from bot.actions.last_turn import ran_last

_LISTS = ("action_find_facility", "action_facility_details", "action_intake_result")


class ActionMore(Action):  # type: ignore[misc]  # Rasa ships no types
    """Says the longer part of the last answer, or the rest of a program's details, or shows the next programs."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_more"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Look back for what there may be more of."""
        last = last_said(tracker, domain)
        shown = tracker.get_slot("shown")
        if ran_last(tracker) == "action_facility_details" and tell_the_rest(dispatcher, tracker):
            return []
        if last in _LISTS and shown:
            return [
                SlotSet("shown", {**shown, "offset": shown["offset"] + len(shown["ids"])}),
                FollowupAction("action_find_facility"),
            ]
        # What MORE has said already is not said again.
        again = last is not None and last not in _LISTS and ran_last(tracker) == self.name()
        dispatcher.utter_message(response=f"{last}_more" if last and not again else "utter_more_nothing")
        return []


def last_said(tracker: Tracker, domain: dict[str, Any]) -> str | None:
    """Return the last action that has more to it: a list of programs, or an answer with a longer part."""
    for event in reversed(tracker.events):
        name = event.get("name") or ""
        if event.get("event") != "action" or name == "action_listen":
            continue
        if name in _LISTS or f"{name}_more" in domain.get("responses", {}):
            return str(name)
        if name == "action_more":  # there was more already
            continue
    return None
