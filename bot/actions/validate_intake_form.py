"""Decides what the intake does next: the next open question, the same one again, a rest, or its end."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from bot.actions.digression import MOST_ASIDE, comes_back
from bot.actions.intake_answers import FORM, Progress, next_open


class ValidateIntakeForm(FormValidationAction):  # type: ignore[misc]  # Rasa ships no types
    """The answers themselves are read by `action_read_intake`, once, before this."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "validate_intake_form"

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[Any]:
        """Set `requested_slot`; nothing at all for a message about something else, so that Rasa has that answered."""
        progress = Progress.of(tracker.slots)
        kind = (tracker.get_slot("intake_heard") or {}).get("kind")
        if comes_back(tracker, FORM):
            if progress.aside + 1 >= MOST_ASIDE:
                return _rest(progress, "put_aside")
            return _ask(tracker, progress.after(aside=progress.aside + 1), "resume")
        if kind == "leave":
            return _rest(progress, "leave")
        if kind is None and tracker.get_slot("requested_slot"):
            return []
        aside = progress.aside + 1 if kind == "unclear" else 0
        return _ask(tracker, progress.after(aside=aside), kind or "start")


def _ask(tracker: Tracker, intake: dict[str, Any], kind: str) -> list[Any]:
    heard = {**(tracker.get_slot("intake_heard") or {}), "kind": kind}
    return [
        SlotSet("intake", intake),
        SlotSet("intake_heard", heard),
        SlotSet("intake_paused", None),
        SlotSet("intake_go_on", None),
        SlotSet("requested_slot", next_open(tracker.slots)),
    ]


def _rest(progress: Progress, kind: str) -> list[Any]:
    return [
        SlotSet("intake", progress.after(aside=0)),
        SlotSet("intake_heard", {"kind": kind}),
        SlotSet("intake_paused", True),
        SlotSet("intake_go_on", None),
        SlotSet("requested_slot", None),
        ActiveLoop(None),
    ]
