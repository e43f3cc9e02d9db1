"""The mathematics behind `IntentClassifier`: kernel ridge regression with calibrated confidences.

Two messages are alike in so far as their sentence vectors are near (a radial kernel), and as they share words, word
pairs and letter groups (TF-IDF). The regression is solved exactly, so training is one factor of an
examples-by-examples matrix: seconds, no random start, the same model every time. The factor's first part is that of
a model which has not seen what was written last, and the confidences are calibrated on that.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

_WORDS = {"token_pattern": r"\S+", "ngram_range": (1, 2), "min_df": 2, "max_features": 20_000}
_LETTERS = {"analyzer": "char_wb", "ngram_range": (3, 4), "min_df": 4, "max_features": 5_000}
_FOLDS = 5
_BLOCK = 1_000


@dataclass(frozen=True)
class Weights:
    """How much each kind of likeness counts, and how strongly the model is held back from learning by heart.

    nearness: how fast the likeness of two sentence vectors fades. Chosen by leaving examples out.
    """

    nearness: float = 2.0
    word: float = 0.3
    letter: float = 0.2
    ridge: float = 0.5


class Likeness:
    """TF-IDF of one kind of text piece, for texts that are already normalised.

    vocabulary: each piece's column. idf: how rare each column's piece is.
    """

    def __init__(self, pieces: dict[str, Any], vocabulary: dict[str, int] | None = None, idf: Floats | None = None):
        self._counter = TfidfVectorizer(**pieces, sublinear_tf=True, lowercase=False, dtype=np.float32)
        self._cut: Callable[[str], list[str]] = self._counter.build_analyzer()
        # One dictionary, whoever made it: a second one of a hundred thousand pieces would be ten megabytes.
        self.vocabulary = vocabulary or {}
        self.idf: Floats = np.zeros(0, dtype=np.float32) if idf is None else idf

    def learn(self, texts: Sequence[str]) -> csr_matrix:
        """Learn which pieces there are and how rare each is; return the texts' features."""
        rows = self._counter.fit_transform(texts)
        self.vocabulary = {piece: int(column) for piece, column in self._counter.vocabulary_.items()}
        self.idf = np.asarray(self._counter.idf_, dtype=np.float32)
        return rows

    def row(self, text: str) -> tuple[Numbers, Floats]:
        """Return the columns and values of one text, as scikit-learn would, without its 1 ms of ceremony."""
        known = self.vocabulary
        counts = Counter(column for piece in self._cut(text) if (column := known.get(piece)) is not None)
        columns = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        values = (1.0 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))) * self.idf[columns]
        length = float(np.linalg.norm(values))
        return columns, np.asarray(values / length if length else values, dtype=np.float32)


