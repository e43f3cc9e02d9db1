"""The model saw danger that the crisis screen's patterns did not."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.validate_facility_form import stop_asking
from bot.context import turn


class ActionCrisis(Action):  # type: ignore[misc]  # Rasa ships no types
    """Answers with the fixed reply for that danger and calls a person urgently."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_crisis"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """The intent is the danger's id."""
        crisis = tracker.latest_message["intent"]["name"]
        turn().crisis = crisis
        turn().open_handoff(crisis, urgent=True)
        dispatcher.utter_message(response=f"utter_{crisis}")
        return stop_asking()
