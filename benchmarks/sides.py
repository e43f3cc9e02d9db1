"""The two assistants, each behind the same three calls: one turn, one parse, the state of a conversation."""

from __future__ import annotations

import datetime as dt
import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.context import TurnContext, current
from porchlight.bootstrap import Parts
from porchlight.logs import configure_logs
from porchlight.settings import read_settings


class Side(ABC):
    """An assistant that is loaded."""

    def __init__(self) -> None:
        configure_logs(production=True)  # or Rasa's debug lines would be part of what is timed, on both sides
        self.parts = Parts(read_settings(None))

    def context(self) -> TurnContext:
        """Return what a turn's actions may use; both sides run the same actions, in process."""
        return TurnContext(self.parts.database, self.parts.hotline)

    @abstractmethod
    async def turn(self, conversation: str, text: str) -> int:
        """Run one turn through Rasa, tracker store and all; return how many replies came."""


class Ours(Side):
    """Porchlight's assistant with its snapshots, as the worker uses it."""

    def __init__(self, model: Path) -> None:
        from bot.assistant import Assistant

        super().__init__()
        self._assistant = Assistant(model)
        self._states: dict[str, str | None] = {}

    async def turn(self, conversation: str, text: str) -> int:
        answer = await self._assistant.answer(conversation, text, self._states.get(conversation), self.context())
        self._states[conversation] = answer.state
        return len(answer.replies)


class Default(Side):
    """Rasa's default pipeline and policies with Rasa's own SQL tracker store, on a SQLite file."""

    def __init__(self, model: Path, trackers: Path) -> None:
        import warnings

        warnings.filterwarnings("ignore")
        from rasa.core.agent import Agent
        from rasa.core.tracker_store import SQLTrackerStore
        from rasa.utils.endpoints import EndpointConfig

        from benchmarks.plain_actions import PlainActions

        super().__init__()
        for name in ("rasa", "rasa_sdk"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._agent = Agent.load(
            str(model),
            generator=EndpointConfig(type="bot.replies.ReviewedReplies"),
            tracker_store=SQLTrackerStore(None, dialect="sqlite", db=str(trackers)),
            action_endpoint=PlainActions(),
        )

    async def turn(self, conversation: str, text: str) -> int:
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        heard = CollectingOutputChannel()
        mark = current.set(self.context())
        try:
            await self._agent.handle_message(UserMessage(text, heard, conversation, input_channel="sms"))
        finally:
            current.reset(mark)
        return len(heard.messages)

    async def lengthen(self, conversation: str, turns: int, copies: int) -> int:
        """Append the events of the last `turns` turns `copies` times over; return how many events there are then."""
        store = self._agent.tracker_store
        tracker = await store.retrieve(conversation)
        last = _last_turns(list(tracker.events), turns)
        for _ in range(copies):
            for event in last:
                tracker.update(_again(event))
        await store.save(tracker)
        return len(tracker.events)


def _last_turns(events: Sequence[Any], turns: int) -> list[Any]:
    from rasa.shared.core.events import UserUttered

    starts = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    return list(events[starts[-turns] :])


def _again(event: Any) -> Any:
    from rasa.shared.core.events import Event

    raw = event.as_dict()
    raw["timestamp"] = dt.datetime.now(dt.timezone.utc).timestamp()
    return Event.from_parameters(raw)


def load(side: str, model: str, trackers: str) -> Side:
    """Load a side, "ours" or "default". `trackers` is the default's SQLite file."""
    return Ours(Path(model)) if side == "ours" else Default(Path(model), Path(trackers))
