"""One language's reviewed phrases of danger, and what they make of a text.

They stand in `patterns.yml`: the same text always has the same verdict, no model is needed, and no text can make it
slow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.fixed_replies import fast_loader
from bot.safety.notation import Names
from bot.safety.phrases import BREAK, Phrases
from bot.safety.reviewed import reviewed_file
from bot.safety.verdict import PRIORITY, Tier, Verdict
from bot.safety.words import Words
from porchlight.languages import ENGLISH

_ABOUT_SOMEONE = "concern_third_person"
# What is said about someone else may also read as said about oneself ("my son and his friends want to die").
_YIELDS = frozenset({"crisis_suicide", "crisis_withdrawal", "crisis_violence", "crisis_selfharm"})
REACH = 6  # how many words of the same thought the "..." of an `unless` phrase reaches over


@dataclass(frozen=True)
class Rule:
    """One reviewed phrase of a crisis. An `unless` phrase of crisis "" is for every crisis.

    An `unless` phrase withholds the alarms whose last word it covers, and no other: "I used to cut, now I want
    to die" is an alarm.
    """

    crisis: str
    phrase: str
    example: str
    tier: Tier = "sure"
    unless: bool = False
    counter: str | None = None

    @property
    def searched(self) -> str:
        """The phrase without the "..." around it."""
        return self.phrase.removeprefix("...").removesuffix("...") if self.unless else self.phrase


class Phrasebook:
    """The loaded phrases of one language. It keeps nothing of what it reads, and threads may share it.

    The worst that can happen: someone in danger says it in words nobody foresaw and is taken for anyone else.
    So the model looks for danger as well, in what the phrases let through.
    """

    def __init__(self, language: str, rules: Sequence[Rule], reviewed: dict[str, Any]) -> None:
        self.language = language
        self.rules = rules
        names = Names(reviewed["words"])
        turns = frozenset(reviewed["turns"].split())
        self._ends = turns | {BREAK}
        self._own = self._ends.union(reviewed["own"].split())
        self.groups: list[tuple[list[Rule], Phrases]] = []
        for crisis in ("", *PRIORITY):
            group = [rule for rule in rules if rule.crisis == crisis]
            self.groups.append((group, Phrases([rule.searched for rule in group], names, turns)))
        vocabulary = frozenset().union(*(phrases.vocabulary for _, phrases in self.groups))
        keys = reviewed["keys"].split()
        self.words = Words(vocabulary.union(keys), reviewed["spellings"], keys, glued=reviewed["glued"])

    @classmethod
    def load(cls, language: str = ENGLISH) -> Phrasebook:
        """Read a language's reviewed phrases; raises ValueError or KeyError for one that makes no sense."""
        return cls.read(language, reviewed_file(language, "patterns.yml"))

    @classmethod
    def read(cls, language: str, path: Path) -> Phrasebook:
        """Read the phrases of one file."""
        reviewed: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=fast_loader())
        return cls(language, tuple(_rules(reviewed)), reviewed)

    def screen(self, text: str) -> Verdict | None:
        """Return the most pressing danger in `text`, or None."""
        words = [BREAK, *self.words.read(text), BREAK]
        alarms: list[tuple[Rule, int]] = []
        excused: dict[str, set[int]] = {crisis: set() for crisis in ("", *PRIORITY)}
        for rules, phrases in self.groups:
            for found in phrases.find(words):
                rule = rules[found.phrase]
                if rule.unless:
                    excused[rule.crisis].update(self._reached(rule, found.span, words))
                    continue
                alarms.append((rule, found.span[-1]))
                if rule.crisis == _ABOUT_SOMEONE:
                    someone = self._about_someone(found.span, words)
                    for crisis in _YIELDS:
                        excused[crisis].update(someone)
        tiers: dict[str, Tier] = {}
        for rule, end in alarms:
            last = end if words[end] != BREAK else end - 1
            if last in excused[rule.crisis] or last in excused[""]:
                continue
            if rule.tier == "sure" or rule.crisis not in tiers:
                tiers[rule.crisis] = rule.tier
        for crisis in PRIORITY:
            if crisis in tiers:
                return Verdict(crisis, tiers[crisis], self.language)
        return None

    def _reached(self, rule: Rule, span: range, words: Sequence[str]) -> range:
        """Return which words an `unless` phrase withholds: those it is made of, and those its "..." reach over."""
        first, last = span[0], span[-1]
        if rule.phrase.startswith("..."):
            first -= _thought(words[max(0, first - REACH) : first][::-1], self._ends)
        if rule.phrase.endswith("..."):
            last += _thought(words[last + 1 : last + 1 + REACH], self._ends)
        return range(first, last + 1)

    def _about_someone(self, span: range, words: Sequence[str]) -> range:
        """Return which words are about someone else: those of the phrase and what follows, up to their own "me"."""
        return range(span[0], span[-1] + 1 + _thought(words[span[-1] + 1 : span[-1] + 1 + REACH], self._own))


def _thought(words: Sequence[str], ends: frozenset[str]) -> int:
    """Return how many of `words` come before the thought turns or ends."""
    return next((at for at, word in enumerate(words) if word in ends), len(words))


def _rules(reviewed: dict[str, Any]) -> Iterable[Rule]:
    for row in reviewed["unless"]:
        yield Rule("", row["say"], row["example"], unless=True)
    for crisis in PRIORITY:
        section = reviewed["crises"][crisis]
        for row in section["when"]:
            tier: Tier = "unsure" if row.get("unsure") else "sure"
            yield Rule(crisis, row["say"], row["example"], tier, counter=row.get("not"))
        for row in section.get("unless", ()):
            yield Rule(crisis, row["say"], row["example"], unless=True)
