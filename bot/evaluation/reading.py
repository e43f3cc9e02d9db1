"""What a reader makes of a message, and what everything that is compared has in common."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.evaluation.intents import is_danger

SHOWN = 5  # intents in a ranking, as `porchlight understand` shows them


@dataclass(frozen=True)
class Reading:
    """What a reader makes of one message.

    ranking: the likeliest intents with their confidences (0 to 1), best first; empty for a message without words.
    crisis: an id, or None for no alarm. tier: "sure" or "unsure", None without an alarm.
    """

    ranking: tuple[tuple[str, float], ...]
    crisis: str | None = None
    tier: str | None = None

    @classmethod
    def by_intent(cls, ranking: tuple[tuple[str, float], ...], alarm_from: float = 0.0) -> Reading:
        """Return the reading of one to whom danger is an intent like any other: an alarm where it is the first."""
        if ranking and is_danger(ranking[0][0]) and ranking[0][1] >= alarm_from:
            return cls(ranking, ranking[0][0], "sure")
        return cls(ranking)

    @property
    def first(self) -> tuple[str | None, float]:
        """The likeliest intent with its confidence."""
        return self.ranking[0] if self.ranking else (None, 0.0)


class Reader(Protocol):
    """Reads messages, each by itself."""

    name: str

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return one reading a text, in the same order."""


class OneByOne(ABC):
    """A reader that awaits one message after the other.

    It keeps one event loop for all of them: opening one takes as long as a tenth of a message.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._loop = asyncio.new_event_loop()

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return one reading a text, in the same order."""
        return [self._loop.run_until_complete(self.read_one(text)) for text in texts]

    @abstractmethod
    async def read_one(self, text: str) -> Reading:
        """Return what is made of one message."""
