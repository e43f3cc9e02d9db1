"""I want to talk to someone."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.validate_facility_form import stop_asking
from bot.context import turn


class ActionTalkToHuman(Action):  # type: ignore[misc]  # Rasa ships no types
    """Gives a number that is answered now, and a code under which the story waits for staff."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_talk_to_human"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Say which line is open now, and be honest about who has the story."""
        context = turn()
        offer = context.hotline.offer()
        reference = context.open_handoff("asked_for_person")
        if context.hotline.settings.number is None:
            response, when = "utter_person_national", ""
        elif offer.open:
            response, when = "utter_person_now", offer.hours_text
        else:
            response, when = "utter_person_closed", offer.hours_text
        dispatcher.utter_message(response=response, number=offer.number, when=when, reference=reference)
        return stop_asking()
