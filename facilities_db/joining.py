"""Several things in one sentence, in the language that is spoken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from porchlight.languages import phrase


def all_of(labels: Sequence[str]) -> str:
    """The labels, which are shown already in the language that is spoken: "women, veterans and men"."""
    if len(labels) == 1:
        return labels[0]
    return phrase("{others} and {last}", others=", ".join(labels[:-1]), last=labels[-1])


def one_and_one(labels: Iterable[str]) -> str:
    """Few and short ones: "1 and 2 and 3"."""
    return reduce(lambda others, last: phrase("{others} and {last}", others=others, last=last), labels)


def any_of(labels: Iterable[str]) -> str:
    """One or several to choose from: "Medicaid or Medicare"."""
    return reduce(lambda others, last: phrase("{others} or {last}", others=others, last=last), labels)
