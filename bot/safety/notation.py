"""How a phrase is written: word for word, so that a clinician can read it.

(want|need) to ~2 die       a choice of words, and up to two words of any kind in between
i am? suicidal              a word that may be missing
@other ~3 kill himself      a named choice, from the `words` section of patterns.yml
. suicide .                 where a sentence begins and ends
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

_TOKEN = re.compile(r"\s*(~\d|@\w+|[\w'*]+|[(|)?.])")


class Place(NamedTuple):
    """One place of a phrase: one of `words`, or (None) any word; it may be skipped when `optional`."""

    words: frozenset[str] | None
    optional: bool = False


Reading = tuple[Place, ...]  # one way to read a phrase, once its choices are made


class Names(dict[str, list[Reading]]):
    """The named choices, each read once, when a phrase first uses it."""

    def __init__(self, written: Mapping[str, str]) -> None:
        super().__init__()
        self._written = written

    def __missing__(self, name: str) -> list[Reading]:
        self[name] = read_phrase(self._written[name], self)
        return self[name]


def read_phrase(phrase: str, names: Names) -> list[Reading]:
    """Return every way to read a phrase.

    Raises ValueError when it cannot be read or ends in a word that may be missing, and KeyError for an unknown name.
    """
    readings = list(dict.fromkeys(_Reader(phrase, names).read()))
    for reading in readings:
        if not reading or reading[-1].optional or all(place.words is None for place in reading):
            raise ValueError(f"{phrase!r} ends in a word that may be missing, or says nothing")
    return readings


class _Reader:
    """Reads one phrase into the readings of places it stands for."""

    def __init__(self, phrase: str, names: Names) -> None:
        self.phrase = phrase
        self.names = names
        self.tokens = _TOKEN.findall(phrase)
        if "".join(self.tokens) != re.sub(r"\s", "", phrase):
            raise ValueError(f"{phrase!r} cannot be read")
        self.at = 0

    def read(self) -> list[Reading]:
        """Return every reading; raises ValueError where the brackets do not close."""
        readings = self._choice()
        if self.at != len(self.tokens):
            raise ValueError(f"{self.phrase!r}: a bracket too many")
        return readings

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _choice(self) -> list[Reading]:
        options = self._row()
        while self._peek() == "|":
            self.at += 1
            options += self._row()
        return _merged(options)

    def _row(self) -> list[Reading]:
        rows: list[Reading] = [()]
        while self._peek() not in ("", "|", ")"):
            options = self._item()
            rows = [row + option for row in rows for option in options]
        return rows

    def _item(self) -> list[Reading]:
        token = self._peek()
        self.at += 1
        if token.startswith("~"):
            return [(Place(None, optional=True),) * int(token[1:])]
        if token == "(":
            options = self._choice()
            if self._peek() != ")":
                raise ValueError(f"{self.phrase!r}: a bracket is not closed")
            self.at += 1
        elif token.startswith("@"):
            options = self.names[token[1:]]
        else:
            options = [(Place(frozenset((token,))),)]
        if self._peek() != "?":
            return options
        self.at += 1
        if len(options) == 1 and len(options[0]) == 1:
            return [(Place(options[0][0].words, optional=True),)]
        return [(), *options]


def _merged(readings: list[Reading]) -> list[Reading]:
    """Let readings that differ in one word share one place: a choice of twenty words then costs as much as one."""
    for at in range(max(map(len, readings)) if len(readings) > 1 else 0):
        shared: dict[tuple[Any, ...], frozenset[str]] = {}
        for reading in readings:
            words = reading[at].words if at < len(reading) else None
            if words is None:
                shared.setdefault((reading, None, ()), frozenset())
            else:
                key = (reading[:at], reading[at].optional, reading[at + 1 :])
                shared[key] = shared.get(key, frozenset()) | words
        readings = [
            before if optional is None else (*before, Place(words, optional), *after)
            for (before, optional, after), words in shared.items()
        ]
    return readings
