"""The figures, from bare numbers and names. What goes into them is chosen elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import precision_recall_fscore_support, roc_auc_score

BINS = 15


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int
    total: int

    @property
    def rate(self) -> float:
        """From 0 to 1; nan of nothing."""
        return self.hits / self.total if self.total else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% interval of the rate by Wilson (1927), which holds for few and for extreme counts."""
        if not self.total:
            return 0.0, 1.0
        bounds = binomtest(self.hits, self.total).proportion_ci(method="wilson")
        return float(bounds.low), float(bounds.high)


@dataclass(frozen=True)
class IntentScore:
    """One intent's figures, each from 0 to 1. support: how many messages have it."""

    intent: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class Bin:
    """The messages with a confidence in one of the equal parts of 0 to 1: mean confidence, and share that is right."""

    confidence: float
    accuracy: float
    count: int


@dataclass(frozen=True)
class Latency:
    """How long one message takes, in milliseconds."""

    p50: float
    p95: float


def share(happened: Sequence[bool]) -> Share:
    """Count."""
    return Share(sum(happened), len(happened))


def per_intent(wanted: Sequence[str], got: Sequence[str]) -> list[IntentScore]:
    """Return the figures of each intent that is wanted at least once, by name."""
    intents = sorted(set(wanted))
    precision, recall, f1, support = precision_recall_fscore_support(wanted, got, labels=intents, zero_division=0)
    return [
        IntentScore(intent, float(precision[i]), float(recall[i]), float(f1[i]), int(support[i]))
        for i, intent in enumerate(intents)
    ]


def macro_f1(intents: Sequence[IntentScore]) -> float:
    """The mean F1, each intent counting the same."""
    return float(np.mean([score.f1 for score in intents])) if intents else float("nan")


def among_first(wanted: Sequence[str], rankings: Sequence[Sequence[str]], first: int) -> Share:
    """How many have the wanted one among the `first` of their ranking."""
    return share([right in ranking[:first] for right, ranking in zip(wanted, rankings, strict=True)])


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = BINS) -> list[Bin]:
    """Return the bins that have messages in them, from the unsure to the sure. A confidence of 1 is in the last."""
    sure, truth = np.asarray(confidences, dtype=float), np.asarray(right, dtype=float)
    places = np.minimum((sure * bins).astype(int), bins - 1)
    return [
        Bin(float(sure[places == place].mean()), float(truth[places == place].mean()), int((places == place).sum()))
        for place in np.unique(places)
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error (Naeini et al. 2015): how far confidence and being right lie apart, on average."""
    total = sum(each.count for each in bins)
    if not total:
        return float("nan")
    return sum(each.count * abs(each.confidence - each.accuracy) for each in bins) / total


def separation(positive: Sequence[bool], scores: Sequence[float]) -> float:
    """The area under the ROC curve: how often a positive scores above a negative; nan when one kind is missing."""
    if len(set(positive)) < 2:
        return float("nan")
    return float(roc_auc_score(positive, scores))


def latency(seconds: Sequence[float]) -> Latency:
    """Return the percentiles of what single messages took."""
    p50, p95 = np.percentile(np.asarray(seconds) * 1000, [50, 95])
    return Latency(float(p50), float(p95))
