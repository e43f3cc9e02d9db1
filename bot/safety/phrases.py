"""Finds many phrases in one pass over the words of a text, in time that grows with its length and nothing else.

All phrases run side by side as bits of one integer (the Shift-And algorithm with optional places: Navarro and
Raffinot, Flexible Pattern Matching in Strings, 4.2). There is no backtracking, so no text can make it slow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from threading import Lock
from typing import NamedTuple

from bot.safety.notation import Names, Place, Reading, read_phrase

BREAK = "."  # where a sentence begins and ends; only a phrase that names it goes there
_MEMORY = 5_000  # states remembered, a few hundred bytes each


class Found(NamedTuple):
    """The `phrase`th of the phrases was found. Its words are those at `span`, in the longest reading of it."""

    phrase: int
    span: range


_Step = tuple[int, tuple[int, ...]]  # the number of the next state, and which readings end there


class _Memory:
    """The steps worked out so far: of a thousand "kill my kill my", two are. It holds no word that no phrase names."""

    def __init__(self, start: int) -> None:
        self.known = {start: 0}
        self.states = [start]
        self.steps: list[dict[str, _Step]] = [{}]


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

    `turns`: words that no gap goes over, for what follows them is another thought ("but", "because").

    The worst that can happen: a phrase that reads well and matches nothing, so every one carries an example.
    """

    def __init__(self, phrases: Sequence[str], names: Names, turns: frozenset[str] = frozenset()) -> None:
        self._turns = turns
        self.readings: list[tuple[int, Reading]] = []
        for index, phrase in enumerate(phrases):
            self.readings.extend((index, reading) for reading in read_phrase(phrase, names))
        # How many words each takes, where that is always the same.
        self._lengths = [
            None if any(place.optional for place in reading) else len(reading) for _, reading in self.readings
        ]
        self._lay_out()
        self._memory = _Memory(self._start)
        self._lock = Lock()

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
        self._words.update({word: own.get(word, 0) for word in (BREAK, *self._turns)})

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word that some phrase names."""
        return frozenset(self._words) - {BREAK}

    def find(self, words: Sequence[str]) -> Iterator[Found]:
        """Yield every phrase found, by its last word."""
        if len(self._memory.states) > _MEMORY:
            self._memory = _Memory(self._start)
        memory, known = self._memory, self._words
        steps = memory.steps
        measured: dict[tuple[int, tuple[str, ...]], int] = {}
        at = 0
        for position, word in enumerate(words):
            step = steps[at].get(word if word in known else "")
            if step is None:
                step = self._learn(memory, at, word if word in known else "")
            at, numbers = step
            for number in numbers:
                index, reading = self.readings[number]
                length = self._lengths[number]
                if length is None:
                    window = tuple(words[max(0, position + 1 - len(reading)) : position + 1])
                    length = measured.get((number, window))
                    if length is None:
                        length = measured[number, window] = _length(reading, window, self._turns)
                yield Found(index, range(position + 1 - length, position + 1))

    def _learn(self, memory: _Memory, at: int, word: str) -> _Step:
        """Work a step out, and remember it."""
        state, ended = self._step(memory.states[at], word)
        with self._lock:  # a place in both lists belongs to one state
            after = memory.known.setdefault(state, len(memory.states))
            if after == len(memory.states):
                memory.steps.append({})
                memory.states.append(state)
            step = memory.steps[at][word] = (after, ended)
        return step

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


def _length(reading: Reading, words: Sequence[str], turns: frozenset[str]) -> int:
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
            if taken < len(words) and _fits(reading[at], words[-1 - taken], turns):
                further.add((at - 1, taken + 1))
        reached = further
    return longest


def _fits(place: Place, word: str, turns: frozenset[str]) -> bool:
    return word != BREAK and word not in turns if place.words is None else word in place.words
