"""Porchlight with parts of it taken out, to see what each part is good for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace

import numpy as np
import numpy.typing as npt
from rasa.core.agent import Agent

from bot.evaluation.corpus import Corpus
from bot.evaluation.readers import NoPatterns, Porchlight
from bot.evaluation.reading import SHOWN, Reader, Reading
from bot.nlu.intent_model import IntentModel, Weights
from bot.nlu.normalising import normalise
from bot.safety.screen import CrisisScreen
from porchlight.languages import ENGLISH

# A weight of 0 takes a part out. Without `nearness` all sentence vectors are equally near, and say nothing.
LEFT_OUT = {
    "everything": {},
    "without sentence vectors": {"nearness": 0.0},
    "without words": {"word": 0.0},
    "without letters": {"letter": 0.0},
    "without words and letters": {"word": 0.0, "letter": 0.0},
}


class Understood:
    """An intent model by itself, on texts whose sentence vectors are known. It raises no alarms."""

    def __init__(self, name: str, model: IntentModel, vectors: Mapping[str, npt.NDArray[np.float32]]) -> None:
        self.name = name
        self._model = model
        self._vectors = vectors

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Read each text; KeyError for one without a vector."""
        return [self._reading(text) for text in texts]

    def _reading(self, text: str) -> Reading:
        confidences = self._model.confidences([normalise(text)], self._vectors[text][np.newaxis])[0]
        best = np.argsort(-confidences, kind="stable")[:SHOWN]
        return Reading(tuple((self._model.intents[i], float(confidences[i])) for i in best))


def without_parts(
    corpus: Corpus, weights: Weights, vectors: Mapping[str, npt.NDArray[np.float32]]
) -> Iterator[Understood]:
    """Train and yield a model for each entry of `LEFT_OUT`; one at a time, for each takes memory."""
    normalised = [normalise(text) for text in corpus.texts]
    for name, changes in LEFT_OUT.items():
        model = IntentModel.train(normalised, corpus.vectors, corpus.intents, replace(weights, **changes))
        yield Understood(name, model, vectors)


def english_alone(
    corpus: Corpus, weights: Weights, vectors: Mapping[str, npt.NDArray[np.float32]]
) -> Iterator[Understood]:
    """Train and yield the whole model on English examples: what the encoder's shared space is worth by itself."""
    english = corpus.of(ENGLISH)
    normalised = [normalise(text) for text in english.texts]
    model = IntentModel.train(normalised, english.vectors, english.intents, weights)
    yield Understood("everything, from English examples alone", model, vectors)


def weights_in(pipeline: Sequence[Mapping[str, object]]) -> Weights:
    """Return the weights that the pipeline of `config.yml` gives the intent classifier."""
    [component] = [part for part in pipeline if str(part["name"]).endswith(".IntentClassifier")]
    return replace(Weights(), **{name: float(str(component[name])) for name in asdict(Weights()) if name in component})


class PatternsOnly:
    """The crisis screen without any model; it understands nothing."""

    name = "patterns only"

    def __init__(self, screen: CrisisScreen) -> None:
        self._screen = screen

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Screen each text."""
        verdicts = [self._screen.screen(text) for text in texts]
        return [Reading((), verdict.crisis, verdict.tier) if verdict else Reading(()) for verdict in verdicts]


def danger_parts(agent: Agent, screen: CrisisScreen) -> list[Reader]:
    """Return the two halves that see danger, each alone.

    Learned is whatever `bot.understanding` makes of a message that the phrases let through: change it there, and it
    is what is measured here.
    """
    return [PatternsOnly(screen), Porchlight(agent, NoPatterns(), "learned only")]
