"""Puts what other languages say about days, times and time zones into the English that is read here.

So "mañana a las 5 de la tarde" is read as "tomorrow at 5 pm" is, whatever language somebody wrote in before. English
words are left as they are. What is put for what stands in `words/<code>/times.yml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from porchlight.languages import words_elsewhere
from porchlight.spelling import without_accents

_WORDS = Path(__file__).parent / "words"
_LONGEST = 300  # characters; whoever says when they can be called needs no more
_PIECE = re.compile(r"\{([a-z]+)\}")
_MARKS = re.compile(r"[,;!?¡¿()\"]+")

_Rule = tuple[re.Pattern[str], str]


def in_english(text: str) -> str:
    """Return the text with its words about times in English.

    Where there are any, the whole comes back in lower case, without accents and marks; else as it was. No text can make
    it slow: it is cut, and no rule looks further than a few words.
    """
    plain = said = _plain(text)
    for whole, rules in _rules():
        said = whole.get(said.strip(" ."), said)
        for pattern, english in rules:
            said = pattern.sub(english, said)
    return text if said == plain else " ".join(said.split())


def _plain(text: str) -> str:
    bare = without_accents(unicodedata.normalize("NFKC", text[:_LONGEST].casefold()))
    return " ".join(_MARKS.sub(" ", bare).split())


@cache
def _rules() -> tuple[tuple[dict[str, str], tuple[_Rule, ...]], ...]:
    return tuple(map(_rules_of, words_elsewhere(_WORDS, "times.yml").values()))


def _rules_of(raw: dict[str, Any]) -> tuple[dict[str, str], tuple[_Rule, ...]]:
    whole = {said: english for english, words in raw["alone"].items() for said in words}
    rows = [filled for row in raw["words"] for filled in _each_name(row, raw["names"])]
    return whole, tuple(_rule(row, raw["pieces"]) for row in rows)


def _each_name(row: list[str], names: dict[str, dict[str, str]]) -> Iterator[list[str]]:
    """Read one row as several: where it has the {weekday} of `names`, one for each weekday, with its English."""
    named = next((name for name in names if f"{{{name}}}" in row[0]), None)
    if named is None:
        yield row
        return
    for said, english in names[named].items():
        yield [row[0].replace(f"{{{named}}}", said), row[1].replace(f"{{{named}}}", english)]


def _rule(row: list[str], pieces: dict[str, str]) -> _Rule:
    """Read one row: what is said, with {pieces} in it, and the English; `\\1` there is what the first bracket holds."""
    said, english = row
    filled = _PIECE.sub(lambda piece: pieces[piece[1]], said)
    return re.compile(rf"(?<![\w/:])(?:{filled})(?![\w/:])"), english
