"""A no: to what?"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher


class ActionDeny(Action):  # type: ignore[misc]  # Rasa ships no types
    """Leaves alone what was last offered."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_deny"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Say that nothing was erased when that was asked; stop asking for a place."""
        forgetting = tracker.get_slot("asked") == "forget"
        dispatcher.utter_message(response="utter_kept" if forgetting else "utter_deny")
        return [SlotSet("asked", None), ActiveLoop(None), SlotSet("requested_slot", None)]
