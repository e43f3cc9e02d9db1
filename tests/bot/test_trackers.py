"""The dialogue state stays small: the 500th message costs what the 5th does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.trackers import SnapshotTrackerStore, snapshot

DOMAIN = Path(__file__).parents[2] / "bot" / "domain.yml"


@pytest.fixture(scope="module")
def domain() -> Iterator[Domain]:
    """The assistant's own domain."""
    yield Domain.load(str(DOMAIN))


class Talk:
    """One conversation, whose tracker is put away and brought back around every turn, as in the worker."""

    def __init__(self, domain: Domain) -> None:
        self.store = SnapshotTrackerStore(domain)
        self.kept: str | None = None

    def turn(self, text: str, action: str = "utter_cost", *events: object) -> str:
        """Run one turn; return the state after it."""
        return asyncio.run(self._turn(text, action, list(events)))

    async def _turn(self, text: str, action: str, events: list[object]) -> str:
        self.store.bring("c", self.kept)
        tracker = await self.store.get_or_create_tracker("c")
        parsed = {
            "intent": {"name": "cost", "confidence": 0.9},
            "entities": [{"entity": "number", "value": "2"}],
            "intent_ranking": [{"name": f"intent {number}", "confidence": 0.1} for number in range(20)],
        }
        tracker.update(UserUttered(text, parsed["intent"], parsed["entities"], parsed))  # type: ignore[arg-type]
        tracker.update(ActionExecuted(action))
        for event in events:
            tracker.update(event)
        tracker.update(
            BotUttered("A long answer, word for word. " * 10, {"buttons": [{"title": "x", "payload": "/y"}]})
        )
        tracker.update(ActionExecuted("action_listen"))
        await self.store.save(tracker)
        self.kept = self.store.take("c")
        assert self.kept is not None
        return self.kept

    def tracker(self) -> DialogueStateTracker:
        """Return the tracker as the next turn would get it."""
        self.store.bring("c", self.kept)
        return asyncio.run(self.store.get_or_create_tracker("c"))


def test_the_500th_state_is_as_small_as_the_5th(domain: Domain) -> None:
    """Whatever is said, and however often slots change, the row does not grow."""
    talk = Talk(domain)
    sizes = [
        len(talk.turn(f"message {number:03}", "utter_cost", SlotSet("shown", {"ids": [number % 7], "offset": 3})))
        for number in range(500)
    ]
    assert sizes[499] <= sizes[4] + 100
    assert max(sizes[4:]) <= sizes[4] + 100
    assert sizes[499] < 8_000
    assert len(talk.tracker().events) < 40


def test_slots_survive_however_long_ago_they_were_set(domain: Domain) -> None:
    """Place and needs of the first message hold in the hundredth; what was emptied stays empty."""
    talk = Talk(domain)
    place = {"label": "Cambridge, MA 02139", "lat": 42.4, "lng": -71.1}
    talk.turn(
        "02139", "utter_cost", SlotSet("place", place), SlotSet("asked", "forget"), SlotSet("needs", {"level": "iop"})
    )
    talk.turn("no", "utter_cost", SlotSet("asked", None))
    for number in range(100):
        talk.turn(f"and {number}?")
    tracker = talk.tracker()
    assert tracker.get_slot("place") == place
    assert (tracker.get_slot("needs"), tracker.get_slot("asked")) == ({"level": "iop"}, None)


def test_a_running_form_survives(domain: Domain) -> None:
    """A form that waits for a place waits still after ten digressions; one that ended does not come back."""
    talk = Talk(domain)
    talk.turn("find programs", "facility_form", ActiveLoop("facility_form"), SlotSet("requested_slot", "place"))
    for number in range(10):
        talk.turn(f"by the way, {number}")
    assert talk.tracker().active_loop_name == "facility_form"
    assert talk.tracker().get_slot("requested_slot") == "place"
    talk.turn("never mind", "action_deny", ActiveLoop(None), SlotSet("requested_slot", None))
    for number in range(10):
        talk.turn(f"something else {number}")
    assert talk.tracker().active_loop_name is None
    assert talk.tracker().get_slot("requested_slot") is None


def test_the_last_turns_are_kept_for_more(domain: Domain) -> None:
    """MORE looks back at what was said last."""
    talk = Talk(domain)
    for number in range(20):
        talk.turn(f"message {number}", "utter_cost" if number < 18 else "utter_duration")
    actions = [event.action_name for event in talk.tracker().events if isinstance(event, ActionExecuted)]
    assert [name for name in actions if name != "action_listen"][-2:] == ["utter_duration"] * 2
    assert actions[-1] == "action_listen"


def test_words_are_not_kept_in_the_state(domain: Domain) -> None:
    """Neither the person's nor ours: the journal has them once, and that is enough."""
    talk = Talk(domain)
    kept = talk.turn("my private words")
    assert "private" not in kept and "word for word" not in kept and "intent 7" not in kept
    assert '"number"' in kept, "entities are needed"


def test_a_new_conversation_has_no_state(domain: Domain) -> None:
    """And what was taken away is not remembered by the store."""
    talk = Talk(domain)
    assert asyncio.run(talk.store.retrieve("c")) is None
    talk.turn("hello")
    assert list(asyncio.run(talk.store.keys())) == []
    assert talk.store.take("c") is None


def test_a_snapshot_is_json(domain: Domain) -> None:
    """An empty tracker too."""
    assert json.loads(snapshot(DialogueStateTracker("c", domain.slots))) == []
