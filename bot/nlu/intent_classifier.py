"""Which intent a message has, and how sure that is.

Ridge regression on sentence vectors, words and letter groups, solved exactly; leave-one-out scores come with the
solution for free, and the temperature that turns scores into probabilities is fitted on them.
"""

from __future__ import annotations

from typing import Any

import joblib
import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.encoder import VECTOR
from bot.nlu.normalising import normalise

Floats = npt.NDArray[np.float32]
_RANKED = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaIntentClassifier):  # type: ignore[misc]  # Rasa ships no types
    """The project's own classifier."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """ridge: how strongly weights are held back. word, letter: the features' weight beside the vector's 1."""
        return {"ridge": 1.0, "word": 0.5, "letter": 0.5}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._learned: dict[str, Any] = {}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:  # fmt: skip
        """Return a classifier that has learned nothing yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **_: Any,
    ) -> IntentClassifier:  # fmt: skip
        """Return a classifier as it was trained."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            # Our own file inside our own model: never read from anywhere else.
            classifier._learned = joblib.load(folder / "classifier.joblib")
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example with a text and an intent."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        texts = [normalise(example.get(TEXT)) for example in examples]
        words = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32)
        letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, max_features=30_000, dtype=np.float32
        )
        sparse = hstack(
            [
                words.fit_transform(texts) * self._config["word"],
                letters.fit_transform(texts) * self._config["letter"],
            ]
        ).tocsr()
        vectors = np.stack([example.get(VECTOR) for example in examples])
        intents, wanted = np.unique([example.get(INTENT) for example in examples], return_inverse=True)
        self._learned = {"words": words, "letters": letters, "intents": intents.tolist()}
        self._learned |= _ridge(vectors, sparse, wanted, len(intents), self._config["ridge"])
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._learned, folder / "classifier.joblib", compress=3)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking on each message."""
        for message in messages:
            if message.get(VECTOR) is None or not self._learned:
                continue
            scores = self._scores(message)
            exponents = np.exp((scores - scores.max()) * self._learned["temperature"])
            confidences = exponents / exponents.sum()
            order = np.argsort(-confidences)[:_RANKED]
            ranking = [
                {INTENT_NAME_KEY: self._learned["intents"][i], PREDICTED_CONFIDENCE_KEY: float(confidences[i])}
                for i in order
            ]
            message.set(INTENT, dict(ranking[0]), add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _scores(self, message: Message) -> Floats:
        learned = self._learned
        scores: Floats = message.get(VECTOR) @ learned["dense_weights"] + learned["bias"]
        text = [normalise(message.get(TEXT))]
        words = learned["words"].transform(text) * self._config["word"]
        letters = learned["letters"].transform(text) * self._config["letter"]
        width = words.shape[1]
        weights = learned["sparse_weights"]
        scores = scores + words.data @ weights[words.indices]
        return np.asarray(scores + letters.data @ weights[width + letters.indices], dtype=np.float32)


def _ridge(
    vectors: Floats, sparse: csr_matrix, wanted: npt.NDArray[np.int64], classes: int, ridge: float
) -> dict[str, Any]:
    """Solve by the kernel, which is small (examples x examples), and return weights of the features."""
    count = len(wanted)
    kernel = (vectors @ vectors.T + (sparse @ sparse.T).toarray() + 1.0).astype(np.float64)
    targets = np.zeros((count, classes))
    targets[np.arange(count), wanted] = 1.0
    centre = targets.mean(axis=0)
    inverse = np.linalg.inv(kernel + ridge * np.eye(count))
    alpha = inverse @ (targets - centre)
    left_out = (targets - centre) - alpha / np.diag(inverse)[:, None]
    return {
        "dense_weights": (vectors.T @ alpha).astype(np.float32),
        "sparse_weights": np.asarray(sparse.T @ alpha, dtype=np.float32),
        "bias": (alpha.sum(axis=0) + centre).astype(np.float32),
        "temperature": _temperature(left_out + centre, wanted),
    }


def _temperature(scores: npt.NDArray[np.float64], wanted: npt.NDArray[np.int64]) -> float:
    """Return the factor under which the left-out scores, through softmax, predict best (log loss)."""

    def loss(factor: float) -> float:
        scaled = scores * factor
        scaled -= scaled.max(axis=1, keepdims=True)
        right = scaled[np.arange(len(wanted)), wanted] - np.log(np.exp(scaled).sum(axis=1))
        return float(-right.mean())

    return min((float(factor) for factor in np.geomspace(1.0, 60.0, 80)), key=loss)
