"""Which of the choices a person's words name, in whichever language they are shown and answered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from porchlight.languages import words_elsewhere
from porchlight.spelling import without_accents

_WORDS = Path(__file__).parent / "words"
_ENGLISH_PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_AROUND_IN_ENGLISH = re.compile(r"^the | (?:one|choice)$")
_MARKS = re.compile(r"[,.]+")


class _Places(NamedTuple):
    """How a language names a choice by its place: the words for it, and those around them that add nothing."""

    places: Mapping[str, int]
    before: frozenset[str]
    after: frozenset[str]


def named(titles: Sequence[str], words: str) -> int | None:
    """Return the number, from 1, of the choice that the words name by its number, its place or its title.

    Everything around it must be words that add nothing: "la 2 porfa", but not "2 hijos".
    """
    wanted = _folded(words)
    for number, title in enumerate(titles, start=1):
        if wanted and wanted in (_folded(title), _folded(title).rstrip("?")):
            return number
    place = _place(wanted)
    return place if place is not None and place <= len(titles) else None


def _folded(words: str) -> str:
    """The words without accents, capitals, and marks at the ends: what an old phone sends of them."""
    return without_accents(words.strip().lstrip("¡¿").rstrip(".)!")).casefold()


def _place(wanted: str) -> int | None:
    english = _AROUND_IN_ENGLISH.sub("", wanted)
    place = _ENGLISH_PLACES.get(english) or _number(english)
    if place is not None:
        return place
    said = _MARKS.sub(" ", wanted).split()
    return next((place for language in _other_languages() if (place := _place_in(language, said)) is not None), None)


def _place_in(language: _Places, said: list[str]) -> int | None:
    while len(said) > 1 and said[0] in language.before:
        said = said[1:]
    while len(said) > 1 and said[-1] in language.after:
        said = said[:-1]
    if len(said) != 1:
        return None
    return language.places.get(said[0]) or _number(said[0])


def _number(word: str) -> int | None:
    """A number as it is counted: no "0", no "01", no "-1"."""
    return int(word) if re.fullmatch(r"[1-9]\d?", word, re.ASCII) else None


@cache
def _other_languages() -> tuple[_Places, ...]:
    return tuple(
        _Places({str(word): place for word, place in each["places"].items()}, frozenset(each["before"]),
                frozenset(each["after"]))
        for each in words_elsewhere(_WORDS, "choosing.yml").values()
    )  # fmt: skip
