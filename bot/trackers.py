"""Keeps dialogue state small: what a conversation's 500th message needs is what its 5th needed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

# Rules look at the present turn; "more" and "the second one" look at the one before.
_TURNS_KEPT = 2


class SnapshotTrackerStore(TrackerStore):  # type: ignore[misc]  # Rasa ships no types
    """Holds the state of conversations whose turn is running; the worker brings it and takes it away.

    The database is the worker's business, so that state, replies and "handled" are one transaction.
    """

    def __init__(self, domain: Domain | None = None, **kwargs: Any) -> None:
        self._snapshots: dict[str, str] = {}
        super().__init__(domain or Domain.empty(), **kwargs)

    def bring(self, conversation_id: str, snapshot: str | None) -> None:
        """Make a conversation's state known before its turn."""
        if snapshot is not None:
            self._snapshots[conversation_id] = snapshot

    def take(self, conversation_id: str) -> str | None:
        """Return the state after the turn and forget it."""
        return self._snapshots.pop(conversation_id, None)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep a bounded snapshot."""
        self._snapshots[tracker.sender_id] = snapshot(tracker)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the conversation's tracker, or None for a new one."""
        kept = self._snapshots.get(sender_id)
        if kept is None:
            return None
        events = [_kind(raw["event"])._from_parameters(raw) for raw in json.loads(kept)]
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots)

    async def keys(self) -> Iterable[str]:
        """Return the conversations whose turn is running."""
        return self._snapshots.keys()


@cache
def _kind(name: str) -> type[Event]:
    """Return the class of an event; Rasa's own way asks thirty classes for each event of each turn."""
    kind: type[Event] = Event.resolve_by_type(name)
    return kind


def snapshot(tracker: DialogueStateTracker) -> str:
    """Return the tracker as JSON events: every filled slot, the running form, and the last few turns."""
    events = list(tracker.applied_events())
    listens = [
        index
        for index, event in enumerate(events)
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME
    ]
    recent = events[listens[-_TURNS_KEPT - 1] :] if len(listens) > _TURNS_KEPT else events
    if len(recent) < len(events):
        recent = [*_standing(tracker, events[: len(events) - len(recent)]), *recent]
    return json.dumps([_slim(event) for event in recent])


def _standing(tracker: DialogueStateTracker, before: list[Event]) -> list[Event]:
    """Return events that set up what held when `before` ended."""
    slots: dict[str, Any] = {}
    loop: str | None = None
    for event in before:
        if isinstance(event, SlotSet):
            slots[event.key] = event.value
        elif isinstance(event, ActiveLoop):
            loop = event.name
    standing: list[Event] = [SlotSet(name, value) for name, value in slots.items() if value is not None]
    return [*standing, ActiveLoop(loop)] if loop else standing


def _slim(event: Event) -> dict[str, Any]:
    raw: dict[str, Any] = event.as_dict()
    if isinstance(event, UserUttered):
        parsed = raw.get("parse_data") or {}
        # Rules need intent and entities; rankings and the text itself are dead weight here.
        raw["parse_data"] = {
            "intent": parsed.get("intent"),
            "entities": parsed.get("entities", []),
            "text": "",
        }
        raw["text"] = ""
    if raw.get("event") == "bot":
        raw["text"], raw["data"] = "", {}
    return raw
