"""A message cut into the words a place could be made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from facilities_db import states
from facilities_db.misspelling import state_spelled_like
from facilities_db.place_words import OTHERS
from facilities_db.placenames import fold, plain

# Longer than any town (Saint Mary of the Woods) and any message that is only about a place.
LONGEST_TOWN = 5
LONGEST_MESSAGE = 1600

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’‘`][^\W_]+)*")
_ENDS_WITHOUT_STOP = frozenset(("st", "ste", "ft", "mt", "dr"))
_COMMA = re.compile(r"[,\n/|+&•]|\s[-–—]\s")
_STOP = re.compile(r"[!?;:()]")


@dataclass(frozen=True)
class Word:
    """One word: as written, in plain letters, as part of a key, and what stood before it."""

    raw: str
    text: str
    folded: str
    after_comma: bool
    after_stop: bool


@dataclass(frozen=True)
class StateMention:
    """Words `start` to `end` (exclusive) that may name the state `code`; `spelled` is the written-out name."""

    start: int
    end: int
    code: str
    spelled: bool


class Message:
    """The words of a message, the states it may name, and whether it is all in capitals (which then say nothing)."""

    def __init__(self, text: str) -> None:
        self.words = words_of(text)
        self.states = state_mentions(self.words)
        self.state_at = {(mention.start, mention.end): mention for mention in self.states}
        self.shouted = len(self.words) > 1 and all(word.raw == word.raw.upper() for word in self.words)

    def unbroken(self, start: int, end: int) -> bool:
        """Whether no comma and no end of a sentence stands between the words `start` to `end` (exclusive)."""
        return not any(word.after_comma or word.after_stop for word in self.words[start + 1 : end])

    def key(self, start: int, end: int) -> str:
        """The folded name that the words `start` to `end` (exclusive) spell."""
        return "".join(word.folded for word in self.words[start:end])

    def in_capitals(self, index: int) -> bool:
        """Whether the word stands out by capitals, as a state's two letters do."""
        raw = self.words[index].raw
        return raw == raw.upper() and not self.shouted

    def clauses(self) -> Iterator[tuple[int, int]]:
        """The stretches between commas and ends of sentences, as (start, end) with the end exclusive."""
        start = 0
        for index in range(1, len(self.words) + 1):
            if self.ends_clause(index):
                yield start, index
                start = index

    def ends_clause(self, index: int) -> bool:
        """Whether the message, a sentence or a phrase ends right before the word `index`."""
        return index >= len(self.words) or self.words[index].after_comma or self.words[index].after_stop

    def said(self, start: int, end: int) -> tuple[str, ...]:
        """The words `start` to `end` (exclusive) in plain letters."""
        return tuple(word.text for word in self.words[max(0, start) : end])


def words_of(text: str) -> list[Word]:
    """The words of the first 1,600 characters; numbers are left out, marks are kept as what stood before a word."""
    words: list[Word] = []
    text = text[:LONGEST_MESSAGE]
    end, comma, stop = 0, False, False
    for match in _TOKEN.finditer(text):
        between = text[end : match.start()]
        short = bool(words) and _is_shortened(words[-1])
        comma = comma or bool(_COMMA.search(between))
        stop = stop or bool(_STOP.search(between)) or ("." in between and not short)
        end = match.end()
        raw = match.group().replace(".", "")
        if raw.isdigit():
            continue
        plainly, folded = _in_full(raw)
        words.append(Word(raw, plainly, folded, comma, stop))
        comma = stop = False
    return words


def _is_shortened(word: Word) -> bool:
    """Whether a full stop behind the word ends no sentence: "St. Paul", "Pto. Rico"."""
    text = plain(word.raw)
    return text in _ENDS_WITHOUT_STOP or len(text) == 1 or text in OTHERS.named("written_out")


def _in_full(raw: str) -> tuple[str, str]:
    """The word in plain letters and as part of a key, written out where a language shortens it: "Sn Antonio"."""
    text = plain(raw)
    full = OTHERS.named("written_out").get(text)
    return (full, full) if full else (text, fold(raw))


def state_mentions(words: list[Word]) -> list[StateMention]:
    """Every place where a state may be named, by its name (misspelt too) or two letters, in order."""
    found: list[StateMention] = []
    start = 0
    while start < len(words):
        mention = _spelled_state(words, start)
        if mention is None and (code := words[start].text.upper()) in states.NAMES:
            mention = StateMention(start, start + 1, code, False)
        if mention is None and (like := state_spelled_like(words[start].text)):
            mention = StateMention(start, start + 1, like, True)
        if mention:
            found.append(mention)
        start = mention.end if mention else start + 1
    return found


def _spelled_state(words: list[Word], start: int) -> StateMention | None:
    if words[start].text not in states.first_words():
        return None
    for length in range(min(states.longest_spelling(), len(words) - start), 0, -1):
        run = words[start : start + length]
        spelled = tuple(word.text for word in run)
        if spelled in states.spellings() and not any(word.after_comma or word.after_stop for word in run[1:]):
            return StateMention(start, start + length, states.spellings()[spelled], True)
    return None
