"""Whether a message is from someone in danger: the Rasa component around `DangerModel`.

It learns from the intents' own examples, and from each language's `examples.yml`: messages of people in danger, and
harmless ones that look alike. What it finds stands beside the intent, as `danger`: {name, confidence}.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.fixed_replies import fast_loader
from bot.nlu.danger_model import NONE, DangerModel, DangerWeights
from bot.nlu.encoder import DIMENSIONS, encode, vector_of
from bot.nlu.normalising import normalise
from bot.nlu.trained import TrainedComponent
from bot.safety.idioms import plainly
from bot.safety.reviewed import reviewed_file
from bot.safety.verdict import PRIORITY
from bot.safety.watch import UNSURE
from porchlight.languages import languages

_DANGERS = frozenset(PRIORITY)
# Dangers that have a reply of their own but no intent: what `rasa shell` and a ranking call them.
_INTENTS = {"poisoning": "crisis_overdose", "recent_attempt": "crisis_suicide"}


def examples() -> Iterator[tuple[str, str]]:
    """Yield the danger ("none" for a harmless one) and the words of every language's examples."""
    for language in languages():
        yield from examples_in(reviewed_file(language, "examples.yml"))


def examples_in(path: Path) -> Iterator[tuple[str, str]]:
    """Yield those of one file. Raises KeyError for an unknown danger.

    Bereavement is harmless and still gets words of its own: it is learned as grief.
    """
    written: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=fast_loader())
    for danger, texts in written["danger"].items():
        if danger not in _DANGERS:
            raise KeyError(f"{path.name}: {danger} is no danger")
        for text in texts:
            yield danger, text
    for kind, texts in written["harmless"].items():
        for text in texts:
            yield "grief" if kind == "bereavement" else NONE, text


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DangerClassifier(TrainedComponent):  # type: ignore[misc]  # Rasa ships no types
    """Sets a message's `danger`, and keeps the intent ranking in step with it."""

    model_type, weights_type = DangerModel, DangerWeights

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Have Rasa train this again when the examples have changed: they are no part of its own training data."""
        files = [reviewed_file(language, name) for language in languages() for name in ("examples.yml", "idioms.yml")]
        return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example of an intent (no danger, unless the intent is one) and from the file's."""
        known = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        more = list(examples())
        texts = [e.get(TEXT) for e in known] + [text for _, text in more]
        labels = [e.get(INTENT) if e.get(INTENT) in _DANGERS else NONE for e in known] + [danger for danger, _ in more]
        said = [normalise(text) for text in texts]
        plain = [plainly(text) for text in said]
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for at, example in enumerate(known):
            vectors[at] = vector_of(example)
        # The known ones are encoded already, unless a figure of speech was read as plain words.
        anew = [at for at in range(len(texts)) if at >= len(known) or plain[at] != said[at]]
        vectors[anew] = encode([texts[at] if plain[at] == said[at] else plain[at] for at in anew])
        return self._learned(DangerModel.train(plain, vectors, labels, self._weights()))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `danger` on each message that was encoded."""
        for message in messages:
            vector = vector_of(message)
            if vector is None or self._model is None:
                continue
            said = normalise(message.get(TEXT))
            plain = plainly(said)
            name, confidence = self._model.judge(plain, vector if plain == said else encode([plain])[0])
            message.set("danger", {"name": name, "confidence": confidence}, add_to_output=True)
            _keep_in_step(message, name, confidence)
        return messages


def _keep_in_step(message: Message, danger: str, confidence: float) -> None:
    """Take dangers out of the ranking where there is none, and put the danger first where there is one.

    Without this the two classifiers could disagree, and an intent that is a danger would be answered as one.
    """
    ranking = message.get(INTENT_RANKING_KEY) or []
    others = [entry for entry in ranking if entry[INTENT_NAME_KEY] not in _DANGERS]
    taken = sum(entry[PREDICTED_CONFIDENCE_KEY] for entry in ranking if entry[INTENT_NAME_KEY] in _DANGERS)
    in_danger = confidence if confidence >= UNSURE and danger != "grief" else 0.0
    share = (1.0 - in_danger) / max(1.0 - taken, 1e-6)
    ranking = [{**entry, PREDICTED_CONFIDENCE_KEY: entry[PREDICTED_CONFIDENCE_KEY] * share} for entry in others]
    if in_danger:
        first = {INTENT_NAME_KEY: _INTENTS.get(danger, danger), PREDICTED_CONFIDENCE_KEY: in_danger}
        ranking = sorted([first, *ranking], key=lambda entry: -entry[PREDICTED_CONFIDENCE_KEY])
    if ranking:
        message.set(INTENT, dict(ranking[0]), add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
