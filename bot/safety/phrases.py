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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

BREAK = "."  # where a sentence begins and ends; only a phrase that names it goes there
TURNS = frozenset(
    {"i", "but", "because", "since", "now"}
)  # nor does a gap go over these: what follows is another thought
_TOKEN = re.compile(r"\s*(~\d|@\w+|[\w'*]+|[(|)?.])")


class Place(NamedTuple):
    """One place of a phrase: one of `words`, or (None) any word; it may be skipped when `optional`."""

    words: frozenset[str] | None
    optional: bool = False


Reading = tuple[Place, ...]  # one way to read a phrase, once its choices are made


@dataclass(frozen=True)
class Found:
    """The `index`th of the phrases was found. Its words are those at `span`, in the longest reading of it."""

    index: int
    span: range


def _mask(bits: Iterable[int]) -> int:
    """Return the integer in which these bits are set."""
    ordered = sorted(bits)
    if not ordered:
        return 0
    octets = bytearray(ordered[-1] // 8 + 1)
    for bit in ordered:
        octets[bit // 8] |= 1 << bit % 8
    return int.from_bytes(octets, "little")


class Phrases:
    """A compiled list of phrases. Raises ValueError for one that cannot be read or that ends in an optional word.

    The worst that can happen: a phrase that reads well and matches nothing, so every one carries an example.
    """

    def __init__(self, phrases: Sequence[str], names: Mapping[str, str]) -> None:
        self.readings: list[tuple[int, Reading]] = []
        known = _Names(names)
        for index, phrase in enumerate(phrases):
            for reading in dict.fromkeys(_Reader(phrase, known).read()):
                if not reading or reading[-1].optional or all(place.words is None for place in reading):
                    raise ValueError(f"{phrase!r} ends in a word that may be missing, or says nothing")
                self.readings.append((index, reading))
        self._lay_out()

    def _lay_out(self) -> None:
        """Give each reading one starting bit, always set, and one bit for each place."""
        starts: list[int] = []
        anywhere: list[int] = []
        optional: list[int] = []
        first: list[int] = []  # the bit before a run of optional places
        last: list[int] = []  # the last bit of such a run
        worded: dict[str, list[int]] = {}
        self._owner: dict[int, int] = {}  # the last bit of each reading
        at = 0
        for number, (_, reading) in enumerate(self.readings):
            starts.append(at)
            before = False
            for offset, place in enumerate(reading):
                if place.optional and not before:
                    first.append(at)
                at += 1
                if place.optional:
                    optional.append(at)
                    if not reading[offset + 1].optional:
                        last.append(at)
                before = place.optional
                if place.words is None:
                    anywhere.append(at)
                for word in place.words or ():
                    worded.setdefault(word, []).append(at)
            self._owner[at] = number
            at += 1
        self._start, self._end, self._any = _mask(starts), _mask(self._owner), _mask(anywhere)
        self._optional, self._first, self._last = _mask(optional), _mask(first), _mask(last)
        own = {word: _mask(bits) for word, bits in worded.items()}
        self._words = {word: mask | self._any for word, mask in own.items()}
        self._words.update({word: own.get(word, 0) for word in (BREAK, *TURNS)})

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word that some phrase names."""
        return frozenset(self._words) - {BREAK}

    def find(self, words: Sequence[str]) -> Iterator[Found]:
        """Yield every phrase found, by its last word."""
        # Each step is worked out once for a text: of a thousand "kill my kill my", two steps are.
        known, states = {self._start: 0}, [self._start]
        steps: list[dict[str, tuple[int, tuple[int, ...]]]] = [{}]
        lengths: dict[tuple[int, tuple[str, ...]], int] = {}
        at = 0
        for position, word in enumerate(words):
            step = steps[at].get(word)
            if step is None:
                meant = word if word in self._words else ""
                step = steps[at].get(meant)
                if step is None:
                    state, ended = self._step(states[at], meant)
                    after = known.setdefault(state, len(states))
                    if after == len(states):
                        states.append(state)
                        steps.append({})
                    step = (after, ended)
                steps[at][word] = steps[at][meant] = step
            at, numbers = step
            if numbers:
                for number in numbers:
                    index, reading = self.readings[number]
                    window = tuple(words[max(0, position + 1 - len(reading)) : position + 1])
                    length = lengths.get((number, window))
                    if length is None:
                        length = lengths[number, window] = _length(reading, window)
                    yield Found(index, range(position + 1 - length, position + 1))

    def _step(self, state: int, word: str) -> tuple[int, tuple[int, ...]]:
        """Return the state after one more word, and which readings end in it."""
        filled = state | self._last
        # Where the place before a run of optional ones was reached, all of that run is reached, by one borrow.
        state |= self._optional & ~((filled - self._first) ^ filled)
        state = (state << 1) & self._words.get(word, self._any)
        ends, numbers = state & self._end, []
        while ends:
            bit = ends & -ends
            numbers.append(self._owner[bit.bit_length() - 1])
            ends ^= bit
        return state | self._start, tuple(numbers)


def _length(reading: Reading, words: Sequence[str]) -> int:
    """Return how many of the last words make up a reading that ends with them, at most."""
    longest = 0
    reached = {(len(reading) - 1, 0)}  # the place to be filled next, and how many words are taken
    while reached:
        further = set()
        for at, taken in reached:
            if at < 0:
                longest = max(longest, taken)
                continue
            if reading[at].optional:
                further.add((at - 1, taken))
            if taken < len(words) and _fits(reading[at], words[-1 - taken]):
                further.add((at - 1, taken + 1))
        reached = further
    return longest


def _fits(place: Place, word: str) -> bool:
    return word != BREAK and word not in TURNS if place.words is None else word in place.words


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


class _Names(dict[str, list[Reading]]):
    """The named choices, each read once, when a phrase first uses it."""

    def __init__(self, written: Mapping[str, str]) -> None:
        super().__init__()
        self._written = written

    def __missing__(self, name: str) -> list[Reading]:
        self[name] = _Reader(self._written[name], self).read()
        return self[name]


class _Reader:
    """Reads one phrase into the readings of places it stands for."""

    def __init__(self, phrase: str, names: _Names) -> None:
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
            options = self.names[token[1:]]
        else:
            options = [(Place(frozenset((token,))),)]
        if self._peek() != "?":
            return options
        self.at += 1
        if len(options) == 1 and len(options[0]) == 1:
            return [(Place(options[0][0].words, optional=True),)]
        return [(), *options]
