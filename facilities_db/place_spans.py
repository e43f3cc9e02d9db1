"""The runs of words in a message that could be a place, as (start, end) with the end exclusive."""

from __future__ import annotations

from collections.abc import Iterator

from facilities_db.nicknames import UNMISTAKABLE
from facilities_db.place_text import LONGEST_TOWN, Message, StateMention
from facilities_db.place_words import (
    AFTER_TOWN,
    BEFORE_TOWN,
    DIRECTIONS,
    FILLER,
    PREPOSITIONS,
    SURE_PREPOSITIONS,
)

# A message about nothing but a place is short.
_LONGEST_WHOLE = 15


def before_state(message: Message, mention: StateMention) -> Iterator[tuple[int, int]]:
    """The runs of words that end right before a state, longest first."""
    if mention.start == 0 or message.words[mention.start].after_stop:
        return
    ends = [mention.start]
    last = message.words[mention.start - 1].text
    if last in AFTER_TOWN or (last == "in" and (mention.spelled or message.in_capitals(mention.start))):
        ends.append(mention.start - 1)
    for end in ends:
        for start in range(max(0, end - LONGEST_TOWN), end):
            if message.unbroken(start, end):
                yield start, end


def after_state(message: Message, mention: StateMention) -> Iterator[tuple[int, int]]:
    """The runs of words after a state and a comma, longest first: "Massachusetts, Springfield"."""
    if mention.spelled and mention.end < len(message.words) and message.words[mention.end].after_comma:
        yield from runs_from(message, mention.end)


def runs_from(message: Message, start: int) -> Iterator[tuple[int, int]]:
    """The runs of words that begin at `start`, longest first."""
    for end in range(min(len(message.words), start + LONGEST_TOWN), start, -1):
        if message.unbroken(start, end):
            yield start, end


def prepositions(message: Message) -> Iterator[tuple[int, bool]]:
    """Where a preposition ends, and whether it is one that hardly stands before anything but a place."""
    for start in range(1, len(message.words)):
        if message.words[start].after_stop:
            continue
        for phrase in _before(message, start):
            if phrase in PREPOSITIONS:
                yield start, phrase in SURE_PREPOSITIONS
                break


def follows_preposition(message: Message, start: int) -> bool:
    """Whether the word `start` stands right after a preposition."""
    return any(phrase in PREPOSITIONS for phrase in _before(message, start))


def _before(message: Message, start: int) -> tuple[tuple[str, ...], ...]:
    two = tuple(word.text for word in message.words[max(0, start - 2) : start])
    return two, two[-1:]


def sites(message: Message) -> Iterator[tuple[int, bool]]:
    """Where a town may begin: after a preposition, then after "downtown", "western" and the like.

    The second value is true right after "the", where most words are no towns ("in the valley").
    """
    for start, _ in prepositions(message):
        yield start, False
        while start + 1 < len(message.words) and (message.words[start].text in BEFORE_TOWN | DIRECTIONS):
            start += 1
            yield start, message.words[start - 1].text == "the"


def whole_runs(message: Message) -> Iterator[tuple[int, int]]:
    """The runs of words around which all is filler, longest first."""
    if len(message.words) > _LONGEST_WHOLE:
        return
    idle = [word.text in FILLER or word.text in AFTER_TOWN for word in message.words]
    first = next((i for i, filler in enumerate(idle) if not filler), len(idle))
    last = len(idle) - next((i for i, filler in enumerate(reversed(idle)) if not filler), len(idle))
    for length in range(min(LONGEST_TOWN, len(idle)), 0, -1):
        for start in range(len(idle) - length + 1):
            inside = start <= first and last <= start + length
            if (inside or all(idle)) and message.unbroken(start, start + length):
                yield start, start + length


def nickname_runs(message: Message) -> Iterator[tuple[int, int]]:
    for start in range(len(message.words)):
        for length in (3, 2, 1):
            if start + length <= len(message.words) and message.key(start, start + length) in UNMISTAKABLE:
                yield start, start + length
