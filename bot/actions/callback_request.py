"""Call me back."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.talk_to_human import ways
from bot.actions.validate_facility_form import stop_asking
from bot.context import turn
from bot.request_words import beside
from facilities_db.placenames import plain

_THEM = re.compile(r"\b(?:call|phone|ring)\s+(?:them|that|it|number|the)\b", re.IGNORECASE)


class ActionCallbackRequest(Action):  # type: ignore[misc]  # Rasa ships no types
    """Passes the wish on to staff, promising no time, and gives a line that is open now."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_callback_request"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Open a handoff that says a call is wanted; "call them" after a list means the program."""
        said = plain(tracker.latest_message.get("text") or "")
        if tracker.get_slot("shown") and beside(_THEM, "call_them").search(said):
            return [FollowupAction("action_facility_details")]
        context = turn()
        reach = context.reach()
        reference = context.open_handoff("callback")
        by_phone = ways(reach, only=("call_now", "call_at", "will_call"))
        dispatcher.utter_message(
            response="utter_callback_how" if len(by_phone) > 1 else "utter_callback",
            number=reach.offer.number,
            reference=reference,
            buttons=by_phone if len(by_phone) > 1 else [],
        )
        return stop_asking()
