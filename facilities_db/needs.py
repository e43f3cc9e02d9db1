"""What a person needs of a program, read from their own words."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from facilities_db import codes
from facilities_db import need_words as words
from facilities_db.placenames import plain

# Ways to pay that a program offers rather than takes.
_TERMS = frozenset(("low_cost", "sliding", "assistance", "free"))
# Whoever has one of these and asks for "free" means that it should be covered.
_COVERAGE = frozenset(("medicaid", "medicare", "private", "military"))


@dataclass(frozen=True)
class Needs:
    """What to look for. Every value is a key of the table of the same name in `facilities_db.codes`.

    `level_named` tells a level the person named from the default. `virtual` is None when nobody spoke of it.
    `evenings` and `weekends` can hardly be looked up: only what operators add has hours (see `unknown`). `best` asks
    for those with most quality signs first. With `any_distance` no need is given up for a nearer program.
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
        """What the directory cannot tell and the person has to ask the program: "evenings", "weekends"."""
        return ("evenings",) * self.evenings + ("weekends",) * self.weekends

    @property
    def asked(self) -> bool:
        """Whether the person named any need at all."""
        return self != Needs()

    def describe(self) -> str:
        """The needs in plain words: "intensive outpatient (IOP) that takes Medicaid, for women, in Spanish"."""
        parts = [codes.LEVELS[self.level].label]
        paid = [codes.PAYERS[payer].label for payer in self.payers if payer not in _TERMS]
        if paid:
            parts[0] += " that takes " + _all_of(paid)
        if self.virtual is not None:
            parts.append("by telehealth" if self.virtual else "in person")
        for phrase, table, chosen in (
            ("for", codes.AGES, self.ages),
            ("for", codes.TRACKS, self.tracks),
            ("with", codes.PAYERS, tuple(payer for payer in self.payers if payer in _TERMS)),
            ("with", codes.MEDICATIONS, self.medications),
            ("in", codes.LANGUAGES, self.languages),
        ):
            if chosen:
                parts.append(f"{phrase} " + _all_of([table[key].label for key in chosen]))
        if self.unknown:
            parts.append("with " + _all_of(list(self.unknown)) + " (ask the program about its hours)")
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
            best=self.best or later.best,
            any_distance=self.any_distance or later.any_distance,
        )

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
    """The needs that `text` names, in English or Spanish; what it does not name keeps its default."""
    said = " ".join(plain(text).split())
    level = _level(said)
    return Needs(
        level=level or "iop",
        level_named=level is not None,
        payers=_payers(said),
        virtual=_virtual(said),
        evenings=bool(words.EVENINGS.search(said)),
        weekends=bool(words.WEEKENDS.search(said)),
        medications=_medications(said),
        ages=_ages(said),
        tracks=_named(words.TRACKS, said),
        languages=_named(words.LANGUAGES, said),
    )


def _named(table: tuple[tuple[str, re.Pattern[str]], ...], said: str) -> tuple[str, ...]:
    return tuple(key for key, pattern in table if pattern.search(said))


def _level(said: str) -> str | None:
    said = words.LEAVING.sub(" ", said)
    return next(iter(_named(words.LEVELS, said)), None)


def _payers(said: str) -> tuple[str, ...]:
    found = tuple(
        key
        for key, pattern in words.PAYERS
        if any(not words.DENIED.search(said[: match.start()]) for match in pattern.finditer(said))
    )
    covered = any(key in _COVERAGE for key in found)
    if not covered and words.LOW_COST.search(words.NOT_MONEY.sub(" ", said)):
        found += ("low_cost",)
    return found


def _virtual(said: str) -> bool | None:
    if words.IN_PERSON.search(said):
        return False
    return True if words.VIRTUAL.search(said) else None


def _medications(said: str) -> tuple[str, ...]:
    found = _named(words.MEDICATIONS, said)
    return found if len(found) < 2 else tuple(key for key in found if key != "any")


def _ages(said: str) -> tuple[str, ...]:
    said = words.FORMER_AGE.sub(" ", said)
    in_school = bool(words.SENIOR_IN_SCHOOL.search(said))
    named = set(_named(words.AGES, words.SENIOR_IN_SCHOOL.sub("high school", said)))
    numbers = [int(next(filter(None, match.groups()))) for match in words.AGE_NUMBER.finditer(said)]
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


def _all_of(labels: list[str]) -> str:
    return labels[0] if len(labels) == 1 else ", ".join(labels[:-1]) + " and " + labels[-1]
