"""What a reader makes of a message, and what everything that is compared has in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Reading:
    """What a reader makes of one message.

    ranking: the likeliest intents with their confidences (0 to 1), best first; empty for a message without words.
    crisis: an id, or None for no alarm. tier: "sure" or "unsure", None without an alarm.
    """

    ranking: tuple[tuple[str, float], ...]
    crisis: str | None = None
    tier: str | None = None

    @property
    def first(self) -> tuple[str | None, float]:
        """The likeliest intent with its confidence."""
        return self.ranking[0] if self.ranking else (None, 0.0)


class Reader(Protocol):
    """Reads messages, each by itself."""

    name: str

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return one reading a text, in the same order."""
