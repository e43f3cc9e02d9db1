"""How the intake ends: what people in that place often ask about, programs near, and a person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.find_facility import ActionFindFacility
from bot.actions.intake_answers import Progress, in_words, next_open, risk, with_answers
from facilities_db.needs import Needs
from porchlight.languages import phrase

_LEVEL = {"withdrawal": "detox", "round_the_clock": "residential", "iop": "iop"}
_ANSWERS = ("payment", "meeting", "hours", "special")


class ActionIntakeResult(Action):  # type: ignore[misc]  # Rasa ships no types
    """Runs when the form ends, also when it was only put aside or left."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_intake_result"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Say the level of care and list programs; for a rest, say only that the door stays open, or nothing."""
        kind = (tracker.get_slot("intake_heard") or {}).get("kind")
        if kind == "leave":
            dispatcher.utter_message(response="utter_intake_left")
            return []
        if tracker.get_slot("intake_paused") or next_open(tracker.slots):
            return []
        level = risk(tracker.slots)
        progress = Progress.of(tracker.slots)
        if kind == "changed" and progress.done == level:
            dispatcher.utter_message(response="utter_intake_lead_changed")
        else:
            # Said once more, so that it can be put right, and so that it stands in the story that staff read.
            known = in_words(tracker.slots, safety=True)
            if known:
                dispatcher.utter_message(response="utter_intake_answers", known=known)
            whose = phrase("your") if tracker.get_slot("for_whom") in (None, "me") else phrase("their")
            dispatcher.utter_message(response=f"utter_intake_{level}", whose=whose, numbered=True)
        done = SlotSet("intake", progress.after(done=level))
        if not tracker.get_slot("place"):
            dispatcher.utter_message(response="utter_intake_no_place")
            return [done]
        needs = _needs(tracker, level)
        tracker.slots["needs"] = needs
        tracker.slots["shown"] = None
        return [done, SlotSet("needs", needs), *await ActionFindFacility().run(dispatcher, tracker, domain)]


def _needs(tracker: Tracker, level: str) -> dict[str, Any]:
    """Return what to search for; a level that the person named themselves stays."""
    answers = {name: tracker.get_slot(name) for name in _ANSWERS if tracker.get_slot(name) is not None}
    needs = with_answers(Needs.from_dict(tracker.get_slot("needs") or {}), answers)
    return (needs if needs.level_named else replace(needs, level=_LEVEL[level])).as_dict()
