"""More about number 2; call them."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.wording import listing_age
from bot.context import turn
from facilities_db.search import facility

_MOST_SERVICES = 8


class ActionFacilityDetails(Action):  # type: ignore[misc]  # Rasa ships no types
    """Says what is known of one of the programs last shown."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_facility_details"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Take the number that was said, or the program last looked at, or the first."""
        ids = (tracker.get_slot("shown") or {}).get("ids", [])
        chosen = _chosen(tracker, ids)
        if chosen is None:
            dispatcher.utter_message(response="utter_which_program")
            return []
        with turn().database.read() as connection:
            program = facility(connection, chosen)
        if program is None:
            dispatcher.utter_message(response="utter_which_program")
            return []
        intake = f" (intake: {program.intake_phone})" if program.intake_phone else ""
        dispatcher.utter_message(
            response="utter_program",
            name=program.name,
            address=", ".join(filter(None, (program.street, program.city, f"{program.state} {program.zip}"))),
            phone=program.phone + intake,
            services=", ".join(program.services[:_MOST_SERVICES]) or "not said",
            closing=f"{listing_age(program.edition, sample=program.sample)} Call to confirm.",
        )
        return [SlotSet("chosen", chosen)]


def _chosen(tracker: Tracker, ids: list[int]) -> int | None:
    if not ids:
        return None
    numbers = [
        int(entity["value"])
        for entity in tracker.latest_message.get("entities", [])
        if entity.get("entity") == "number" and str(entity["value"]).lstrip("-").isdigit()
    ]
    if not numbers:
        chosen = tracker.get_slot("chosen")
        return chosen if chosen in ids else ids[0]
    number = numbers[0]
    if number == -1:
        return ids[-1]
    return ids[number - 1] if 1 <= number <= len(ids) else None
