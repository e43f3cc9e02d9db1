"""What was found in a message: which danger, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Tier = Literal["sure", "unsure"]

# Where several are found, the one that kills soonest is answered. The replies to the first four name 988 and 911.
PRIORITY = (
    "crisis_overdose",
    "recent_attempt",
    "crisis_suicide",
    "poisoning",
    "crisis_withdrawal",
    "crisis_violence",
    "crisis_selfharm",
    "concern_third_person",
    "grief",
)


@dataclass(frozen=True)
class Verdict:
    """What was found. `unsure`: the words have a harmless reading too.

    A grief is no danger by itself, but it is never answered with prices either: it has a gentle reply of its own, and
    no person is called. `language`: that of the reviewed phrase which found it; None where the model did.
    """

    crisis: str
    tier: Tier
    language: str | None = field(default=None, compare=False)

    @property
    def calls_staff(self) -> bool:
        """Whether a person must look."""
        return self.crisis != "grief"

    @property
    def urgent(self) -> bool:
        """Whether a person must look at once."""
        return self.calls_staff and self.tier == "sure"
