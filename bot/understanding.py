"""How one message is understood, without any dialogue."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent

from bot.nlu.normalising import neutralise
from bot.safety.screen import CrisisScreen
from bot.safety.watch import judged
from bot.speaking import asks_for, heard
from porchlight.languages import ENGLISH

_SHOWN = 5
_FALLBACK = "nlu_fallback"


class Understanding:
    """The model's first half, with the crisis screen in front of it."""

    def __init__(self, agent: Agent, screen: CrisisScreen) -> None:
        self._agent = agent
        self._screen = screen

    @classmethod
    def load(cls, model: Path) -> Understanding:
        """Load a trained model. Raises what Rasa raises for a broken one."""
        return cls(Agent.load(str(model)), CrisisScreen.load())

    def understand(self, text: str) -> dict[str, Any]:
        """Return text, intent, confidence, ranking (top 5), entities, crisis (an id or None), crisis_tier and language.

        language is the one that somebody would be answered in of whom nothing else is known.
        intent is the likeliest one, however unlikely; None for a message without words. Not for use inside a running
        event loop: see `read`.
        """
        return asyncio.run(self.read(text))

    async def read(self, text: str) -> dict[str, Any]:
        """Do as `understand` does, inside an event loop."""
        said = neutralise(text)
        parsed: dict[str, Any] = await self._agent.parse_message(said) if said else {}
        ranking = [
            {"name": entry["name"], "confidence": entry["confidence"]}
            for entry in parsed.get("intent_ranking", [])
            if entry["name"] != _FALLBACK
        ][:_SHOWN]
        first = ranking[0] if ranking else {"name": None, "confidence": 0.0}
        seen = self._screen.screen(text)
        verdict = judged(seen, parsed)
        told = seen.language if seen is not None else asks_for(text) or heard(None, text, parsed)
        return {
            "text": text,
            "intent": first["name"],
            "confidence": first["confidence"],
            "ranking": ranking,
            "entities": parsed.get("entities", []),
            "crisis": verdict.crisis if verdict else None,
            "crisis_tier": verdict.tier if verdict else None,
            "language": told or ENGLISH,
        }
