"""The words around requests that other languages than English have: see `facilities_db.other_languages`."""

from __future__ import annotations

import re
from pathlib import Path

from facilities_db.need_words import anywhere
from facilities_db.other_languages import OtherLanguages, Shape

_OTHERS = OtherLanguages(Path(__file__).parent / "words", "requests.yml")


def beside(english: re.Pattern[str], name: str, shape: Shape = anywhere) -> re.Pattern[str]:
    """Return the English pattern or what other languages have under that name, as whole words unless `shape` differs.

    It runs on lower case text without accents and apostrophes (`facilities_db.placenames.plain`).
    """
    return _OTHERS.beside(english, name, shape=shape)


def as_written(*pieces: str) -> re.Pattern[str]:
    """Return a pattern for pieces that say themselves where in a message they stand."""
    return re.compile("|".join(pieces))
