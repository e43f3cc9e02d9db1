"""Rasa's default pipeline (DIET and its features, as `rasa init` sets it up), trained on the same examples."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu

from bot.evaluation.intents import FALLBACK, on_fallback_below
from bot.evaluation.readers import load_agent
from bot.evaluation.reading import SHOWN, OneByOne, Reading
from bot.training import ROOT

# Rasa's own number of epochs is 100. Two cores learn from some 150 examples a second, so this takes five minutes.
_LEARNED = 45_000


class RasaDefault(OneByOne):
    """Understands by Rasa's default pipeline alone. With no crisis screen, a danger is an intent like any other."""

    def __init__(self, agent: Agent, epochs: int) -> None:
        super().__init__(f"Rasa's default, {epochs} epochs")
        self._agent = agent
        self._threshold = on_fallback_below()

    async def read_one(self, text: str) -> Reading:
        """Read by the trained pipeline."""
        parsed = await self._agent.parse_message(text)
        ranking = tuple(
            (intent["name"], float(intent["confidence"]))
            for intent in parsed.get("intent_ranking", [])
            if intent["name"] != FALLBACK
        )[:SHOWN]
        return Reading.by_intent(ranking, self._threshold)


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
