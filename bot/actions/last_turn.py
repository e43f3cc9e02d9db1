"""What an action finds out about the turns before: what was done last."""

from __future__ import annotations

from rasa_sdk import Tracker

# Rasa's own steps, of which a person sees nothing.
SILENT = frozenset({"action_listen", "action_extract_slots"})


def ran_last(tracker: Tracker) -> str | None:
    """Return the last action that said something to this person, or None."""
    ran = (event["name"] for event in reversed(tracker.events) if event.get("event") == "action")
    return next((str(name) for name in ran if name not in SILENT), None)
