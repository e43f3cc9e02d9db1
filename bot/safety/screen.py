"""Looks for danger in a text message, before anything else does and in any state of the conversation.

It knows the reviewed phrases of `patterns.yml` and nothing more: the same text always has the same verdict, no
model is needed, and no text can make it slow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from bot.safety.phrases import BREAK, TURNS, Found, Phrases
from bot.safety.replies import fast_loader
from bot.safety.words import Words

PATTERNS = Path(__file__).with_name("patterns.yml")

Tier = Literal["sure", "unsure"]

# Where several are found, the one that kills soonest is answered. The replies to the first three name 988 and 911.
PRIORITY = (
    "crisis_overdose",
    "crisis_suicide",
    "poisoning",
    "crisis_withdrawal",
    "crisis_violence",
    "crisis_selfharm",
    "concern_third_person",
)
_ABOUT_SOMEONE = "concern_third_person"
# What is said about someone else may also read as said about oneself ("my son and his friends want to die").
_YIELDS = frozenset({"crisis_suicide", "crisis_withdrawal", "crisis_violence", "crisis_selfharm"})
REACH = 6  # how many words of the same thought the "..." of an `unless` phrase reaches over


@dataclass(frozen=True)
class Verdict:
    """What was found. `unsure`: the words have a harmless reading too."""

    crisis: str
    tier: Tier


@dataclass(frozen=True)
class Rule:
    """One reviewed phrase of a crisis; crisis None: an `unless` phrase for every crisis."""

    crisis: str | None
    phrase: str
    example: str
    tier: Tier = "sure"
    unless: bool = False
    counter: str | None = None


class CrisisScreen:
    """The loaded phrases. It keeps nothing of what it reads, and threads may share it.

    The worst that can happen: someone in danger says it in words nobody foresaw and is taken for anyone else.
    So the model looks for danger as well, in what the screen lets through.
    """

    def __init__(self, rules: Sequence[Rule], reviewed: dict[str, Any]) -> None:
        self.rules = rules
        self._phrases = Phrases(
            [rule.phrase.strip(". ") if rule.unless else rule.phrase for rule in rules], reviewed.get("words", {})
        )
        keys = reviewed.get("keys", "").split()
        self._words = Words(
            self._phrases.vocabulary.union(keys), reviewed.get("spellings", {}), keys
        )

    @classmethod
    def load(cls, path: Path = PATTERNS) -> CrisisScreen:
        """Read the reviewed phrases; raises ValueError or KeyError for one that makes no sense."""
        reviewed: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=fast_loader())
        return cls(tuple(_rules(reviewed)), reviewed)

    def screen(self, text: str) -> Verdict | None:
        """Return the most pressing danger in `text`, or None."""
        words = [BREAK, *self._words.read(text), BREAK]
        alarms: list[Found] = []
        withheld: list[Found] = []
        for found in self._phrases.find(words):
            (withheld if self.rules[found.index].unless else alarms).append(found)
        if not alarms:
            return None
        excused = self._excused(alarms, withheld, words)
        tiers: dict[str, Tier] = {}
        for found in alarms:
            rule = self.rules[found.index]
            crisis = rule.crisis or ""
            last = _last_word(found, words)
            if (crisis, last) in excused or ("", last) in excused:
                continue
            if rule.tier == "sure" or crisis not in tiers:
                tiers[crisis] = rule.tier
        for crisis in PRIORITY:
            if crisis in tiers:
                return Verdict(crisis, tiers[crisis])
        return None

    def _excused(
        self, alarms: Iterable[Found], withheld: Iterable[Found], words: Sequence[str]
    ) -> set[tuple[str, int]]:
        """Return at which words an alarm of which crisis (empty: of any) does not count.

        An `unless` phrase withholds the alarms whose last word it covers, and no other: "I used to cut, now I
        want to die" is an alarm.
        """
        excused: set[tuple[str, int]] = set()
        for found in withheld:
            rule = self.rules[found.index]
            first, last = self._phrases.begins(found, words), found.end
            if rule.phrase.startswith("..."):
                first -= _thought(words[max(0, first - REACH) : first][::-1])
            if rule.phrase.endswith("..."):
                last += _thought(words[last + 1 : last + 1 + REACH])
            excused.update((rule.crisis or "", at) for at in range(first, last + 1))
        for found in alarms:
            if self.rules[found.index].crisis == _ABOUT_SOMEONE:
                covered = range(self._phrases.begins(found, words), found.end + 1)
                excused.update((crisis, at) for crisis in _YIELDS for at in covered)
        return excused


def _last_word(found: Found, words: Sequence[str]) -> int:
    """Return where the last real word of a found phrase is."""
    return found.end - 1 if words[found.end] == BREAK else found.end


def _thought(words: Sequence[str]) -> int:
    """Return how many of `words` come before the thought turns or ends."""
    return next((at for at, word in enumerate(words) if word == BREAK or word in TURNS), len(words))


def _rules(reviewed: dict[str, Any]) -> Iterable[Rule]:
    for row in reviewed["unless"]:
        yield Rule(None, row["say"], row["example"], unless=True)
    for crisis in PRIORITY:
        section = reviewed["crises"][crisis]
        for row in section["when"]:
            tier: Tier = "unsure" if row.get("unsure") else "sure"
            yield Rule(crisis, row["say"], row["example"], tier, counter=row.get("not"))
        for row in section.get("unless", ()):
            yield Rule(crisis, row["say"], row["example"], unless=True)
