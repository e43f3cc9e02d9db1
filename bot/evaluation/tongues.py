"""How well it is told which language a message is written in, and when that cannot be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation.datasets import Row
from bot.evaluation.metrics import Share
from bot.nlu.language_model import LanguageModel

EITHER = "either"
# A single word that could be argued about: reported apart.
_WEAK = "weak"
# From here on a language that nobody has used yet is believed, and one that was used is left (`bot.speaking`).
LEVELS = (0.6, 0.8)


@dataclass(frozen=True)
class Told:
    """How messages of one language (or of none) were taken, by level of confidence: one count a language, and EITHER.

    weak: those of them that could be argued about, which are not in the counts.
    """

    language: str
    counts: Mapping[float, Mapping[str, int]]
    weak: Share

    def right(self, level: float) -> Share:
        """How many were taken for what they are, when a language counts from this confidence on."""
        return Share(self.counts[level].get(self.language, 0), sum(self.counts[level].values()))


def score_languages(model: LanguageModel, rows: Sequence[Row]) -> list[Told]:
    """Score the model on rows whose label is a language's code, or EITHER."""
    told = []
    for label in sorted({row.label for row in rows}):
        mine = [row for row in rows if row.label == label]
        strong, weak = [row for row in mine if _WEAK not in row.note], [row for row in mine if _WEAK in row.note]
        counts: dict[float, dict[str, int]] = {level: {} for level in LEVELS}
        for row in strong:
            for level in LEVELS:
                name = _named(model, row.text, level)
                counts[level][name] = counts[level].get(name, 0) + 1
        hits = sum(_named(model, row.text, LEVELS[0]) == label for row in weak)
        told.append(Told(label, counts, Share(hits, len(weak))))
    return told


def _named(model: LanguageModel, text: str, level: float) -> str:
    name, confidence = model.judge(text)
    return name if name is not None and confidence >= level else EITHER
