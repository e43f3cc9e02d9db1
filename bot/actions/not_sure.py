"""Not sure what was meant: offers the likeliest meanings, then a person. It never says so a third time."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.last_turn import ran_last
from bot.actions.titles import TITLES
from porchlight.languages import phrase

_OFFERED = 3
# What is less likely than this is not offered: a choice that has nothing to do with the question confuses.
_LIKELY = 0.06


class ActionNotSure(Action):  # type: ignore[misc]  # Rasa ships no types
    """Asks with choices; the second time in a row offers a person; then calls one."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_not_sure"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Count how often in a row this was said."""
        times = 1 + (int(tracker.get_slot("not_sure") or 0) if ran_last(tracker) == self.name() else 0)
        if times > 2:
            return [SlotSet("not_sure", None), FollowupAction("action_talk_to_human")]
        likely = [] if times == 2 else _likely(tracker)
        if likely:
            dispatcher.utter_message(
                response="utter_not_sure",
                buttons=[
                    *({"title": phrase(TITLES[intent]), "payload": f"/{intent}"} for intent in likely),
                    {"title": phrase("Talk to a person"), "payload": "/talk_to_human"},
                ],
            )
        else:
            dispatcher.utter_message(response="utter_fallback" if times == 1 else "utter_not_sure_again")
        return [SlotSet("not_sure", times)]


def _likely(tracker: Tracker) -> list[str]:
    """Return the likeliest meanings that can be offered, the likeliest first."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    likely = [entry["name"] for entry in ranking if entry["name"] in TITLES and entry["confidence"] >= _LIKELY]
    return [str(name) for name in likely if name != "talk_to_human"][:_OFFERED]
