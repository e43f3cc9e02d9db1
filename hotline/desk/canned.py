"""The reviewed replies that staff put into their own words with two keys (`canned.yml`), in every language of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from porchlight.languages import ENGLISH, speaking, spoken
from porchlight.numbers import placeholders

_ENGLISH = Path(__file__).parent / "canned.yml"
_OTHERS = Path(__file__).parent.parent / "words"


@dataclass(frozen=True)
class Canned:
    """One reply to begin from. `text` holds the {placeholders} of `porchlight.numbers`."""

    key: str
    title: str
    text: str
    source: str
    reviewed: dt.date


@dataclass(frozen=True)
class Ready:
    """One reply as the desk offers it, its numbers filled in.

    title: in English. english: what `text` says, for staff who do not read its language; None where it is English.
    """

    title: str
    text: str
    english: str | None = None


def reviewed_replies() -> tuple[Canned, ...]:
    """Return every entry in the language that is spoken, as it is written, in the order in which it is offered."""
    return _read(spoken())


@cache
def _read(language: str) -> tuple[Canned, ...]:
    file = _ENGLISH if language == ENGLISH else _OTHERS / language / "canned.yml"
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))["replies"] if file.is_file() else ()
    return tuple(Canned(**row) for row in rows)


def canned_replies(number: str | None, language: str = ENGLISH) -> tuple[Ready, ...]:
    """Return what the desk offers for somebody who writes this language. `number`: the operator's line, if any.

    One that has not been translated is offered in English.
    """
    known = placeholders(number)
    with speaking(language):
        theirs = {each.key: each.text.format_map(known) for each in reviewed_replies()}
    ready = []
    for each in _read(ENGLISH):
        english = each.text.format_map(known)
        text = theirs.get(each.key, english)
        ready.append(Ready(each.title, text, None if text == english else english))
    return tuple(ready)
