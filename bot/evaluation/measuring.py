"""Has one reader read every message, and puts its figures together."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation.danger import DangerScores, score_danger
from bot.evaluation.datasets import MessageSet
from bot.evaluation.metrics import Latency, latency
from bot.evaluation.questions import QuestionScores, score_questions
from bot.evaluation.reading import Reader, Reading
from bot.evaluation.tongues import Told

_WARM_UP, _TIMED = 20, 200


@dataclass(frozen=True)
class Scored:
    """One reader on one set of messages."""

    messages: MessageSet
    readings: Mapping[str, Reading]
    questions: QuestionScores
    danger: DangerScores


@dataclass(frozen=True)
class Measured:
    """One reader: its figures on each set, by the set's name, and how fast it is."""

    name: str
    scored: dict[str, Scored]
    latency: Latency


@dataclass(frozen=True)
class Evaluation:
    """Everything that one run measured. alternatives, model_parts, danger_parts and tongues may be empty.

    examples: how many of them there are of intents, by language.
    """

    ours: Measured
    alternatives: list[Measured]
    model_parts: list[Measured]
    danger_parts: list[Measured]
    examples: Mapping[str, int]
    tongues: Sequence[Told] = ()


def measure(reader: Reader, sets: Sequence[MessageSet]) -> Measured:
    """Have a reader read everything, after timing it on single messages."""
    took = latency(list(_seconds(reader, [row.text for row in sets[0].rows])))
    scored = {}
    for messages in sets:
        readings = read_all(reader, messages)
        scored[messages.name] = Scored(
            messages, readings, score_questions(messages.questions, readings), score_danger(messages, readings)
        )
    return Measured(reader.name, scored, took)


def read_all(reader: Reader, messages: MessageSet) -> dict[str, Reading]:
    """Return a reader's readings by text."""
    texts = list(dict.fromkeys(row.text for row in messages.rows))
    return dict(zip(texts, reader.read(texts), strict=True))


def _seconds(reader: Reader, texts: Sequence[str]) -> Iterator[float]:
    """Yield how long each of some texts took by itself, spread over all kinds, once the reader is warm."""
    spread = texts[:: max(1, len(texts) // _TIMED)]
    reader.read(spread[:_WARM_UP])
    for text in spread:
        started = time.perf_counter()
        reader.read([text])
        yield time.perf_counter() - started
