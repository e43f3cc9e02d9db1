"""What staff are told of a person before the first word, and what the assistant is told when it gets them back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Briefing:
    """What the assistant has learnt, as (label, value) in the order in which staff need it: ("Place", "Austin, TX").

    settled: the same as keys, to fill in the form by which a thread is given back.
    """

    facts: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    settled: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Settled:
    """What was settled with a person of the staff; None: nothing about it.

    place: as staff typed it, a ZIP or a city with its state. for_whom, payment, meeting: keys of `SETTLED_CHOICES`.
    """

    place: str | None = field(default=None, repr=False)
    for_whom: str | None = None
    payment: str | None = None
    meeting: str | None = None


class Brief(Protocol):
    """Reads the assistant's dialogue state. A state that it cannot read gives an empty briefing."""

    def __call__(self, state: str | None) -> Briefing: ...


class Settle(Protocol):
    """Returns the dialogue state with what was settled in it. Raises hotline.staff.NotPossible for an unknown place."""

    def __call__(self, state: str | None, settled: Settled) -> str | None: ...
