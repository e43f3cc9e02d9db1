"""What the figures are called on the page and in files: keys of ours, in words."""

from __future__ import annotations

from hotline.figures import Counts
from hotline.handoffs import OUTCOMES

_TOPICS = {"nlu_fallback": "not understood", "out_of_scope": "not our subject"}
_DANGERS = {
    "concern_third_person": "Fear for someone else's life",
    "crisis_violence": "Danger from someone",
    "crisis_overdose": "Overdose",
    "crisis_selfharm": "Self-harm",
}


def topic_words(topic: str) -> str:
    """Return what a message was taken for."""
    return _TOPICS.get(topic) or topic.replace("_", " ")


def danger_words(kind: str) -> str:
    """Return what kind of danger was seen."""
    return _DANGERS.get(kind) or kind.removeprefix("crisis_").replace("_", " ").capitalize()


def outcome_words(outcome: str) -> str:
    """Return how a handoff ended."""
    return OUTCOMES.get(outcome) or outcome.replace("_", " ")


def result_words(result: str) -> str:
    """Return how a call ended."""
    return "they talked" if result == "completed" else result.replace("_", " ")


def share(part: int, whole: int) -> str:
    """Return a part of a whole in percent."""
    return f"{part / whole:.0%}" if whole else "-"


def barred(counts: Counts) -> list[tuple[str, int, float]]:
    """Return each count with how long its bar is, in percent of the longest."""
    most = max((number for _, number in counts), default=0)
    return [(key, number, 100 * number / most if most else 0.0) for key, number in counts]
