"""What other languages say for HELP as a whole message: AYUDA.

The carrier knows the English word alone, and answers no other. Words for STOP and START in other languages are no
keywords here: they are heard as whatever else somebody writes about messages (`bot.opting_out`), and confirmed by us.
"""

from __future__ import annotations

from pathlib import Path

from porchlight.languages import words_elsewhere
from porchlight.spelling import without_accents

_WORDS = Path(__file__).parent.parent / "words"
_MARKS = " .,;:!?¡¿\"'()-"
_LONGEST = 40  # characters


def help_in(text: str) -> str | None:
    """Return the language in which a whole message is a word for HELP; None where it is none, and for English."""
    said = without_accents(text.strip(_MARKS).casefold()) if len(text) <= _LONGEST else ""
    known = words_elsewhere(_WORDS, "keywords.yml")
    return next((language for language, words in known.items() if said in words["help"]), None)
