"""What a person needs of a program, read from their own words."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from facilities_db import codes
from facilities_db import need_words as words
from facilities_db import payment_words as payment
from facilities_db import people_words as people
from facilities_db.joining import all_of
from facilities_db.other_languages import OtherLanguages
from facilities_db.placenames import plain
from porchlight.languages import marked, phrase

# The longest text message; no pattern has more to read.
_LONGEST_MESSAGE = 1600

_OTHERS = OtherLanguages(Path(__file__).parent / "words", "needs.yml")

# Ways to pay that a program offers rather than takes.
_TERMS = frozenset(("low_cost", "sliding", "assistance", "free"))
# Whoever has one of these and asks for "free" means that it should be covered.
_COVERAGE = frozenset(("medicaid", "medicare", "private", "military"))


@dataclass(frozen=True)
class Needs:
    """What to look for. Every value is a key of the table of the same name in `facilities_db.codes`.

    `level_named` tells a level the person named from the default. `virtual` is None when nobody spoke of it.
    `evenings` and `weekends` can hardly be looked up: only what operators add has hours (see `unknown`), and only they
    add the track "first_responders". `best` asks for those with most quality signs first. With `any_distance` no need
    is given up for a nearer program.
    """

    level: str = "iop"
    level_named: bool = False
    payers: tuple[str, ...] = ()
    virtual: bool | None = None
    evenings: bool = False
    weekends: bool = False
    medications: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    best: bool = False
    any_distance: bool = False

    @property
    def unknown(self) -> tuple[str, ...]:
        """What has to be asked of a program that told nobody its hours (`Match.evenings`): "evenings", "weekends"."""
        return (marked("evenings"),) * self.evenings + (marked("weekends"),) * self.weekends

    @property
    def asked(self) -> bool:
        """Whether the person named any need at all."""
        return self != Needs()

    def describe(self) -> str:
        """What a program must have, in plain words of the language that is spoken.

        "intensive outpatient (IOP) that takes Medicaid, for women".

        In what order programs come and how far off they may be (`best`, `any_distance`) is said of what was found.
        """
        parts = [phrase(codes.LEVELS[self.level].label)]
        paid = [phrase(codes.PAYERS[payer].label) for payer in self.payers if payer not in _TERMS]
        if paid:
            parts[0] = phrase("{care} that takes {payers}", care=parts[0], payers=all_of(paid))
        if self.virtual is not None:
            parts.append(phrase("by telehealth") if self.virtual else phrase("in person"))
        for said, table, chosen in (
            (marked("for {what}"), codes.AGES, self.ages),
            (marked("for {what}"), codes.TRACKS, self.tracks),
            (marked("with {what}"), codes.PAYERS, tuple(payer for payer in self.payers if payer in _TERMS)),
            (marked("with {what}"), codes.MEDICATIONS, self.medications),
            (marked("in {what}"), codes.LANGUAGES, self.languages),
        ):
            if chosen:
                parts.append(phrase(said, what=all_of([phrase(table[key].label) for key in chosen])))
        if self.unknown:
            times = all_of([phrase(what) for what in self.unknown])
            parts.append(phrase("with {times} (ask the program about its hours)", times=times))
        return ", ".join(parts)

    def merge(self, later: Needs) -> Needs:
        """These needs after a follow-up message.

        A later level, payer, age or way of meeting replaces the earlier one ("actually I have Medicare"); tracks,
        languages, medications and times add up.
        """
        named = later.level_named
        return Needs(
            level=later.level if named else self.level,
            level_named=self.level_named or named,
            payers=later.payers or self.payers,
            virtual=self.virtual if later.virtual is None else later.virtual,
            evenings=self.evenings or later.evenings,
            weekends=self.weekends or later.weekends,
            medications=_union(self.medications, later.medications),
            ages=later.ages or self.ages,
            tracks=_union(self.tracks, later.tracks),
            languages=_union(self.languages, later.languages),
            best=later.best or (self.best and not later.any_distance),  # farther than the best of a town
            any_distance=self.any_distance or later.any_distance,
        )

    def elsewhere(self) -> Needs:
        """What stays when another place is named: the person's own needs, not how the last place was searched."""
        return dataclasses.replace(self, virtual=None, best=False, any_distance=False)

    def of_the_person(self) -> Needs:
        """What stays when a new search is put in full: how it is paid, for what age, in which language."""
        return Needs(payers=self.payers, ages=self.ages, languages=self.languages)

    def as_dict(self) -> dict[str, Any]:
        """The needs as JSON knows values, for a slot or a log."""
        return {
            key: list(value) if isinstance(value, tuple) else value for key, value in dataclasses.asdict(self).items()
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Needs:
        """The needs that `as_dict` wrote; keys this version does not know are left aside."""
        known = {field.name for field in dataclasses.fields(cls)}
        values: dict[str, Any] = {}
        for key, value in stored.items():
            if key in known:
                values[key] = tuple(value) if isinstance(value, list) else value
        return cls(**values)


def read_needs(text: str) -> Needs:
    """The needs that `text` names, in any of our languages; what it does not name keeps its default."""
    said = " ".join(plain(text[:_LONGEST_MESSAGE]).split())
    level = next(iter(_named("levels", words.LEVELS, _without("leaving", words.LEAVING, said))), None)
    times = _without("not_a_time", words.NOT_A_TIME, said)
    return Needs(
        level=level or "iop",
        level_named=level is not None,
        payers=_payers(said),
        virtual=_virtual(said),
        evenings=_wanted(_beside(words.EVENINGS, "evenings"), times),
        weekends=_wanted(_beside(words.WEEKENDS, "weekends"), times),
        medications=_medications(said),
        ages=_ages(said),
        tracks=_named("tracks", people.TRACKS, said),
        languages=_named("languages", people.LANGUAGES, said),
        best=_wanted(_beside(words.BEST, "best"), _without("not_best", words.NOT_BEST, said)),
        any_distance=bool(_beside(words.ANY_DISTANCE, "any_distance").search(_without("not_far", words.NOT_FAR, said))),
    )


def _beside(english: re.Pattern[str], *path: str) -> re.Pattern[str]:
    return _OTHERS.beside(english, *path, shape=words.anywhere)


def _without(key: str, english: re.Pattern[str], said: str) -> str:
    """What is said without the words that only look like a need."""
    return _beside(english, key).sub(" ", said)


def _wanted(pattern: re.Pattern[str], said: str) -> bool:
    """Whether the words stand there without a "no" or "dont want" in front of them, or a "no" behind."""
    return any(not _denied(said, match) for match in pattern.finditer(said))


def _denied(said: str, match: re.Match[str]) -> bool:
    before = _beside(words.DENIED, "denied").search(said[: match.start()])
    return bool(before or _OTHERS.beside(words.NEVER, "denied_after", shape=words.behind).match(said, match.end()))


def _named(kind: str, table: words.Table, said: str) -> tuple[str, ...]:
    return tuple(key for key, pattern in table if _wanted(_beside(pattern, kind, key), said))


def _payers(said: str) -> tuple[str, ...]:
    found = tuple(
        key
        for key, pattern in payment.PAYERS
        if any(_is_theirs(said, match) for match in _beside(pattern, "payers", key).finditer(said))
    )
    covered = any(key in _COVERAGE for key in found)
    low_cost = _beside(payment.LOW_COST, "low_cost")
    if not covered and low_cost.search(_without("not_money", payment.NOT_MONEY, said)):
        found += ("low_cost",)
    return found


def _is_theirs(said: str, match: re.Match[str]) -> bool:
    before = said[: match.start()]
    return not (_denied(said, match) or payment.NOT_THEIRS.search(before) or payment.ENDED.match(said, match.end()))


def _virtual(said: str) -> bool | None:
    """Online or in person; None when neither was named, or both are fine."""
    at_home, there = _beside(words.VIRTUAL, "virtual"), _beside(words.IN_PERSON, "in_person")
    online, person = _wanted(at_home, said), _wanted(there, said)
    if online == person:
        online, person = bool(there.search(said)) and not person, bool(at_home.search(said)) and not online
    return None if online == person else online


def _medications(said: str) -> tuple[str, ...]:
    found = _named("medications", words.MEDICATIONS, said)
    return found if len(found) < 2 else tuple(key for key in found if key != "any")


def _ages(said: str) -> tuple[str, ...]:
    said = people.IN_LETTERS.sub(people.in_figures, _without("former_age", people.FORMER_AGE, said))
    in_school = bool(people.SENIOR_IN_SCHOOL.search(said))
    named = set(_named("ages", people.AGES, people.SENIOR_IN_SCHOOL.sub("high school", said)))
    written = _beside(people.AGE_NUMBER, "age_numbers")
    numbers = [int(next(filter(None, match.groups()))) for match in written.finditer(said)]
    if numbers:
        # A number is surer than a word: "my kid is 24" is no child, "my grandpa, 58" no senior.
        named = {group for group in map(_age_group, numbers) if group}
    elif in_school:
        named.add("adolescents")
    return tuple(key for key in codes.AGES if key in named)


def _age_group(years: int) -> str | None:
    """SAMHSA's groups: children and adolescents to 17, young adults 18 to 25, seniors from 65."""
    if 8 <= years < 18:
        return "adolescents"
    if 18 <= years <= 25:
        return "young_adults"
    return "older_adults" if years >= 65 else None


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(first + second))
