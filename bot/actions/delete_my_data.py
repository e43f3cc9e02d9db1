"""Erase me: asked once more, then done."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.last_turn import ran_last
from bot.actions.validate_facility_form import stop_asking
from bot.context import turn


class ActionDeleteMyData(Action):  # type: ignore[misc]  # Rasa ships no types
    """Asks whether everything is to be erased; erases when the person says it again."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_delete_my_data"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Ask first: it can't be undone, and the model may have misread something."""
        if just_asked(tracker):
            return erase(dispatcher)
        dispatcher.utter_message(response="utter_confirm_forget")
        return [SlotSet("asked", "forget"), *stop_asking()]


def just_asked(tracker: Tracker) -> bool:
    """Say whether the last thing said was the question: an answer to anything later erases nothing."""
    return tracker.get_slot("asked") == "forget" and ran_last(tracker) == "action_delete_my_data"


def erase(dispatcher: CollectingDispatcher) -> list[Any]:
    """Have everything erased with this turn, and say so."""
    turn().forget = True
    dispatcher.utter_message(response="utter_forgotten")
    return [AllSlotsReset(), *stop_asking()]
