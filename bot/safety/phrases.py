"""Finds many phrases in one pass over the words of a text, in time that grows with its length and nothing else.

A phrase is written word for word, and a clinician can read it:

    (want|need) to ~2 die       a choice of words, and up to two words of any kind in between
    i am? suicidal              a word that may be missing
    @other ~3 kill himself      a named choice, from the `words` section of patterns.yml

All phrases run side by side as bits of one integer (the Shift-And algorithm with optional places: Navarro and
Raffinot, Flexible Pattern Matching in Strings, 4.2). There is no backtracking, so no text can make it slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

BREAK = "."  # where a sentence begins and ends; only a phrase that names it goes there
TURNS = frozenset({"i", "but", "because", "since", "now"})  # nor does a gap go over these: what follows is another thought
_TOKEN = re.compile(r"\s*(~\d|@\w+|[\w'*]+|[(|)?.])")


@dataclass(frozen=True)
class Place:
    """One place of a phrase: one of `words`, or (None) any word; it may be skipped when `optional`."""

    words: frozenset[str] | None
    optional: bool = False


Reading = tuple[Place, ...]  # one way to read a phrase, once its choices are made


@dataclass(frozen=True)
class Found:
    """A phrase was found: it is the `index`th one given, and its last word is the `end`th of the text."""

    index: int
    sequence: int
    end: int


class Phrases:
    """A compiled list of phrases. Raises ValueError for one that cannot be read or that ends in an optional word.

    The worst that can happen: a phrase that reads well and matches nothing, so every one carries an example.
    """

    def __init__(self, phrases: Sequence[str], names: Mapping[str, str]) -> None:
        self.sequences: list[tuple[int, Reading]] = []
        for index, phrase in enumerate(phrases):
            for sequence in dict.fromkeys(_Reader(phrase, names).read()):
                if not sequence or sequence[-1].optional or all(place.words is None for place in sequence):
                    raise ValueError(f"{phrase!r} ends in a word that may be missing, or says nothing")
                self.sequences.append((index, sequence))
        self._lay_out()

    def _lay_out(self) -> None:
        """Give each sequence one starting bit, always set, and one bit for each place."""
        self._start = self._end = self._any = self._optional = self._first = self._last = 0
        self._words: dict[str, int] = {}
        self._owner: dict[int, int] = {}
        at = 0
        for number, (_, sequence) in enumerate(self.sequences):
            self._start |= 1 << at
            for place in sequence:
                at += 1
                if place.words is None:
                    self._any |= 1 << at
                for word in place.words or ():
                    self._words[word] = self._words.get(word, 0) | 1 << at
            self._mark_optional(sequence, at - len(sequence))
            self._end |= 1 << at
            self._owner[at] = number
            at += 1
        self._words = {word: mask | self._any for word, mask in self._words.items()}
        for turn in TURNS:
            self._words[turn] = self._words.get(turn, 0) & ~self._any
        self._words[BREAK] = self._words.get(BREAK, 0) & ~self._any

    def _mark_optional(self, sequence: Reading, start: int) -> None:
        for offset, place in enumerate(sequence, start=1):
            if not place.optional:
                continue
            self._optional |= 1 << (start + offset)
            if offset == 1 or not sequence[offset - 2].optional:
                self._first |= 1 << (start + offset - 1)  # the bit before a run of optional places
            if not sequence[offset].optional:
                self._last |= 1 << (start + offset)

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word that some phrase names."""
        return frozenset(self._words) - {BREAK}

    def find(self, words: Sequence[str]) -> Iterator[Found]:
        """Yield every phrase found, by its last word."""
        get, any_word, start, end = self._words.get, self._any, self._start, self._end
        optional, first, last = self._optional, self._first, self._last
        state = start
        for position, word in enumerate(words):
            filled = state | last
            # Where a place before a run of optional ones was reached, all of that run is reached, by one borrow.
            state |= optional & (~(filled - first) ^ filled)
            state = (state << 1) & get(word, any_word)
            ends = state & end
            state |= start
            while ends:
                bit = ends & -ends
                number = self._owner[bit.bit_length() - 1]
                yield Found(self.sequences[number][0], number, position)
                ends ^= bit

    def begins(self, found: Found, words: Sequence[str]) -> int:
        """Return where the longest reading of a found phrase begins."""
        places = self.sequences[found.sequence][1]
        reached, earliest = {(len(places) - 1, found.end)}, found.end
        while reached:
            further = set()
            for place, position in reached:
                skips = position + 1  # an optional place may be passed without a word
                if places[place].optional and place > 0:
                    further.add((place - 1, position))
                elif places[place].optional:
                    earliest = min(earliest, skips)
                if position >= 0 and _fits(places[place], words[position]):
                    if place == 0:
                        earliest = min(earliest, position)
                    else:
                        further.add((place - 1, position - 1))
            reached = further
        return earliest


def _fits(place: Place, word: str) -> bool:
    return word != BREAK and word not in TURNS if place.words is None else word in place.words


def _merged(readings: list[Reading]) -> list[Reading]:
    """Let readings that differ in one word share one place: a choice of twenty words then costs as much as one."""
    for at in range(max(map(len, readings))):
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


class _Reader:
    """Reads one phrase into the sequences of places it stands for."""

    def __init__(self, phrase: str, names: Mapping[str, str]) -> None:
        self.phrase = phrase
        self.names = names
        self.tokens = _TOKEN.findall(phrase)
        if "".join(self.tokens) != re.sub(r"\s", "", phrase):
            raise ValueError(f"{phrase!r} cannot be read")
        self.at = 0

    def read(self) -> list[Reading]:
        """Return every sequence; raises ValueError where the brackets do not close."""
        sequences = self._choice()
        if self.at != len(self.tokens):
            raise ValueError(f"{self.phrase!r}: a bracket too many")
        return sequences

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _choice(self) -> list[Reading]:
        options = self._row()
        while self._peek() == "|":
            self.at += 1
            options += self._row()
        return _merged(options)

    def _row(self) -> list[Reading]:
        parts: list[list[Reading]] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._item())
        return [tuple(place for part in row for place in part) for row in product(*parts)]

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
            options = _Reader(self.names[token[1:]], self.names).read()
        else:
            options = [(Place(frozenset((token,))),)]
        if self._peek() != "?":
            return options
        self.at += 1
        if len(options) == 1 and len(options[0]) == 1:
            return [(Place(options[0][0].words, optional=True),)]
        return [(), *options]
