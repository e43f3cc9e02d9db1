"""What a search had to do without: the needs that are left, and how to say what is missing."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from functools import reduce
from typing import Any

from facilities_db import codes
from facilities_db.needs import Needs
from facilities_db.search import SearchResult
from porchlight.languages import phrase

_TABLES = {
    "tracks": codes.TRACKS,
    "languages": codes.LANGUAGES,
    "medications": codes.MEDICATIONS,
    "payers": codes.PAYERS,
    "ages": codes.AGES,
}
_SOFT = {
    choice.label
    for choice in (*codes.TRACKS.values(), *codes.LANGUAGES.values(), codes.VIRTUAL, codes.EVENINGS, codes.WEEKENDS)
}
_GROUPS = {choice.label for choice in codes.TRACKS.values()}
_AGES = {choice.label for choice in codes.AGES.values()}


def needs_left(needs: Needs, gave_up: Collection[str]) -> Needs:
    """Return the needs that the programs found were asked to meet. The level stays: there is always one."""
    left: dict[str, Any] = {
        name: tuple(key for key in getattr(needs, name) if table[key].label not in gave_up)
        for name, table in _TABLES.items()
    }
    return dataclasses.replace(
        needs,
        virtual=None if codes.VIRTUAL.label in gave_up else needs.virtual,
        evenings=needs.evenings and codes.EVENINGS.label not in gave_up,
        weekends=needs.weekends and codes.WEEKENDS.label not in gave_up,
        **left,
    )


def in_words(needs: Needs, gave_up: Collection[str]) -> str:
    """Say what is listed: the needs that are left, without the hours, of which each program is asked anyway."""
    left = dataclasses.replace(needs_left(needs, gave_up), evenings=False, weekends=False)
    said = left.describe()
    level = codes.LEVELS[needs.level].label
    return said.replace(phrase(level), phrase("other kinds of care"), 1) if level in gave_up else said


def missing(result: SearchResult) -> str:
    """Say what was given up, in the order in which it went, and that it has to be asked for; "" for nothing."""
    if not result.gave_up:
        return ""
    without = reduce(
        lambda before, need: phrase("{before}, then without {need}", before=before, need=need),
        [_said(label) for label in result.gave_up],
    )
    if set(result.gave_up) <= _SOFT:
        lacking = phrase("Nothing near has all you asked for, so I looked without {without}.", without=without)
    else:
        lacking = phrase(
            "Nothing in my whole list has all you asked for, so I looked without {without}.", without=without
        )
    one = len(result.gave_up) == 1
    return f"{lacking} {phrase('Ask about it when you call.') if one else phrase('Ask about them when you call.')}"


def _said(label: str) -> str:
    said = phrase(label)
    if label in _GROUPS:
        return phrase("a group for {people}", people=said)
    return phrase("care for {people}", people=said) if label in _AGES else said