@dataclass(frozen=True)
class IntentModel:
    """A trained model. `influence`: each example's say in each intent; the others follow from it."""

    intents: list[str]
    nearness: float
    vectors: Floats
    influence: Floats
    words: Likeness
    letters: Likeness
    word_weights: Floats
    letter_weights: Floats
    prior: Floats
    power: float
    floor: float

    @classmethod
    def train(cls, texts: Sequence[str], vectors: Floats, labels: Sequence[str], weights: Weights) -> IntentModel:
        """Learn from normalised texts, their sentence vectors and their intents."""
        intents, wanted = np.unique(labels, return_inverse=True)
        known, order = _tried_last(wanted)
        texts, vectors, wanted = [texts[at] for at in order], vectors[order], wanted[order]
        words, letters = Likeness(_WORDS), Likeness(_LETTERS)
        word_rows, letter_rows = words.learn(texts), letters.learn(texts)
        kernel = _nearness(vectors @ vectors.T, weights.nearness)
        for rows, weight in ((word_rows, weights.word), (letter_rows, weights.letter)):
            for start in range(0, len(kernel), _BLOCK):
                part = slice(start, start + _BLOCK)
                kernel[part] += np.float32(weight) * (rows[part] @ rows.T).toarray()
        targets = np.eye(len(intents), dtype=np.float32)[wanted]
        prior = targets.mean(axis=0)
        likeness = kernel[known:, :known] if known < len(wanted) else kernel.copy()
        factor = _factor(kernel, weights.ridge)
        unseen = likeness @ _solved(factor[:known, :known], targets[:known] - prior)
        power, floor = _calibrate(prior + unseen, wanted[known:] if known < len(wanted) else wanted)
        influence = _solved(factor, targets - prior)
        return cls(
            intents=[str(intent) for intent in intents],
            nearness=weights.nearness,
            vectors=vectors,
            influence=influence.astype(np.float32),
            words=words,
            letters=letters,
            word_weights=np.asarray(weights.word * (word_rows.T @ influence), dtype=np.float32),
            letter_weights=np.asarray(weights.letter * (letter_rows.T @ influence), dtype=np.float32),
            prior=prior.astype(np.float32),
            power=power,
            floor=floor,
        )

    def confidences(self, text: str, vector: Floats) -> Floats:
        """How likely each of `intents` is, for a normalised text."""
        scores = self.prior + _nearness(self.vectors @ vector, self.nearness) @ self.influence
        for likeness, weights in ((self.words, self.word_weights), (self.letters, self.letter_weights)):
            columns, values = likeness.row(text)
            scores = scores + values @ weights[columns]
        return np.asarray(_confidences(scores, self.power, self.floor), dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write numbers and words, nothing that could run: loading a model must not execute it."""
        np.savez(
            folder / "intents.npz",
            vectors=self.vectors,
            influence=self.influence,
            word_weights=self.word_weights,
            letter_weights=self.letter_weights,
            word_idf=self.words.idf,
            letter_idf=self.letters.idf,
            prior=self.prior,
        )
        described = {
            "intents": self.intents,
            "nearness": self.nearness,
            "power": self.power,
            "floor": self.floor,
            "words": self.words.vocabulary,
            "letters": self.letters.vocabulary,
        }
        (folder / "intents.json").write_text(json.dumps(described), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote."""
        described = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        with np.load(folder / "intents.npz", allow_pickle=False) as stored:
            arrays = dict(stored)
        words = Likeness(_WORDS, described.pop("words"), arrays.pop("word_idf"))
        letters = Likeness(_LETTERS, described.pop("letters"), arrays.pop("letter_idf"))
        return cls(**described, **arrays, words=words, letters=letters)


def _nearness(cosines: Floats, sharpness: float) -> Floats:
    """The radial kernel of unit vectors: 1 for the same vector, fading with the angle. Written over `cosines`."""
    cosines -= np.float32(1.0)
    cosines *= np.float32(sharpness)
    return np.asarray(np.exp(cosines, out=cosines))


def _factor(kernel: Floats, ridge: float) -> Floats:
    """The lower Cholesky factor of the kernel with `ridge` on its diagonal; the upper half holds what it held.

    Single precision is enough, because the ridge keeps the matrix far from singular, and halves the time.
    """
    held = np.asfortranarray(kernel.T)  # symmetric, so that turning it costs nothing
    held[np.diag_indices_from(held)] += np.float32(ridge)
    try:
        factor, _ = cho_factor(held, lower=True, overwrite_a=True, check_finite=False)
    except LinAlgError as error:
        raise ValueError("the examples' likenesses cannot be solved; raise `ridge` in config.yml") from error
    return np.asarray(factor)


def _solved(factor: Floats, targets: Floats) -> Floats:
    """Each example's say in each intent. The first rows of a factor are the factor of the first examples alone."""
    return np.asarray(cho_solve((factor, True), targets, check_finite=False), dtype=np.float32)


def _tried_last(wanted: Numbers) -> tuple[int, Numbers]:
    """Return an order of the examples in which the last fifth of each intent's stands last, and how many go before.

    What was written in one go is alike. Confidences that are tried on a stretch the model has not seen stay humble,
    as they must be before strangers' words; single examples whose siblings stay would flatter them. With a handful of
    examples nothing can be left out: then all of them go before.
    """
    tried = np.zeros(len(wanted), dtype=np.bool_)
    for intent in np.unique(wanted):
        members = np.flatnonzero(wanted == intent)
        tried[members[len(members) - len(members) // _FOLDS :]] = True
    order = np.concatenate([np.flatnonzero(~tried), np.flatnonzero(tried)])
    return int((~tried).sum()), order


def _confidences(scores: npt.NDArray[Any], power: float, floor: float) -> Doubles:
    """Scores near 0 and 1 made into probabilities: each (score + floor) to a power, then to a sum of one.

    A softmax with a temperature was tried: it is too sure at the top and too unsure below (expected calibration error
    0.07, against 0.015 so).
    """
    raised = np.asarray((np.maximum(scores, 0.0) + floor) ** power, dtype=np.float64)
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float64)


def _calibrate(scores: Floats, wanted: Numbers) -> tuple[float, float]:
    """The power and floor under which the unseen examples' confidences predict best (log loss)."""
    rows = np.arange(len(wanted))

    def loss(logs: Doubles) -> float:
        right = _confidences(scores, float(np.exp(logs[0])), float(np.exp(logs[1])))[rows, wanted]
        return float(-np.log(right + 1e-12).mean())

    best = minimize(loss, np.log([3.5, 0.04]), method="Nelder-Mead", options={"xatol": 1e-2, "fatol": 1e-5})
    # Within bounds, so that a handful of examples (or one intent) cannot make confidences of nothing.
    power, floor = np.clip(np.exp(best.x), [1.0, 0.005], [8.0, 0.2])
    return float(power), float(floor)
