"""What a program says it offers, by the groups in which people ask about it.

Groups and words are English: `porchlight.languages.phrase` has them in other languages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal

from facilities_db import codes
from facilities_db.codes import Choice
from facilities_db.needs import Needs
from porchlight.languages import marked

Group = Literal["Care", "Open only to", "Payment", "Medication", "Who it's for", "Languages", "Signs of quality"]

_CHOICES: dict[Group, tuple[Choice, ...]] = {
    "Care": (*codes.LEVELS.values(), codes.VIRTUAL, codes.EVENINGS, codes.WEEKENDS),
    "Payment": tuple(choice for key, choice in codes.PAYERS.items() if key != "low_cost"),  # its parts stand there
    "Medication": tuple(choice for key, choice in codes.MEDICATIONS.items() if key != "any"),
    "Who it's for": (*codes.AGES.values(), *codes.TRACKS.values()),
    "Languages": tuple(codes.LANGUAGES.values()),
    "Signs of quality": tuple(codes.SIGNS.values()),
}
_EXCLUSIVE = (
    Choice(marked("people with opioid use"), ("OUDO",)),
    Choice(marked("people with alcohol use"), ("AUDO",)),
    Choice(marked("DUI or DWI clients"), ("DUO",)),
)
_GROUPS: dict[Group, str] = {
    "Care": marked("Care"),
    "Open only to": marked("Open only to"),
    "Payment": marked("Payment"),
    "Medication": marked("Medication"),
    "Who it's for": marked("Who it's for"),
    "Languages": marked("Languages"),
    "Signs of quality": marked("Signs of quality"),
}


def offers(carried: Collection[str]) -> dict[Group, tuple[str, ...]]:
    """The plain words for a program's codes, by group and in a fixed order; groups it says nothing of are left out.

    Medication is what is prescribed or given there: "used in treatment" may mean prescribed elsewhere.
    """
    has = set(carried)
    words = {group: tuple(_labels(choices, has)) for group, choices in _CHOICES.items()}
    words["Open only to"] = tuple(_only(has))
    return {group: words[group] for group in _GROUPS if words[group]}


def asked_for(needs: Needs, carried: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was asked for and the program says it has, and what was asked for and it does not list; in plain words.

    A level of care counts when it was named. Hours are left out: that few list them says nothing.
    """
    asked = [table[key] for table, keys in _asked(needs) for key in keys] + [codes.VIRTUAL] * (needs.virtual is True)
    there = tuple(_labels(tuple(asked), set(carried)))
    return there, tuple(choice.label for choice in asked if choice.label not in there)


def _asked(needs: Needs) -> tuple[tuple[dict[str, Choice], tuple[str, ...]], ...]:
    return (
        (codes.LEVELS, (needs.level,) if needs.level_named else ()),
        (codes.PAYERS, needs.payers),
        (codes.AGES, needs.ages),
        (codes.TRACKS, needs.tracks),
        (codes.MEDICATIONS, needs.medications),
        (codes.LANGUAGES, needs.languages),
    )


def _labels(choices: tuple[Choice, ...], has: set[str]) -> Iterator[str]:
    return (choice.label for choice in choices if has & set(choice.codes))


def _only(has: set[str]) -> Iterator[str]:
    """Who alone is accepted. A listing that names no sex does not say whom it accepts, by age neither."""
    yield from _labels(_EXCLUSIVE, has)
    if not has & {"FEM", "MALE"}:
        return
    sexes = [sex for sex, choice in codes.ACCEPTS.items() if has & set(choice.codes)]
    if len(sexes) == 1:
        yield sexes[0]
    if "ADLT" not in has:
        yield from _labels(tuple(codes.AGES.values()), has)
