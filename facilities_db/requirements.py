"""Needs as conditions on a program's codes, and the order in which they are given up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facilities_db import codes
from facilities_db.needs import Needs


@dataclass(frozen=True)
class Requirement:
    """A program must carry one of `codes`. A soft one may be given up for a nearer program."""

    label: str
    codes: tuple[str, ...]
    soft: bool


def requirements(needs: Needs) -> list[Requirement]:
    """The conditions, those to be given up first in front: tracks, languages, telehealth; then the hard ones.

    The hard ones end with the level of care and with who is accepted at all: a woman who asks for a women's group is
    never sent to a men's program. Evenings and weekends only leave out programs whose hours are known and are others:
    SAMHSA's list has no hours.
    """
    found = [_requirement(codes.TRACKS[key], soft=True) for key in needs.tracks]
    found += [_requirement(codes.LANGUAGES[key], soft=True) for key in needs.languages]
    if needs.virtual:
        found.append(_requirement(codes.VIRTUAL, soft=True))
    found += [
        Requirement(choice.label, (f"maybe_{key}",), soft=True)
        for key, choice, asked in (
            ("evenings", codes.EVENINGS, needs.evenings),
            ("weekends", codes.WEEKENDS, needs.weekends),
        )
        if asked
    ]
    for table, keys in (
        (codes.MEDICATIONS, needs.medications),
        (codes.PAYERS, needs.payers),
        (codes.AGES, needs.ages),
        (codes.LEVELS, (needs.level,)),
    ):
        found += [_requirement(table[key], soft=False) for key in keys]
    found += [
        _requirement(codes.ACCEPTS[gender], soft=False)
        for gender, implied_by in (("women", {"women", "pregnant"}), ("men", {"men"}))
        if implied_by & set(needs.tracks)
    ]
    return found


def ways_to_give_up(wanted: list[Requirement], *, soft: bool) -> Iterator[tuple[list[Requirement], tuple[str, ...]]]:
    """The conditions that remain and the words for those given up: each one alone, then more and more together.

    With `soft` only soft ones go; without it all soft ones are already gone and the hard ones follow.
    """
    gone = [] if soft else [requirement for requirement in wanted if requirement.soft]
    open_to = [requirement for requirement in wanted if requirement.soft == soft]
    ways = [[one] for one in open_to] + [open_to[:count] for count in range(2, len(open_to) + 1)]
    for way in ways:
        dropped = gone + way
        yield [r for r in wanted if r not in dropped], tuple(r.label for r in dropped)


def _requirement(choice: codes.Choice, *, soft: bool) -> Requirement:
    return Requirement(choice.label, choice.codes, soft)
