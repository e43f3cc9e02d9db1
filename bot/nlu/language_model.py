"""The mathematics behind `LanguageClassifier`: logistic regression over a text's words and letter groups.

One class a language, and one for what tells of none: names, places, "ok". A text's features have length one, so many
words of a language weigh more than one word does: the confidence grows with the evidence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import hstack

from bot.nlu.likeness import Floats, Likeness, keep, kept
from facilities_db.placenames import plain

NEITHER = ""
_LETTER_RUN = re.compile(r"[^\W\d_]+")
_WORDS = {"token_pattern": r"\S+", "ngram_range": (1, 1), "min_df": 2, "max_features": 20_000}
_LETTERS = {"analyzer": "char_wb", "ngram_range": (2, 4), "min_df": 3, "max_features": 12_000}
# A word that two languages say is a word of neither, unless one says it so many times as often as the others together.
_OFTEN, _TIMES = 3, 30.0
_ALONE = 3  # times that each is learned by itself: most of what people write is short


@dataclass(frozen=True)
class LanguageWeights:
    """How much letter groups count beside words, and how freely the model may learn (sklearn's C)."""

    letter: float = 1.0
    freedom: float = 8.0


@dataclass(frozen=True)
class LanguageModel:
    """A trained model: in each matrix a column for each of `languages`, of which one is NEITHER."""

    languages: list[str]
    bias: Floats
    words: Likeness
    word_weights: Floats
    letters: Likeness
    letter_weights: Floats

    @classmethod
    def train(cls, texts: Sequence[str], labels: Sequence[str], weights: LanguageWeights) -> LanguageModel:
        """Learn from texts and their languages (NEITHER for what tells of none). There must be three classes."""
        from sklearn.linear_model import LogisticRegression

        alone = dict(_words_alone([spoken_words(text) for text in texts], labels))
        known = [(said, label) for text, label in zip(texts, labels, strict=True) if (said := spoken_words(text))]
        # What one word tells is counted, not read from whoever wrote it alone: "no" is in every language's examples.
        known = [(said, alone.get(said, label)) for said, label in known] + [*alone.items()] * _ALONE
        named = [label for _, label in known]
        learned = [said for said, _ in known]
        words, letters = Likeness(_WORDS), Likeness(_LETTERS)
        rows = hstack([words.learn(learned), letters.learn(learned) * weights.letter]).tocsr()
        # Each class against the others: what is half of one language and half of the other is sure of neither.
        fitted = LogisticRegression(
            C=weights.freedom, class_weight="balanced", solver="liblinear", multi_class="ovr"
        ).fit(rows, named)
        matrix = fitted.coef_.T.astype(np.float32)
        count = len(words.vocabulary)
        return cls(
            languages=[str(language) for language in fitted.classes_],
            bias=fitted.intercept_.astype(np.float32),
            words=words,
            word_weights=matrix[:count],
            letters=letters,
            letter_weights=matrix[count:] * np.float32(weights.letter),
        )

    def judge(self, text: str) -> tuple[str | None, float]:
        """Return the language of a text, or None where it could be any, and how likely that is (0 to 1)."""
        said = spoken_words(text)
        if not said:
            return None, 1.0
        scores = self.bias + self.words.weighted(said, self.word_weights)
        scores = scores + self.letters.weighted(said, self.letter_weights)
        likely = 1.0 / (1.0 + np.exp(-scores))
        best = int(np.argmax(likely))
        return self.languages[best] or None, float(likely[best] / likely.sum())

    def save(self, folder: Path) -> None:
        """Write numbers and words, nothing that could run."""
        numbers = {"bias": self.bias, "word_weights": self.word_weights, "letter_weights": self.letter_weights}
        keep(folder / "language", numbers, {"languages": self.languages}, words=self.words, letters=self.letters)

    @classmethod
    def load(cls, folder: Path) -> LanguageModel:
        """Read what `save` wrote."""
        return cls(**kept(folder / "language", words=_WORDS, letters=_LETTERS))


def spoken_words(text: str) -> str:
    """Return the words alone, in lower case: no accents, which most phones leave out, and no numbers."""
    return " ".join(_LETTER_RUN.findall(plain(text)))


def _words_alone(texts: Sequence[str], labels: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each frequent word with the language that says it, which may be NEITHER."""
    counts: dict[str, Counter[str]] = {label: Counter() for label in set(labels) - {NEITHER}}
    for text, label in zip(texts, labels, strict=True):
        if label != NEITHER:
            counts[label].update(text.split())
    totals = {label: max(1, sum(each.values())) for label, each in counts.items()}
    for word in sorted(set().union(*counts.values())):
        shares = {label: counts[label][word] / totals[label] for label in counts}
        best = max(shares, key=lambda label: shares[label])
        if counts[best][word] < _OFTEN:
            continue
        others = sum(share for label, share in shares.items() if label != best)
        yield word, best if shares[best] > _TIMES * others else NEITHER
