"""Rasa's default pipeline (DIET and its features, as `rasa init` sets it up), trained on the same examples."""

from __future__ import annotations

import asyncio
import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path

import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu

from bot.evaluation.intents import FALLBACK, is_danger, on_fallback_below
from bot.evaluation.readers import load_agent
from bot.evaluation.reading import Reading
from bot.training import ROOT

# Rasa's own number of epochs is 100. Two cores learn from some 150 examples a second, so this takes five minutes.
_LEARNED = 45_000
_SHOWN = 5


class RasaDefault:
    """Understands by Rasa's default pipeline alone. With no crisis screen, a danger is an intent like any other."""

    def __init__(self, agent: Agent, epochs: int) -> None:
        self.name = f"Rasa's default, {epochs} epochs"
        self._agent = agent
        self._threshold = on_fallback_below()
        self._loop = asyncio.new_event_loop()

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Read each by the trained pipeline."""
        return self._loop.run_until_complete(self._read(texts))

    async def _read(self, texts: Sequence[str]) -> list[Reading]:
        readings = []
        for text in texts:
            parsed = await self._agent.parse_message(text)
            ranking = tuple(
                (intent["name"], float(intent["confidence"]))
                for intent in parsed.get("intent_ranking", [])
                if intent["name"] != FALLBACK
            )[:_SHOWN]
            alarm = bool(ranking) and is_danger(ranking[0][0]) and ranking[0][1] >= self._threshold
            readings.append(Reading(ranking, *((ranking[0][0], "sure") if alarm else (None, None))))
        return readings


def train_default(folder: Path, examples: int) -> RasaDefault:
    """Train into `folder` on the `examples` there are, and load. Raises RuntimeError when Rasa does not train."""
    epochs = min(100, max(1, _LEARNED // examples))
    settings = yaml.safe_load(_default_config().read_text(encoding="utf-8"))
    for component in settings["pipeline"]:
        if "epochs" in component:
            component["epochs"] = epochs
    config = folder / "config.yml"
    config.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    # Rasa would keep every example in a cache beside the project. Nothing is trained after this.
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    model = train_nlu(str(config), str(ROOT / "data" / "nlu"), str(folder), fixed_model_name="default")
    if model is None:
        raise RuntimeError("Rasa did not train its default pipeline.")
    return RasaDefault(load_agent(Path(model)), epochs)


def _default_config() -> Path:
    found = importlib.util.find_spec("rasa")
    if found is None or found.origin is None:
        raise RuntimeError("Rasa is not installed.")
    return Path(found.origin).parent / "engine" / "recipes" / "config_files" / "default_config.yml"
