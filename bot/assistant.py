"""The Rasa assistant as the worker uses it: one message in, replies and dialogue state out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from bot.context import TurnContext, current
from bot.engine import Processor
from bot.inprocess import InProcessActions
from bot.replies import ReviewedReplies
from bot.trackers import SnapshotTrackerStore
from connectors.messages import Choice, Reply, Venue

Parsed = dict[str, Any]  # what Rasa's pipeline makes of a message: intent, intent_ranking, entities, danger


@dataclass(frozen=True)
class Answer:
    """What the assistant says, and the dialogue state after it."""

    replies: tuple[Reply, ...]
    state: str | None


class Assistant:
    """A loaded model."""

    def __init__(self, model: Path) -> None:
        """Load `model`. Raises OSError, or whatever a broken model raises."""
        # Rasa's own logs hold what people wrote.
        for name in ("rasa", "rasa_sdk", "rasa.core", "rasa.core.processor"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._trackers = SnapshotTrackerStore()
        self._replies = ReviewedReplies(EndpointConfig(), Domain.empty())
        self._processor = Processor(
            model, self._trackers, InMemoryLockStore(), self._replies, action_endpoint=InProcessActions()
        )
        domain = self._trackers.domain = self._processor.domain
        self._replies.responses = domain.responses
        self._questions = frozenset(intent for intent in domain.intents if f"utter_{intent}_more" in domain.responses)

    @property
    def questions(self) -> frozenset[str]:
        """The intents that have an answer of their own, with more behind it."""
        return self._questions

    def read(self, texts: Sequence[str]) -> list[Parsed]:
        """Return what the pipeline makes of each of these words, without any dialogue. Together is quicker."""
        return self._processor.read(texts)

    async def answer(
        self,
        conversation_id: str,
        text: str,
        state: str | None,
        context: TurnContext,
        parsed: Parsed | None = None,
    ) -> Answer:
        """Run one turn. `text` is a person's words, or a payload (`/intent{...}`) that our own code chose.

        `parsed`: what `read` made of the words, so that they are not read twice.
        """
        channel = _Heard(context.form)
        self._trackers.bring(conversation_id, state)
        mark = current.set(context)
        try:
            await self._processor.handle_message(
                UserMessage(text, channel, conversation_id, parsed, input_channel=context.form)
            )
        finally:
            current.reset(mark)
            after = self._trackers.take(conversation_id)
        return Answer(tuple(channel.replies), after)

    async def say(self, response: str, context: TurnContext) -> Reply:
        """Return one of the reviewed replies by its name, outside any dialogue."""
        mark = current.set(context)
        try:
            empty = await self._trackers.get_or_create_tracker("-", append_action_listen=False)
            self._trackers.take("-")
            message = await self._replies.generate(response, empty, context.form)
        finally:
            current.reset(mark)
        if message is None:
            raise LookupError(f"no reply is named {response}")
        return reply_of(message)


class _Heard(OutputChannel):  # type: ignore[misc]  # Rasa ships no types
    """Collects what Rasa says, as replies."""

    def __init__(self, form: str) -> None:
        self._form = form
        self.replies: list[Reply] = []

    def name(self) -> str:  # type: ignore[override]  # a class method in Rasa; which wording is used depends on it
        return self._form

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        if message.get("text"):
            self.replies.append(reply_of(message))


def reply_of(message: dict[str, Any]) -> Reply:
    """Turn Rasa's message into a reply."""
    choices = tuple(Choice(button["title"], button["payload"]) for button in message.get("buttons") or [])
    place = message.get("venue")
    return Reply(
        message["text"].strip(),
        choices,
        numbered=bool(message.get("numbered")),
        ask_location=bool(message.get("ask_location")),
        venue=Venue(place["title"], place["address"], tuple(place["position"] or ()) or None) if place else None,
    )
