"""Stop texting me, in any wording."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.validate_facility_form import stop_asking
from bot.context import turn


class ActionOptOut(Action):  # type: ignore[misc]  # Rasa ships no types
    """Confirms once; nothing is sent after that until the person comes back."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_opt_out"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Note the opt-out for the turn and confirm it."""
        turn().opt_out = True
        dispatcher.utter_message(response="utter_opt_out")
        return stop_asking()
