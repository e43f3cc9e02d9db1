"""I want to talk to someone."""

from __future__ import annotations

import json
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.validate_facility_form import stop_asking
from bot.context import turn
from bot.hotline_words import PAYLOAD
from hotline.handoffs import Wish
from hotline.offering import Reach
from porchlight.languages import marked, phrase

# What each way to be reached is called, in the order in which they are offered.
WAYS: dict[Wish, str] = {
    "chat": marked("Chat here"),
    "call_now": marked("Call me now"),
    "call_at": marked("Call me later"),
    "will_call": marked("I'll call"),
}


class ActionTalkToHuman(Action):  # type: ignore[misc]  # Rasa ships no types
    """Gives a number that is answered now, a code under which the story waits for staff, and a choice of ways."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_talk_to_human"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Say which line is open now, and be honest about who has the story."""
        context = turn()
        reach = context.reach()
        reference = context.open_handoff("asked_for_person")
        dispatcher.utter_message(
            response=_response(reach, configured=context.hotline.configured),
            number=reach.offer.number,
            when=reach.offer.hours_text,
            reference=reference,
            buttons=ways(reach),
        )
        return stop_asking()


def _response(reach: Reach, *, configured: bool) -> str:
    if reach.staffed:
        return "utter_person_here" if reach.offer.own else "utter_person_here_national"
    if not configured:
        return "utter_person_national"
    return "utter_person_now" if reach.offer.open else "utter_person_closed"


def ways(reach: Reach, *, only: tuple[Wish, ...] = tuple(WAYS)) -> list[dict[str, str]]:
    """Return the ways that may be chosen now, as choices; none for a service without staff."""
    return [
        {"title": phrase(title), "payload": PAYLOAD + json.dumps({"wish": wish})}
        for wish, title in WAYS.items()
        if wish in reach.wishes and wish in only
    ]
