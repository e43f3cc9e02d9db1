"""Reads the words out of a text message however it was typed, for the crisis screen's phrases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from bot.safety.phrases import BREAK

_UNSEEN = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")
# Curly apostrophes, and Cyrillic letters that look like Latin ones.
_LOOKS = str.maketrans("’‘‛`´ʼаеорсхуіѕ", "''''''aeopcxyis")
_PIECE = re.compile(
    r"(?P<spelled>(?<![a-z0-9])[a-z](?:[._*-][a-z](?![a-z0-9])){2,})"  # k.m.s, s-u-i-c-i-d-e
    r"|(?P<word>[$@]?[a-z0-9]+(?:['@$!|*]+[a-z0-9]+)*)"
    r"|(?P<end>[.?!;\n]+)"
)
_LEET = str.maketrans("013457@$!|", "oieastasii")
_LEET_L = str.maketrans("013457@$!|", "oleastasll")
_LONG_RUN = re.compile(r"(.)\1{2,}")
_DOUBLE = re.compile(r"(.)\1")
_SUFFIXES = {"m": "am", "s": "is", "re": "are", "ve": "have", "ll": "will", "d": "would", "t": "not"}
_VOWELS = "aeiou"
_LONGEST_WORD = 16
_LONGEST_SPELLED = 60


class Words:
    """Turns a text into the words that phrases are made of.

    vocabulary: the words that phrases name. spellings: how else a word, or a few words, are written.
    keys: words so important that one wrong letter in them is forgiven. glued: whether two pieces that make up a known
    word are read as that word ("ki ll"); not in a language that says one thing in one word and another in two.

    The worst that can happen: a harmless word is taken for a misspelled `key`. So those are long and few.
    """

    def __init__(
        self, vocabulary: Iterable[str], spellings: Mapping[str, str], keys: Iterable[str], *, glued: bool = True
    ) -> None:
        self._known = frozenset(vocabulary)
        self._written: dict[str, tuple[str, ...]] = {}
        self._pairs: dict[tuple[str, str], tuple[str, ...]] = {}
        for key in keys:
            for wrong in _misspelled(key) - self._known:
                self._written[wrong] = (key,)
        for meant, ways in spellings.items():
            for way in ways.split(","):
                self._learn(way.split(), tuple(meant.split()))
        whole = (word for word in (*self._known, *self._written) if len(word) >= 4)
        self._whole = frozenset(whole if glued else ())

    def _learn(self, way: list[str], meant: tuple[str, ...]) -> None:
        if len(way) == 1:
            self._written[way[0]] = meant
        elif len(way) == 2:
            self._pairs[way[0], way[1]] = meant
        else:
            raise ValueError(f"the spelling {way} is longer than two words")

    def read(self, text: str) -> list[str]:
        """Return the words, with BREAK between sentences."""
        lowered = text.lower()
        if not lowered.isascii():
            plain = unicodedata.normalize("NFKD", lowered.translate(_LOOKS)).translate(_LOOKS)
            lowered = _UNSEEN.sub("", plain).lower()
        words: list[str] = []
        read: dict[str, tuple[str, ...]] = {}  # what was made of each word, for as long as this text takes
        letters: list[str] = []  # single letters in a row: s u i c i d e
        for piece in _PIECE.finditer(lowered):
            word = piece["word"]
            if word is not None and len(word) == 1 and word.isalpha():
                letters.append(word)
                continue
            self._close(letters, words, read)
            if word is not None:
                self._add(word, words, read)
            elif piece["end"] is not None:
                # "i just... want it to end" is one sentence.
                if not (piece["end"].startswith("..") and piece["end"].strip(".") == ""):
                    words.append(BREAK)
            else:
                self._close([c for c in piece["spelled"] if c.isalpha()], words, read)
        self._close(letters, words, read)
        return words

    def _close(self, letters: list[str], words: list[str], read: dict[str, tuple[str, ...]]) -> None:
        if not letters:
            return
        found = self._divide("".join(letters)) if 3 <= len(letters) <= _LONGEST_SPELLED else None
        for word in found if found is not None else letters:
            self._add(word, words, read)
        letters.clear()

    def _divide(self, letters: str) -> list[str] | None:
        """Return `letters` divided into known words, the longest first ones preferred, or None."""
        best: list[list[str] | None] = [[]] + [None] * len(letters)
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - _LONGEST_WORD), end):
                before, word = best[start], letters[start:end]
                if before is not None and (len(word) > 1 or word == "i") and self._means(word):
                    best[end] = [*before, word]
                    break
        found = best[-1]
        return found if found and max(map(len, found)) >= 3 else None

    def _means(self, word: str) -> bool:
        return word in self._known or word in self._written

    def _add(self, word: str, words: list[str], read: dict[str, tuple[str, ...]]) -> None:
        if words:
            pair = self._pairs.get((words[-1], word))
            whole = words[-1] + word
            if pair is None and whole in self._whole and self._split(words[-1], word):
                pair = self._written.get(whole, (whole,))
            if pair is not None:
                words[-1:] = pair
                return
        if word not in read:
            read[word] = self._spelled_right(word)
        words.extend(read[word])

    def _split(self, first: str, second: str) -> bool:
        """Say whether two pieces are taken for one word: "over dose", "ki ll", but not "to day"."""
        return len(first) + len(second) >= 6 or not (self._means(first) or self._means(second))

    def _spelled_right(self, word: str) -> tuple[str, ...]:
        written = self._written.get(word)
        if written is not None:
            return written
        if word in self._known:
            return (word,)
        if "'" in word:
            return self._expanded(word)
        if not word.isalpha():
            for letters in (word.translate(_LEET), word.translate(_LEET_L)):
                if not word.isdecimal() and self._means(letters):
                    return self._written.get(letters, (letters,))
        if not _DOUBLE.search(word):
            return (word,)
        once = _LONG_RUN.sub(r"\1", word)
        for shorter in (_LONG_RUN.sub(r"\1\1", word), once, _DOUBLE.sub(r"\1", once)):
            if self._means(shorter):
                return self._written.get(shorter, (shorter,))
        return (word,)

    def _expanded(self, word: str) -> tuple[str, ...]:
        """Read don't as do not, he's as he is (or his: it does no harm)."""
        stem, _, suffix = word.partition("'")
        joined = word.replace("'", "")
        if suffix == "t" and joined in self._written:  # can't, won't and the like are in the list
            return self._written[joined]
        if suffix not in _SUFFIXES:
            return self._spelled_right(joined)
        if suffix == "t":
            stem = stem.removesuffix("n")
        return (*self._spelled_right(stem), _SUFFIXES[suffix])


def _misspelled(word: str) -> set[str]:
    """Return `word` with a letter missing, two letters swapped, or a vowel wrong or starred out."""
    places = range(1, len(word))
    found = {word[:at] + word[at + 1 :] for at in places}
    found |= {word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] for at in places}
    vowels = [at for at in places if word[at] in _VOWELS]
    found |= {word[:at] + other + word[at + 1 :] for at in vowels for other in (*_VOWELS, "*")}
    found.add("".join("*" if at in vowels else letter for at, letter in enumerate(word)))
    return found - {word}
