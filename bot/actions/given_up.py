"""What a search had to do without: the needs that are left, and how to say what is missing."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any

from facilities_db import codes
from facilities_db.needs import Needs
from facilities_db.search import SearchResult

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
    return said.replace(level, "other kinds of care", 1) if level in gave_up else said


def missing(result: SearchResult) -> str:
    """Say what was given up, in the order in which it went, and that it has to be asked for; "" for nothing."""
    if not result.gave_up:
        return ""
    where = "near" if set(result.gave_up) <= _SOFT else "in my whole list"
    without = ", then without ".join(_phrase(label) for label in result.gave_up)
    it = "it" if len(result.gave_up) == 1 else "them"
    return f"Nothing {where} has all you asked for, so I looked without {without}. Ask about {it} when you call."


def _phrase(label: str) -> str:
    if label in _GROUPS:
        return f"a group for {label}"
    return f"care for {label}" if label in _AGES else label
