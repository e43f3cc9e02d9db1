"""Fills the reviewed replies with the reviewed phone numbers: Rasa's reply generator, with numbers."""

from __future__ import annotations

from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.context import REFERENCE, turn
from bot.fixed_replies import all_responses
from porchlight.languages import others, spoken
from porchlight.numbers import placeholders


class ReviewedReplies(TemplatedNaturalLanguageGenerator):  # type: ignore[misc]  # Rasa ships no types
    """Named in `endpoints.yml`, so that `rasa shell` says the same as the worker."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(domain.responses)
        self._elsewhere = {
            language: TemplatedNaturalLanguageGenerator(all_responses(language)) for language in others()
        }

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """Return the reply for this channel, with every {placeholder} filled."""
        numbers = placeholders(turn().hotline.offer().number)
        named = {**numbers, **turn().named(), "reference": REFERENCE, **kwargs}
        elsewhere = self._elsewhere.get(spoken())
        if elsewhere is not None and utter_action in elsewhere.responses:
            generate = elsewhere.generate
        else:
            generate = super().generate
        reply: dict[str, Any] | None = await generate(utter_action, tracker, output_channel, **named)
        if reply is not None:
            reply.pop("metadata", None)  # source and review date are for reviewers, not for the dialogue state
        return reply
