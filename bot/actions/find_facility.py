"""Programs near a place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.program_list import closing, heading, line
from bot.context import turn
from facilities_db.needs import Needs
from facilities_db.places import PlaceFound
from facilities_db.search import SearchResult, find
from porchlight.languages import phrase

PAGE = 3


class ActionFindFacility(Action):  # type: ignore[misc]  # Rasa ships no types
    """Shows the nearest programs that fit, or the next ones."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_find_facility"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Search around the place slot from the shown slot's offset on; silent when the search was put aside."""
        if not tracker.get_slot("place"):
            return []
        place = PlaceFound(**tracker.get_slot("place"))
        needs = Needs.from_dict(tracker.get_slot("needs") or {})
        offset = (tracker.get_slot("shown") or {}).get("offset", 0)
        with turn().database.read() as connection:
            result = find(connection, place, needs, PAGE, offset)
        if not result.matches:
            dispatcher.utter_message(response="utter_no_more_results" if offset else "utter_no_directory")
            return []
        form, by_signs = turn().form, result.order == "signs"
        numbered = list(enumerate(result.matches, start=1))
        dispatcher.utter_message(
            response="utter_results",
            heading=heading(place, needs, result, offset),
            programs="\n".join(line(number, match, needs, form, by_signs=by_signs) for number, match in numbered),
            closing=closing(place, needs, result, form),
            buttons=[
                *(
                    {
                        "title": f"{number} {match.name}"[:40],
                        "payload": "/facility_details" + json.dumps({"number": str(number)}),
                    }
                    for number, match in numbered
                ),
                *(_other_ways(result) if form == "telegram" else ()),
            ],
            numbered=True,
        )
        shown = {"ids": [match.id for match in result.matches], "offset": offset}
        return [SlotSet("shown", {**shown, "farther": True} if result.farther_miles else shown)]


def _other_ways(result: SearchResult) -> Iterator[dict[str, str]]:
    """The buttons that lead on; by SMS these are words, which `bot.followups` understands."""
    if result.farther_miles:
        yield {"title": phrase("Look farther"), "payload": '/find_facility{"need": "look farther"}'}
    if result.virtual_state:
        yield {"title": phrase("Online programs"), "payload": '/find_facility{"need": "online"}'}
    yield {"title": phrase("More"), "payload": "/more"}
