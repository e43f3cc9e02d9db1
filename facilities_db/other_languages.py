"""The words of other languages than English for what is listened for.

English stands in the code that listens, as it grew there. What other languages say for the same stands beside that code
in `words/<language>/<file>.yml`: pieces of regular expressions in lower case, without accents and apostrophes, as whole
words. A piece heard where it is not meant, in whichever language, sends a person to the wrong program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from porchlight.languages import words_elsewhere

Shape = Callable[..., re.Pattern[str]]


class OtherLanguages:
    """One file of words, in every language that has it. It is read when it is first asked for."""

    def __init__(self, folder: Path, file: str) -> None:
        """`folder` has one folder of words for each language."""
        self._folder = folder
        self._file = file
        self._patterns: dict[tuple[str, ...], re.Pattern[str]] = {}

    def _files(self) -> Iterable[Mapping[str, Any]]:
        return words_elsewhere(self._folder, self._file).values()

    def said(self, *path: str) -> tuple[str, ...]:
        """What the languages say at that place of their files, one after the other."""
        return tuple(piece for words in self._files() for piece in _at(words, path) or ())

    def words(self, *path: str) -> frozenset[str]:
        """The single words at that place, where it is a list or a text of words."""
        lists = [_at(words, path) for words in self._files()]
        return frozenset(word for each in lists for word in (each.split() if isinstance(each, str) else each or ()))

    def named(self, *path: str) -> dict[str, Any]:
        """What the languages have at that place of their files, where it is a table: all rows of all."""
        rows = [_at(words, path) or {} for words in self._files()]
        return {key: row for each in rows for key, row in each.items()}

    def beside(self, english: re.Pattern[str], *path: str, shape: Shape) -> re.Pattern[str]:
        """The English pattern, or the other languages' words in the shape that it has."""
        if path not in self._patterns:
            pieces = self.said(*path)
            both = re.compile(f"{english.pattern}|{shape(*pieces).pattern}", english.flags) if pieces else english
            self._patterns[path] = both
        return self._patterns[path]


def _at(words: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = words
    for key in path:
        found = (found or {}).get(key)
    return found
