"""Simpler ways to understand a message. Each learns from the same examples, and takes danger for an intent like any."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.evaluation.corpus import Corpus
from bot.evaluation.reading import SHOWN, Reading
from bot.nlu.encoder import encode
from bot.nlu.normalising import normalise

_TELLING = 60


class KeywordSearch:
    """The intents as pages to be searched: each one's name and the words that tell its examples from the others'.

    TF-IDF over one page an intent, cut to its 60 heaviest words; an intent's confidence is the cosine of message
    and page.
    """

    name = "Keyword search"

    def __init__(self, corpus: Corpus) -> None:
        self._intents = sorted(set(corpus.intents))
        pages = {intent: [intent.replace("_", " ")] for intent in self._intents}
        for text, intent in zip(corpus.texts, corpus.intents, strict=True):
            pages[intent].append(normalise(text))
        self._words = TfidfVectorizer(token_pattern=r"\w+", lowercase=False, sublinear_tf=True)
        weights = self._words.fit_transform([" ".join(pages[intent]) for intent in self._intents]).toarray()
        if weights.shape[1] > _TELLING:
            weights[weights < np.sort(weights, axis=1)[:, -_TELLING, np.newaxis]] = 0.0
        self._pages = weights / np.linalg.norm(weights, axis=1, keepdims=True)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Search once a text."""
        found = self._words.transform([normalise(text) for text in texts]) @ self._pages.T
        return [_reading(self._intents, cosines) for cosines in np.asarray(found)]


class NearestExample:
    """The intent of the training example whose sentence vector is nearest; the confidence is the cosine."""

    name = "Nearest example"

    def __init__(self, corpus: Corpus) -> None:
        self._intents = sorted(set(corpus.intents))
        owners = np.array([self._intents.index(intent) for intent in corpus.intents])
        order = np.argsort(owners, kind="stable")
        self._vectors = corpus.vectors[order]
        self._starts = np.searchsorted(owners[order], np.arange(len(self._intents)))

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Compare each text with every example."""
        cosines = encode(list(texts)) @ self._vectors.T
        nearest = np.maximum.reduceat(cosines, self._starts, axis=1)
        return [_reading(self._intents, np.clip(row, 0.0, 1.0)) for row in nearest]


def _reading(intents: Sequence[str], confidences: npt.NDArray[np.float64]) -> Reading:
    ranking = tuple(
        (intents[i], float(confidences[i])) for i in np.argsort(-confidences, kind="stable")[:SHOWN] if confidences[i]
    )
    return Reading.by_intent(ranking)
