"""Which intent a message has, and how sure that is: the Rasa component around `IntentModel`."""

from __future__ import annotations

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.encoder import vector_of
from bot.nlu.intent_model import IntentModel, Weights
from bot.nlu.normalising import normalise
from bot.nlu.trained import TrainedComponent

_RANKED = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(TrainedComponent, RasaIntentClassifier):  # type: ignore[misc]  # Rasa ships no types
    """Sets a message's intent and the ten likeliest intents with their confidences."""

    model_type, weights_type = IntentModel, Weights

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example with a text and an intent. Raises ValueError when there are fewer than two."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        if len(examples) < 2:
            raise ValueError("the intent classifier needs examples to learn from")
        vectors = [vector_of(example) for example in examples]
        model = IntentModel.train(
            [normalise(example.get(TEXT)) for example in examples],
            np.stack([vector for vector in vectors if vector is not None]),
            [example.get(INTENT) for example in examples],
            self._weights(),
        )
        return self._learned(model)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking on each message that was encoded."""
        encoded = [(message, vector) for message in messages if (vector := vector_of(message)) is not None]
        if not encoded or self._model is None:
            return messages
        said = [normalise(message.get(TEXT)) for message, _ in encoded]
        rows = self._model.confidences(said, np.stack([vector for _, vector in encoded]))
        for (message, _), confidences in zip(encoded, rows, strict=True):
            ranking = [
                {INTENT_NAME_KEY: self._model.intents[i], PREDICTED_CONFIDENCE_KEY: float(confidences[i])}
                for i in np.argsort(-confidences, kind="stable")[:_RANKED]
            ]
            message.set(INTENT, dict(ranking[0]), add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages
