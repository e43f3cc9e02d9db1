"""The mathematics behind `DangerClassifier`: logistic regression over a sentence's meaning, words and letter groups.

The meaning is how near a sentence stands to each of some thousand others (a Nystroem approximation of a radial
kernel), so that "i can't go on" among a hundred ways to say it counts for more than any one direction could.
What counts is how likely any danger is; which one it is comes second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack

from bot.nlu.likeness import Floats, Likeness, keep, kept

NONE = "none"
_WORDS = {"token_pattern": r"\S+", "ngram_range": (1, 3), "min_df": 2, "max_features": 20_000}
_LETTERS = {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 4, "max_features": 12_000}


@dataclass(frozen=True)
class DangerWeights:
    """How much each kind of feature counts beside the others, and how freely the model may learn (sklearn's C).

    nearness: how fast the likeness of two sentence vectors fades; landmarks: to how many sentences it is measured.
    """

    meaning: float = 3.0
    word: float = 1.0
    letter: float = 0.7
    freedom: float = 3.0
    nearness: float = 4.0
    landmarks: float = 1500


@dataclass(frozen=True)
class DangerModel:
    """A trained model. In each matrix the first column is danger of any kind, the others are `dangers`."""

    dangers: list[str]
    bias: Floats
    nearness: float
    landmarks: Floats
    meaning: Floats
    words: Likeness
    word_weights: Floats
    letters: Likeness
    letter_weights: Floats

    @classmethod
    def train(cls, texts: Sequence[str], vectors: Floats, labels: Sequence[str], weights: DangerWeights) -> DangerModel:
        """Learn from normalised texts, their sentence vectors, and which danger each is ("none" for most).

        Two regressions: whether there is any danger, from all examples; and which one, from those of danger alone.
        One over all at once knows no more, and takes five times as long. Raises ValueError for fewer than three
        dangers: the library answers with one row for two of them.
        """
        if len(set(labels) - {NONE}) < 3:
            raise ValueError("there must be examples of three dangers at least")
        from sklearn.kernel_approximation import Nystroem
        from sklearn.linear_model import LogisticRegression

        # For unit vectors, exp(-gamma * squared distance) is exp(nearness * (cosine - 1)).
        count = min(int(weights.landmarks), len(texts))
        near = Nystroem(gamma=weights.nearness / 2, n_components=count, random_state=0).fit(vectors)
        words, letters = Likeness(_WORDS), Likeness(_LETTERS)
        rows = hstack(
            [
                csr_matrix(near.transform(vectors) * weights.meaning),
                words.learn(texts) * weights.word,
                letters.learn(texts) * weights.letter,
            ]
        ).tocsr()
        named = np.asarray(labels)
        endangered = named != NONE
        any_kind = LogisticRegression(C=weights.freedom, max_iter=80).fit(rows, endangered)
        which = LogisticRegression(C=weights.freedom, max_iter=50).fit(rows[endangered], named[endangered])
        matrix = np.concatenate([any_kind.coef_, which.coef_]).T.astype(np.float32)
        first, second = count, count + len(words.vocabulary)
        return cls(
            dangers=[str(name) for name in which.classes_],
            bias=np.concatenate([any_kind.intercept_, which.intercept_]).astype(np.float32),
            nearness=weights.nearness,
            landmarks=near.components_.astype(np.float32),
            meaning=np.asarray(near.normalization_.T @ matrix[:first] * weights.meaning, dtype=np.float32),
            words=words,
            word_weights=matrix[first:second] * np.float32(weights.word),
            letters=letters,
            letter_weights=matrix[second:] * np.float32(weights.letter),
        )

    def judge(self, text: str, vector: Floats) -> tuple[str, float]:
        """Return the likeliest danger in a normalised text, and how likely there is any, from 0 to 1."""
        scores = self.bias + np.exp(self.nearness * (self.landmarks @ vector - 1.0)) @ self.meaning
        scores = (
            scores + self.words.weighted(text, self.word_weights) + self.letters.weighted(text, self.letter_weights)
        )
        return self.dangers[int(np.argmax(scores[1:]))], float(1.0 / (1.0 + np.exp(-scores[0])))

    def save(self, folder: Path) -> None:
        """Write numbers and words, nothing that could run."""
        numbers = {
            "bias": self.bias,
            "landmarks": self.landmarks,
            "meaning": self.meaning,
            "word_weights": self.word_weights,
            "letter_weights": self.letter_weights,
        }
        described = {"dangers": self.dangers, "nearness": self.nearness}
        keep(folder / "danger", numbers, described, words=self.words, letters=self.letters)

    @classmethod
    def load(cls, folder: Path) -> DangerModel:
        """Read what `save` wrote."""
        return cls(**kept(folder / "danger", words=_WORDS, letters=_LETTERS))
