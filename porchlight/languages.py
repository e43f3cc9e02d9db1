"""Which language is spoken just now, and our own words in it.

Code is written in English: `phrase("about {minutes} minutes ago", minutes=20)`. What other languages say instead stands
in `porchlight/phrases/<code>/*.yml`, English sentence by English sentence, and a folder there makes a language known.
Whoever speaks to a person says in which language, once, around all that follows:

    with speaking(claim.language):
        ...
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ENGLISH = "en"
PHRASES = Path(__file__).parent / "phrases"

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that are spoken, English first."""
    return (ENGLISH, *sorted(folder.name for folder in PHRASES.iterdir() if folder.is_dir()))


def others() -> tuple[str, ...]:
    """Return the codes of all languages but English."""
    return languages()[1:]


@cache
def words_elsewhere(folder: Path, file: str) -> dict[str, Any]:
    """Return what each language but English has in `<folder>/<code>/<file>`, by its code, if it has it."""
    files = {language: folder / language / file for language in others()}
    return {
        language: yaml.safe_load(path.read_text(encoding="utf-8")) for language, path in files.items() if path.is_file()
    }


def spoken() -> str:
    """Return the language that is spoken just now; English where nobody has said."""
    return _spoken.get()


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """Speak a language to the end of the block; English for None, and for one that is not known (any more)."""
    mark = _spoken.set(language if language in languages() else ENGLISH)
    try:
        yield
    finally:
        _spoken.reset(mark)


def go_on_in(language: str) -> None:
    """Speak another language from here to the end of the `speaking` block around it: what a person wrote has told."""
    _spoken.set(language if language in languages() else ENGLISH)


def phrase(english: str, /, **named: object) -> str:
    """Return these words in the language that is spoken, with every {placeholder} filled.

    Raises KeyError for a placeholder that is not named. A sentence without a translation stays English: a test finds
    it, not a person at night.
    """
    words = english if spoken() == ENGLISH else phrases(spoken()).get(english, english)
    return words.format_map(named) if named else words


def marked(english: str) -> str:
    """Return the words as they are. It marks those of a table, which `phrase` is given later, for the test."""
    return english


@cache
def phrases(language: str) -> dict[str, str]:
    """Return what a language says for each English sentence. Raises ValueError where two files differ about one."""
    known: dict[str, str] = {}
    for file in sorted((PHRASES / language).glob("*.yml")):
        for english, words in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).items():
            if known.setdefault(english, words) != words:
                raise ValueError(f"{file.name} has a second translation of: {english}")
    return known
