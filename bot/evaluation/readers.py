"""Porchlight as it is, and with the patterns of its crisis screen left out."""

from __future__ import annotations

from pathlib import Path

from rasa.core.agent import Agent

from bot.evaluation.reading import OneByOne, Reading
from bot.safety.screen import CrisisScreen
from bot.understanding import Understanding


class NoPatterns(CrisisScreen):
    """A crisis screen that never finds anything: what is found behind it, the model found."""

    def __init__(self) -> None:
        """Nothing to load."""

    def screen(self, text: str) -> None:
        """Let everything through."""


class Porchlight(OneByOne):
    """The model and the crisis screen, as the worker uses them on a message by itself."""

    def __init__(self, agent: Agent, screen: CrisisScreen, name: str = "Porchlight") -> None:
        super().__init__(name)
        self._understanding = Understanding(agent, screen)

    async def read_one(self, text: str) -> Reading:
        """Read as `porchlight understand` does."""
        understood = await self._understanding.read(text)
        ranking = tuple((intent["name"], float(intent["confidence"])) for intent in understood["ranking"])
        return Reading(ranking, understood["crisis"], understood["crisis_tier"])


def load_agent(model: Path) -> Agent:
    """Load a trained model, ours or another. Raises what Rasa raises for a broken one."""
    return Agent.load(str(model))
