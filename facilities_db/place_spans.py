"""The runs of words in a message that could be a place, as (start, end) with the end exclusive."""

from __future__ import annotations

from collections.abc import Iterator

from facilities_db.nicknames import unmistakable
from facilities_db.place_text import LONGEST_TOWN, Message, StateMention
from facilities_db.place_words import (
    AFTER_TOWN,
    articles,
    before_places,
    before_town,
    filler,
    how_far,
    idle,
    leading,
    longest_preposition,
    places_left,
    sure_prepositions,
)

# What is said of a place in one clause is short.
_LONGEST_WHOLE = 15
# A town in mid-sentence has three words at most ("San Luis Obispo"), and is looked for in so many words.
_LONGEST_LOOSE = 3
_MOST_LOOSE = 100


def before_state(message: Message, mention: StateMention) -> Iterator[tuple[int, int]]:
    """The runs of words that end right before a state, longest first."""
    if mention.start == 0:
        return
    if message.words[mention.start].after_stop and not message.ends_clause(mention.end):
        return  # but "Rockford. Illinois. Thanks"
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
        if message.ends_clause(start):
            continue
        for length in range(longest_preposition(), 0, -1):
            phrase = message.said(start - length, start)
            if len(phrase) == length and phrase in before_places():
                yield start, phrase in sure_prepositions()
                break
        else:
            if message.words[start - 1].text == "to" and "from" in message.said(start - 5, start - 1):
                yield start, True  # "from Seattle to Anchorage"


def follows_preposition(message: Message, start: int) -> bool:
    """Whether the word `start` stands right after a preposition, or after "downtown" and the like."""
    lengths = range(1, longest_preposition() + 1)
    return any(message.said(start - length, start) in before_places() for length in lengths) or (
        start > 0 and message.words[start - 1].text in before_town()
    )


def left_behind(message: Message, start: int) -> bool:
    """Whether the place that begins at `start` is where somebody comes from rather than is."""
    for phrase in places_left():
        if message.said(start - len(phrase), start) == phrase:
            before = start - len(phrase) - 1
            return before < 0 or message.words[before].text not in how_far()
    return False


def sites(message: Message) -> Iterator[tuple[int, bool]]:
    """Where a town may begin: after a preposition, then after "downtown", "western" and the like.

    The second value is true right after "the", where most words are no towns ("in the valley").
    """
    for start, _ in prepositions(message):
        yield start, False
        while start + 1 < len(message.words) and message.words[start].text in leading():
            start += 1
            yield start, message.words[start - 1].text in articles()


def whole_runs(message: Message) -> Iterator[tuple[int, int]]:
    """The runs of words around which all of their clause is filler, longest first."""
    for first, last in message.clauses():
        if last - first > _LONGEST_WHOLE:
            continue
        busy = [index for index in range(first, last) if message.words[index].text not in idle()]
        if not busy:
            if last - first == 1:
                yield first, last  # "LA"
            continue
        for length in range(min(LONGEST_TOWN, last - first), busy[-1] - busy[0], -1):
            for start in range(max(first, busy[-1] - length + 1), min(busy[0], last - length) + 1):
                yield start, start + length


def loose_runs(message: Message) -> Iterator[tuple[int, int]]:
    """The runs of up to three words anywhere, longest first, that do not end with an everyday word."""
    for start in range(min(len(message.words), _MOST_LOOSE)):
        for end in range(min(len(message.words), start + _LONGEST_LOOSE), start, -1):
            if message.words[end - 1].text not in filler() and message.unbroken(start, end):
                yield start, end


def nickname_runs(message: Message) -> Iterator[tuple[int, int]]:
    """The runs that are a nickname which means nothing else."""
    for start in range(len(message.words)):
        for length in (3, 2, 1):
            end = start + length
            if end > len(message.words) or message.key(start, end) not in unmistakable():
                continue
            if length == 1 or not all(word.text in filler() for word in message.words[start:end]):  # "no la puedo"
                yield start, end


def uncommon_run(message: Message, start: int) -> tuple[int, int]:
    """The run of up to three words from `start` on that are no everyday words; it may be empty."""
    end = start
    while end < min(start + _LONGEST_LOOSE, len(message.words)):
        word = message.words[end]
        if word.text in idle() or word.text in before_town() or not message.unbroken(start, end + 1):
            break
        end += 1
    return start, end
