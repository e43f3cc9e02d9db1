"""How well questions are understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation import metrics
from bot.evaluation.datasets import Row
from bot.evaluation.intents import OUT_OF_SCOPE, known_intents, on_fallback_below, on_treatment
from bot.evaluation.metrics import Bin, IntentScore, Share
from bot.evaluation.reading import Reading

_NOTHING = "(none)"


@dataclass(frozen=True)
class QuestionScores:
    """Figures over the rows whose topic is an intent.

    clear_*: over the rows noted `clear`. left_out: rows of topics that are no intent, such as other_in_domain: nothing
    would be the right answer. answered_wrongly: out-of-scope rows that get an answer on treatment. separation: how
    well out-of-scope rows are told from questions on treatment (AUROC).
    """

    intents: list[IntentScore]
    macro_f1: float
    top1: Share
    top3: Share
    clear_top1: Share
    clear_top3: Share
    bins: list[Bin]
    calibration_error: float
    answered_wrongly: Share
    separation: float
    left_out: int


def score_questions(rows: Sequence[Row], readings: Mapping[str, Reading]) -> QuestionScores:
    """Score the readings, which are found by the rows' texts."""
    asked = [row for row in rows if row.label in known_intents()]
    read = [readings[row.text] for row in asked]
    wanted = [row.label for row in asked]
    rankings = [[intent for intent, _ in reading.ranking] for reading in read]
    clear = [i for i, row in enumerate(asked) if row.note == "clear"]
    clear_wanted, clear_rankings = [wanted[i] for i in clear], [rankings[i] for i in clear]
    bins = metrics.reliability(
        [reading.first[1] for reading in read],
        [reading.first[0] == right for reading, right in zip(read, wanted, strict=True)],
    )
    intents = metrics.per_intent(wanted, [reading.first[0] or _NOTHING for reading in read])
    outside = [label == OUT_OF_SCOPE for label in wanted]
    told = [i for i, label in enumerate(wanted) if label == OUT_OF_SCOPE or on_treatment(label)]
    return QuestionScores(
        intents=intents,
        macro_f1=metrics.macro_f1(intents),
        top1=metrics.among_first(wanted, rankings, 1),
        top3=metrics.among_first(wanted, rankings, 3),
        clear_top1=metrics.among_first(clear_wanted, clear_rankings, 1),
        clear_top3=metrics.among_first(clear_wanted, clear_rankings, 3),
        bins=bins,
        calibration_error=metrics.calibration_error(bins),
        answered_wrongly=metrics.share(
            [is_answered(reading) for reading, out in zip(read, outside, strict=True) if out]
        ),
        separation=metrics.separation([outside[i] for i in told], [-_about_treatment(read[i]) for i in told]),
        left_out=len(rows) - len(asked),
    )


def is_answered(reading: Reading) -> bool:
    """Whether the message would be taken for a question on treatment, or something to do about it."""
    intent, confidence = reading.first
    return intent is not None and on_treatment(intent) and confidence >= on_fallback_below()


def _about_treatment(reading: Reading) -> float:
    """The confidence of the likeliest intent on treatment; 0 when none is in the ranking."""
    return max((confidence for intent, confidence in reading.ranking if on_treatment(intent)), default=0.0)
