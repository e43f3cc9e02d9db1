"""Stop texting me, in words that only the model takes for it, or as the answer to the question whether it is."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.validate_facility_form import stop_asking
from bot.context import turn
from bot.opting_out import wants_no_more


class ActionOptOut(Action):  # type: ignore[misc]  # Rasa ships no types
    """Confirms once; nothing is sent after that until the person comes back.

    The model hears an opt-out in "send me the list" too, and silence is the worst answer to somebody who wants help. So
    words that nobody has reviewed (`bot.opting_out`) are asked about first.
    """

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_opt_out"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Ask whether it is one, or note it for the turn and confirm it."""
        said = str(tracker.latest_message.get("text") or "")
        if not (said.startswith("/") or wants_no_more(said)):  # a slash: the choice was taken
            dispatcher.utter_message(response="utter_sure_to_stop")
            return []
        turn().opt_out = True
        dispatcher.utter_message(response="utter_opt_out")
        return stop_asking()
