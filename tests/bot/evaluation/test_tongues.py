"""How it is counted which language was told."""

from __future__ import annotations

from typing import Any

from bot.evaluation.datasets import Row
from bot.evaluation.metrics import Share
from bot.evaluation.tongues import EITHER, score_languages


class Told:
    """Tells what it was told."""

    def judge(self, text: str) -> tuple[str | None, float]:
        """Read the answer from the text."""
        name, confidence = text.split()
        return (None if name == EITHER else name), float(confidence)


def row(text: str, language: str, note: str = "") -> Row:
    """Return a message with its language."""
    return Row(text, text, language, note, "language")


def test_levels_and_weak_ones() -> None:
    """A language counts from its level of confidence on; what could be argued about stands apart."""
    model: Any = Told()
    rows = [
        row("es 0.9", "es"), row("es 0.7", "es"), row("en 0.9", "es"), row("es 0.5", "es"),
        row("es 0.61", "es", "single_word weak"),
        row("either 0.9", EITHER), row("en 0.7", EITHER),
    ]  # fmt: skip
    either, spanish = score_languages(model, rows)
    assert spanish.counts[0.6] == {"es": 2, "en": 1, EITHER: 1} and spanish.right(0.6) == Share(2, 4)
    assert spanish.right(0.8) == Share(1, 4) and spanish.weak == Share(1, 1)
    assert either.right(0.6) == Share(1, 2) and either.right(0.8) == Share(2, 2)
