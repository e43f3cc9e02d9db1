"""Which language a message is written in: the Rasa component around `LanguageModel`.

It learns from the examples of each language's own files, and from `no_language.yml`. What it finds stands beside the
intent, as `language`: {name, confidence}. The name is None where the message could be of any: "ok", a ZIP, a town.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.fixed_replies import fast_loader
from bot.nlu.danger_classifier import examples_in
from bot.nlu.language_model import NEITHER, LanguageModel, LanguageWeights
from bot.nlu.trained import TrainedComponent
from bot.safety.reviewed import reviewed_file
from bot.training import examples_folder
from facilities_db import states
from porchlight.languages import languages

_NO_LANGUAGE = Path(__file__).with_name("no_language.yml")
_STATED = 5  # every so many towns, one has its state behind it


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LanguageClassifier(TrainedComponent):  # type: ignore[misc]  # Rasa ships no types
    """Sets a message's `language`."""

    model_type, weights_type = LanguageModel, LanguageWeights

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Have Rasa train this again when one of its files has changed: it does not see whose examples are whose."""
        return hashlib.sha256(b"".join(file.read_bytes() for file in _files())).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from files: Rasa's own training data is of all languages together."""
        known = list(examples())
        texts, labels = [text for _, text in known], [language for language, _ in known]
        return self._learned(LanguageModel.train(texts, labels, self._weights()))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `language` on each message that has a text."""
        for message in messages:
            if message.get(TEXT) and self._model is not None:
                name, confidence = self._model.judge(message.get(TEXT))
                message.set("language", {"name": name, "confidence": confidence}, add_to_output=True)
        return messages


def examples() -> Iterator[tuple[str, str]]:
    """Yield the language (NEITHER for what tells of none) and the words of everything that is learned from."""
    for language in languages():
        for example in load_data(str(examples_folder(language))).intent_examples:
            yield language, str(example.get(TEXT))
        for _, text in examples_in(reviewed_file(language, "examples.yml")):
            yield language, text
    yield from ((NEITHER, text) for text in _names())


def _names() -> Iterator[str]:
    """Yield what people write in any language: names of people, firms and places."""
    import zipcodes  # 55 MB; only training needs them

    written: dict[str, list[str]] = yaml.load(_NO_LANGUAGE.read_text(encoding="utf-8"), Loader=fast_loader())
    for names in written.values():
        yield from names
    yield from states.NAMES.values()
    towns = sorted({str(row["city"]): str(row["state"]) for row in zipcodes.list_all()}.items())
    for at, (town, state) in enumerate(towns):
        yield f"{town} {state}" if at % _STATED == 0 else town


def _files() -> Iterator[Path]:
    yield _NO_LANGUAGE
    for language in languages():
        yield from sorted(examples_folder(language).rglob("*.yml"))
        yield reviewed_file(language, "examples.yml")
