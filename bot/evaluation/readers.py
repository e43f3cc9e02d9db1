"""Porchlight as it is, and with the patterns of its crisis screen left out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from rasa.core.agent import Agent

from bot.evaluation.reading import Reading
from bot.safety.screen import CrisisScreen
from bot.understanding import Understanding


class NoPatterns(CrisisScreen):
    """A crisis screen that never finds anything: what is found behind it, the model found."""

    def __init__(self) -> None:
        """Nothing to load."""

    def screen(self, text: str) -> None:
        """Let everything through."""


class Porchlight:
    """The model and the crisis screen, as the worker uses them on a message by itself."""

    name = "Porchlight"

    def __init__(self, agent: Agent, screen: CrisisScreen) -> None:
        self._understanding = Understanding(agent, screen)
        # One loop for all messages: opening one takes as long as a tenth of a message.
        self._loop = asyncio.new_event_loop()

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Read each as `porchlight understand` does."""
        return self._loop.run_until_complete(self._read(texts))

    async def _read(self, texts: Sequence[str]) -> list[Reading]:
        readings = []
        for text in texts:
            understood = await self._understanding.read(text)
            ranking = tuple((intent["name"], float(intent["confidence"])) for intent in understood["ranking"])
            readings.append(Reading(ranking, understood["crisis"], understood["crisis_tier"]))
        return readings


def load_agent(model: Path) -> Agent:
    """Load a trained model, ours or another. Raises what Rasa raises for a broken one."""
    return Agent.load(str(model))
