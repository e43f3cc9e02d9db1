"""Questions of their own that come between: a form asks again once, gently, and then lets it rest."""

from __future__ import annotations

from rasa_sdk import Tracker

from bot.actions.last_turn import SILENT

MOST_ASIDE = 2


def comes_back(tracker: Tracker, form: str) -> bool:
    """Say whether something else has answered this message, so that the form runs only to ask again."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and event.get("name") not in {form, *SILENT}:
            return True
    return False
