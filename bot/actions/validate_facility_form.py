"""Reads where and what for from whatever the person writes while programs are looked for."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from bot.actions import intake_answers
from bot.actions.digression import MOST_ASIDE, comes_back
from bot.actions.places import find, place_slots
from facilities_db.needs import Needs, read_needs
from facilities_db.places import Ambiguous, NotFound, PlaceAnswer, PlaceFound

# While the form waits for a place, these may be the place itself misread by the model.
_MAY_NAME_A_PLACE = {
    "find_facility", "start_intake", "facility_details", "out_of_scope", "nlu_fallback", "affirm", "more",
}  # fmt: skip

# Said of no other place than the one that is known, if one is.
_NO_PLACE = {"near_me", "hell"}

# "and medicaid in toledo" goes on with a search; more words, with a place and a need, put a new one.
_FEW_WORDS = 5

FORM = "facility_form"


class ValidateFacilityForm(FormValidationAction):  # type: ignore[misc]  # Rasa ships no types
    """Fills `place` and `needs`; leaves every other question to its own answer."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "validate_facility_form"

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[Any]:
        """Set every slot this message speaks of: the SDK's own way could set the form's slot only.

        Behind another answer the question comes once more, gently, and after a second one it rests.
        """
        if (tracker.active_loop or {}).get("name") == FORM and comes_back(tracker, FORM):
            asked = tracker.get_slot("place_asked") or {}
            aside = asked.get("aside", 0) + 1
            return stop_asking() if aside >= MOST_ASIDE else [SlotSet("place_asked", {**asked, "aside": aside})]
        read = self._read(tracker)
        tracker.slots.update(read)
        return [SlotSet(name, value) for name, value in read.items()]

    def _read(self, tracker: Tracker) -> dict[str, Any]:
        """Return what this message says about place and needs; nothing for a message about something else."""
        intent = tracker.latest_message["intent"].get("name")
        loop = (tracker.active_loop or {}).get("name")
        if loop == intake_answers.FORM or tracker.get_slot("intake_go_on"):
            return {}  # `action_read_intake` has read it
        if loop != FORM and intent != "find_facility":
            return {}
        text = said(tracker)
        if text.startswith("/start_intake"):
            return {}  # a button of the intake, or of a menu: the search steps back
        answer = find(text)
        if intent not in _MAY_NAME_A_PLACE and not _is_only_a_place(answer, text):
            return {}
        kept = Needs.from_dict(tracker.get_slot("needs") or {})
        known, said_now = tracker.get_slot("place"), read_needs(text)
        answer = _in_the_same_state(answer, known)
        shown = tracker.get_slot("shown") or {}
        if known and shown.get("ids") and said_now == Needs(any_distance=True) and not shown.get("farther"):
            # Nothing was given up for distance: what is farther is what comes next.
            return {"shown": {**shown, "offset": shown["offset"] + len(shown["ids"])}, "place_asked": None}
        if known and not isinstance(answer, NotFound) and known["label"] != getattr(answer, "label", ""):
            in_full = said_now.asked and len(text.split()) > _FEW_WORDS
            kept = kept.of_the_person() if in_full else kept.elsewhere()
        fresh = {"needs": kept.merge(said_now).as_dict(), "shown": None, "chosen": None}
        if isinstance(answer, NotFound) and (answer.reason == "no_place" or (known and answer.reason in _NO_PLACE)):
            return {**fresh, "place": known, "place_asked": None}
        return {**fresh, **place_slots(answer)}


def stop_asking() -> list[Any]:
    """Return the events that end the form: what was just said wants no question about a place after it."""
    return [ActiveLoop(None), SlotSet("requested_slot", None)]


def said(tracker: Tracker) -> str:
    """Return the place that a tapped choice or shared location carries, or else what was written."""
    for entity in tracker.latest_message.get("entities", []):
        if entity.get("entity") == "place":
            return str(entity["value"])
    return str(tracker.latest_message.get("text") or "")


def _in_the_same_state(answer: PlaceAnswer, known: dict[str, Any] | None) -> PlaceAnswer:
    """A town of many that is one in the state where somebody was just looking: that one. The list names it in full."""
    if not isinstance(answer, Ambiguous) or not known:
        return answer
    there = [option for option in answer.options if option.state == known["state"] and option.kind != "state"]
    return there[0] if len(there) == 1 else answer


def _is_only_a_place(answer: PlaceAnswer, text: str) -> bool:
    return isinstance(answer, PlaceFound) and len(text.split()) <= 4
