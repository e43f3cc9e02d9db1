"""Likeness by what a text is made of, words or groups of letters, and how a model that learned from it is stored."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


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

    def weighted(self, text: str, weights: Floats) -> Floats:
        """Return what the pieces of one text weigh together; `weights` has a row a column here."""
        columns, values = self.row(text)
        return np.asarray(values @ weights[columns], dtype=np.float32)


def keep(path: Path, numbers: dict[str, Floats], described: dict[str, Any], **likenesses: Likeness) -> None:
    """Write a model as numbers (.npz) and words (.json), nothing that could run: loading one must not execute it."""
    idf = {f"{name}_idf": likeness.idf for name, likeness in likenesses.items()}
    np.savez(path.with_suffix(".npz"), **numbers, **idf)
    vocabularies = {name: likeness.vocabulary for name, likeness in likenesses.items()}
    path.with_suffix(".json").write_text(json.dumps({**described, **vocabularies}), encoding="utf-8")


def kept(path: Path, **pieces: dict[str, Any]) -> dict[str, Any]:
    """Return what `keep` wrote, each by its name; `pieces` says of each likeness how it cuts a text."""
    described: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    with np.load(path.with_suffix(".npz"), allow_pickle=False) as stored:
        numbers = dict(stored)
    likenesses = {name: Likeness(cut, described.pop(name), numbers.pop(f"{name}_idf")) for name, cut in pieces.items()}
    return {**described, **numbers, **likenesses}
