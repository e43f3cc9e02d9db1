"""Where? Or which of several?"""

from __future__ import annotations

import json
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

# Why it has to be asked again (`facilities_db.places.NotFound`), and the words for it.
UNKNOWN = {
    "near_me": "utter_near_me",
    "hell": "utter_hell",
    "canadian_postcode": "utter_canadian_postcode",
    "unknown_zip": "utter_unknown_zip",
    "unknown_city": "utter_unknown_city",
    "outside_us": "utter_outside_us",
}


class ActionAskPlace(Action):  # type: ignore[misc]  # Rasa ships no types
    """Asks where to look, in the words that fit what was said so far."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_place"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Offer the places of that name, or say what was not understood, or simply ask."""
        asked = tracker.get_slot("place_asked") or {}
        if asked.get("options"):
            dispatcher.utter_message(
                response="utter_which_city",
                city=asked["city"],
                buttons=[
                    {"title": label, "payload": "/find_facility" + json.dumps({"place": label})}
                    for label in asked["options"]
                ],
            )
        else:
            why = UNKNOWN.get(asked.get("reason", ""), "utter_ask_place")
            response = "utter_ask_place_again" if asked.get("aside") else why
            dispatcher.utter_message(response=response, ask_location=True)
        return []
