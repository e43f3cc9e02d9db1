"""The reviewed lists of words that no reply may use, one for each language."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

import yaml

from porchlight.languages import ENGLISH

_LETTERS = "ñÑ"  # letters of their own: without the tilde they are another word


@dataclass(frozen=True)
class NotSaid:
    """Words that a reply does not use: because they wound, or because they promise what nobody can keep.

    `words` is a regular expression that matches whole words, in any case, written without accents; `instead` is what
    to say.
    """

    kind: Literal["wounds", "promises"]
    words: str
    instead: str
    why: str
    reviewed: dt.date

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """`words`, compiled."""
        return re.compile(rf"(?<!\w)(?:{self.words})(?!\w)", re.IGNORECASE)

    def found_in(self, text: str) -> str | None:
        """Return what a text says of these words, with its accents or without them, as SMS shows it; or None."""
        found = self.pattern.search(text) or self.pattern.search(_without_accents(text))
        return found[0] if found else None


@cache
def words_not_said(language: str = ENGLISH) -> tuple[NotSaid, ...]:
    """Return every entry of a language's list: `wording.yml`, or `wording_<code>.yml`."""
    name = "wording.yml" if language == ENGLISH else f"wording_{language}.yml"
    rows = yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return tuple(NotSaid(kind, **row) for kind in ("wounds", "promises") for row in rows[kind])


def _without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFC", text)
    return "".join(each if each in _LETTERS else unicodedata.normalize("NFD", each)[0] for each in letters)
