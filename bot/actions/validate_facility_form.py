"""Reads where and what for from whatever the person writes while programs are looked for."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from bot.context import turn
from facilities_db.needs import Needs, read_needs
from facilities_db.places import (
    Ambiguous,
    NotFound,
    PlaceAnswer,
    PlaceFound,
    find_place,
    place_from_coordinates,
)

# While the form waits for a place, these may be the place itself misread by the model.
_MAY_NAME_A_PLACE = {
    "find_facility", "start_intake", "facility_details", "out_of_scope", "nlu_fallback", "affirm", "more",
}  # fmt: skip

FORM = "facility_form"
_POSITION = re.compile(r"@-?\d{1,3}(\.\d+)?,-?\d{1,3}(\.\d+)?")  # how a shared location comes
_STARTS_A_SEARCH = {"find_facility", "start_intake"}


class ValidateFacilityForm(FormValidationAction):  # type: ignore[misc]  # Rasa ships no types
    """Fills `place` and `needs`; leaves every other question to its own answer."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "validate_facility_form"

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[Any]:
        """Set every slot this message speaks of: the SDK's own way could set the form's slot only."""
        read = self._read(tracker)
        tracker.slots.update(read)
        return [SlotSet(name, value) for name, value in read.items()]

    def _read(self, tracker: Tracker) -> dict[str, Any]:
        """Return what this message says about place and needs; nothing for a message about something else."""
        intent = tracker.latest_message["intent"].get("name")
        asking = (tracker.active_loop or {}).get("name") == FORM
        if not asking and intent not in _STARTS_A_SEARCH:
            return {}
        text = said(tracker)
        with turn().database.read() as connection:
            answer = _shared(connection, text) if _POSITION.fullmatch(text) else find_place(connection, text)
        if intent not in _MAY_NAME_A_PLACE and not _is_only_a_place(answer, text):
            return {}
        kept = Needs.from_dict(tracker.get_slot("needs") or {})
        fresh = {"needs": kept.merge(read_needs(text)).as_dict(), "shown": None, "chosen": None}
        if isinstance(answer, PlaceFound):
            return {**fresh, "place": asdict(answer), "place_asked": None}
        if isinstance(answer, Ambiguous):
            options = [option.label for option in answer.options]
            return {**fresh, "place": None, "place_asked": {"city": answer.city, "options": options}}
        if answer.reason == "no_place":
            return {**fresh, "place": tracker.get_slot("place"), "place_asked": None}
        return {**fresh, "place": None, "place_asked": {"reason": answer.reason}}


def stop_asking() -> list[Any]:
    """Return the events that end the form: what was just said wants no question about a place after it."""
    return [ActiveLoop(None), SlotSet("requested_slot", None)]


def said(tracker: Tracker) -> str:
    """Return the place that a tapped choice or shared location carries, or else what was written."""
    for entity in tracker.latest_message.get("entities", []):
        if entity.get("entity") == "place":
            return str(entity["value"])
    return str(tracker.latest_message.get("text") or "")


def _shared(connection: Any, text: str) -> PlaceFound | NotFound:
    latitude, longitude = (float(part) for part in text[1:].split(","))
    return place_from_coordinates(connection, latitude, longitude)


def _is_only_a_place(answer: PlaceAnswer, text: str) -> bool:
    return isinstance(answer, PlaceFound) and len(text.split()) <= 4
