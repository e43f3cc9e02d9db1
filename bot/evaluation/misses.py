"""What went wrong on the own sets. These lines hold messages: they are for a developer's terminal, never for a file."""

from __future__ import annotations

from collections.abc import Iterator

from bot.evaluation.danger import NONE, SOMEONE_ELSE, is_weak, ordinary
from bot.evaluation.datasets import Row
from bot.evaluation.intents import is_danger, known_intents
from bot.evaluation.measuring import Scored


def misses(scored: Scored) -> Iterator[str]:
    """Yield a line for each question with a wrong first intent, crisis not found, and false alarm."""
    for row in scored.messages.questions:
        intent, confidence = scored.readings[row.text].first
        if row.label in known_intents() and intent != row.label:
            yield f"{row.id}  {row.label} -> {intent} {confidence:.2f}  {row.text}"
    quiet = {row.text for row in ordinary(scored.messages)}
    for row in scored.messages.rows:
        crisis, tier = scored.readings[row.text].crisis, scored.readings[row.text].tier
        if crisis is not None and (row.label == NONE or row.text in quiet):
            yield f"{row.id}  false alarm ({row.note}) -> {crisis} {tier}  {row.text}"
        if crisis is None and _must_be_found(row):
            weak = ", weak" if is_weak(row) else ""
            yield f"{row.id}  {row.label} ({row.note}) not found{weak}  {row.text}"


def _must_be_found(row: Row) -> bool:
    return is_danger(row.label) and (row.label != SOMEONE_ELSE or row.note == "imminent")
