"""What other languages say for HELP as a whole message: AYUDA.

The carrier knows the English word alone, and answers no other. Words for STOP and START in other languages are no
keywords here: they are heard as whatever else somebody writes about messages (`bot.opting_out`), and confirmed by us.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from connectors.sms.segments import without_accents
from porchlight.languages import ENGLISH, languages

_WORDS = Path(__file__).parent.parent / "words"
_MARKS = " .,;:!?¡¿\"'()-"
_LONGEST = 40  # characters


def help_in(text: str) -> str | None:
    """Return the language in which a whole message is a word for HELP; None where it is none, and for English."""
    said = without_accents(text.strip(_MARKS).casefold()) if len(text) <= _LONGEST else ""
    others = (language for language in languages() if language != ENGLISH)
    return next((language for language in others if said in _help(language)), None)


@cache
def _help(language: str) -> frozenset[str]:
    file = _WORDS / language / "keywords.yml"
    return frozenset(yaml.safe_load(file.read_text(encoding="utf-8"))["help"] if file.is_file() else ())
