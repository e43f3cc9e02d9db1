"""A yes: to what?"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.delete_my_data import erase, just_asked


class ActionAffirm(Action):  # type: ignore[misc]  # Rasa ships no types
    """Does what was last offered, or asks what would help."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_affirm"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Erase when that was asked, else ask."""
        if just_asked(tracker):
            return erase(dispatcher)
        if tracker.get_slot("shown"):
            return [FollowupAction("action_more")]
        dispatcher.utter_message(response="utter_affirm")
        return []
