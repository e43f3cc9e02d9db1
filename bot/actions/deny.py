"""A no: to what?"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.delete_my_data import just_asked
from bot.actions.validate_facility_form import stop_asking


class ActionDeny(Action):  # type: ignore[misc]  # Rasa ships no types
    """Leaves alone what was last offered."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_deny"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Say that nothing was erased when that was asked; stop asking for a place."""
        dispatcher.utter_message(response="utter_kept" if just_asked(tracker) else "utter_deny")
        return [SlotSet("asked", None), *stop_asking()]
