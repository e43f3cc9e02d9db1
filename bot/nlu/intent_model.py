"""The mathematics behind `IntentClassifier`: kernel ridge regression with calibrated confidences.

Two messages are alike in so far as their sentence vectors are near (a radial kernel), and as they share words, word
pairs and letter groups (TF-IDF). The regression is solved exactly, so training is one factor of an
examples-by-examples matrix: seconds, no random start, the same model every time. The factor's first part is that of
a model which has not seen what was written last, and the confidences are calibrated on that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.optimize import minimize

from bot.nlu.eight_bits import EightBits
from bot.nlu.likeness import Floats, Likeness, Numbers, keep, kept

Doubles = npt.NDArray[np.float64]

_WORDS = {"token_pattern": r"\S+", "ngram_range": (1, 2), "min_df": 2, "max_features": 28_000}
_LETTERS = {"analyzer": "char_wb", "ngram_range": (3, 4), "min_df": 4, "max_features": 9_000}
_FOLDS = 5
_BLOCK = 1_000


@dataclass(frozen=True)
class Weights:
    """How much each kind of likeness counts, and how strongly the model is held back from learning by heart.

    nearness: how fast the likeness of two sentence vectors fades. Chosen by leaving examples out.
    directions: in how many directions sentence vectors are compared, those in which the examples differ most. With
    half of the encoder's 512 the comparison takes half the time, and one answer in a thousand is another.
    """

    nearness: float = 2.0
    directions: float = 256
    word: float = 0.3
    letter: float = 0.2
    ridge: float = 0.5


@dataclass(frozen=True)
class IntentModel:
    """A trained model. `influence`: each example's say in each intent; the others follow from it.

    `directions` has a column for each direction in which `vectors`, a row an example, are compared.
    """

    intents: list[str]
    nearness: float
    directions: Floats
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
        directions = _directions(vectors, int(weights.directions))
        texts, vectors, wanted = [texts[at] for at in order], vectors[order] @ directions, wanted[order]
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
            directions=directions,
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

    def confidences(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """How likely each of `intents` is, a row for each normalised text with its sentence vector.

        Together costs little more than one: reading the examples' vectors from memory is most of it.
        """
        near = _nearness((vectors @ self.directions) @ self._compared, self.nearness)
        scores = self.prior + near @ self.influence
        for row, text in zip(scores, texts, strict=True):
            row += self.words.weighted(text, self.word_weights) + self.letters.weighted(text, self.letter_weights)
        return np.asarray(_confidences(scores, self.power, self.floor), dtype=np.float32)

    @cached_property
    def _compared(self) -> EightBits:
        """The examples' vectors, a column each: most of what one message is read with."""
        return EightBits(self.vectors.T)

    def save(self, folder: Path) -> None:
        """Write numbers and words, nothing that could run: loading a model must not execute it."""
        numbers = {
            "directions": self.directions,
            "vectors": self.vectors,
            "influence": self.influence,
            "word_weights": self.word_weights,
            "letter_weights": self.letter_weights,
            "prior": self.prior,
        }
        described = {"intents": self.intents, "nearness": self.nearness, "power": self.power, "floor": self.floor}
        keep(folder / "intents", numbers, described, words=self.words, letters=self.letters)

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote."""
        return cls(**kept(folder / "intents", words=_WORDS, letters=_LETTERS))


def _directions(vectors: Floats, count: int) -> Floats:
    """The `count` directions in which vectors differ most, a column each: what they leave out tells least."""
    _, found = np.linalg.eigh(np.asarray(vectors.T @ vectors, dtype=np.float64))  # the most telling stand last
    return np.ascontiguousarray(found[:, ::-1][:, :count], dtype=np.float32)


def _nearness(cosines: Floats, sharpness: float) -> Floats:
    """The radial kernel: 1 for the same vector of length 1, fading with the angle. Written over `cosines`."""
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
