"""A message cut into the words a place could be made of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from facilities_db import states
from facilities_db.placenames import fold, plain

# Longer than any town (Saint Mary of the Woods) and any message that is only about a place.
LONGEST_TOWN = 5
_LONGEST_MESSAGE = 1600

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’‘`][^\W_]+)*")
_ENDS_WITHOUT_STOP = frozenset(("st", "ste", "ft", "mt", "dr"))
# Not part of a longer number, a price or a phone number; "02139-1234" counts, "617-555-0100" does not.
_ZIP = re.compile(r"(?<![\w$#.-])(\d{5})(?:[ -]\d{4})?(?![\d-])(?!\.\d)(?! (?:dollars|bucks|miles))")


@dataclass(frozen=True)
class Word:
    """One word: as written, in plain letters, and what stood before it (nothing, a comma, the end of a sentence)."""

    raw: str
    text: str
    after_comma: bool
    after_stop: bool


@dataclass(frozen=True)
class StateMention:
    """Words `start` to `end` (exclusive) that may name the state `code`; `spelled` is the written-out name."""

    start: int
    end: int
    code: str
    spelled: bool


def zips_in(text: str) -> list[str]:
    """The five-digit ZIPs of `text`, in order, without their +4."""
    return [match.group(1) for match in _ZIP.finditer(text[:_LONGEST_MESSAGE])]


class Message:
    """The words of a message, the states it may name, and whether it is all in capitals (which then say nothing)."""

    def __init__(self, text: str) -> None:
        self.words = words_of(text)
        self.states = state_mentions(self.words)
        self.state_at = {(mention.start, mention.end): mention for mention in self.states}
        self._keys: dict[tuple[int, int], str] = {}
        self.shouted = len(self.words) > 1 and all(word.raw == word.raw.upper() for word in self.words)

    def unbroken(self, start: int, end: int) -> bool:
        """Whether no comma and no end of a sentence stands between the words `start` to `end` (exclusive)."""
        return not any(word.after_comma or word.after_stop for word in self.words[start + 1 : end])

    def key(self, start: int, end: int) -> str:
        """The folded name that the words `start` to `end` (exclusive) spell."""
        if (start, end) not in self._keys:
            self._keys[start, end] = fold(" ".join(word.raw for word in self.words[start:end]))
        return self._keys[start, end]

    def in_capitals(self, index: int) -> bool:
        """Whether the word stands out by capitals, as a state's two letters do."""
        raw = self.words[index].raw
        return raw == raw.upper() and not self.shouted

    def ends_clause(self, index: int) -> bool:
        """Whether the message, a sentence or a phrase ends right before the word `index`."""
        return index >= len(self.words) or self.words[index].after_comma or self.words[index].after_stop


def words_of(text: str) -> list[Word]:
    """The words of the first 1,600 characters; numbers are left out, marks are kept as what stood before a word."""
    words: list[Word] = []
    text = text[:_LONGEST_MESSAGE]
    end, comma, stop = 0, False, False
    for match in _TOKEN.finditer(text):
        between = text[end : match.start()]
        short = bool(words) and (words[-1].text in _ENDS_WITHOUT_STOP or len(words[-1].text) == 1)
        comma = comma or "," in between or "\n" in between
        stop = stop or any(mark in between for mark in "!?;:()") or ("." in between and not short)
        end = match.end()
        raw = match.group().replace(".", "")
        if raw.isdigit():
            continue
        words.append(Word(raw, plain(raw), comma, stop))
        comma = stop = False
    return words


def state_mentions(words: list[Word]) -> list[StateMention]:
    """Every place where a state may be named, by its name or two letters, in order."""
    found: list[StateMention] = []
    start = 0
    while start < len(words):
        mention = _spelled_state(words, start)
        if mention is None and (code := words[start].text.upper()) in states.NAMES:
            mention = StateMention(start, start + 1, code, False)
        if mention:
            found.append(mention)
        start = mention.end if mention else start + 1
    return found


def _spelled_state(words: list[Word], start: int) -> StateMention | None:
    for length in range(min(states.LONGEST_SPELLING, len(words) - start), 0, -1):
        run = words[start : start + length]
        spelled = tuple(word.text for word in run)
        if spelled in states.SPELLINGS and not any(word.after_comma or word.after_stop for word in run[1:]):
            return StateMention(start, start + length, states.SPELLINGS[spelled], True)
    return None
