"""Which intent a message has, and how sure that is: the Rasa component around `IntentModel`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
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

from bot.nlu.encoder import SentenceEncoder, vector_of
from bot.nlu.intent_model import IntentModel, Weights
from bot.nlu.normalising import normalise

_RANKED = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaIntentClassifier):  # type: ignore[misc]  # Rasa ships no types
    """Sets a message's intent and the ten likeliest intents with their confidences."""

    @classmethod
    def required_components(cls) -> list[type]:
        """The vectors come from the encoder, which must stand before."""
        return [SentenceEncoder]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What `Weights` explains."""
        return asdict(Weights())

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model: IntentModel | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """Return a classifier that has learned nothing yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> IntentClassifier:
        """Return a classifier as it was trained."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier._model = IntentModel.load(folder)
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example with a text and an intent. Raises ValueError when there are fewer than two."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        if len(examples) < 2:
            raise ValueError("the intent classifier needs examples to learn from")
        vectors = [vector_of(example) for example in examples]
        weights = Weights(**{name: float(self._config[name]) for name in asdict(Weights())})
        self._model = IntentModel.train(
            [normalise(example.get(TEXT)) for example in examples],
            np.stack([vector for vector in vectors if vector is not None]),
            [example.get(INTENT) for example in examples],
            weights,
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking on each message that was encoded."""
        for message in messages:
            vector = vector_of(message)
            if vector is None or self._model is None:
                continue
            confidences = self._model.confidences(normalise(message.get(TEXT)), vector)
            ranking = [
                {INTENT_NAME_KEY: self._model.intents[i], PREDICTED_CONFIDENCE_KEY: float(confidences[i])}
                for i in np.argsort(-confidences, kind="stable")[:_RANKED]
            ]
            message.set(INTENT, dict(ranking[0]), add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages
