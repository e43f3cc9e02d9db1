"""In which language somebody is answered: the one they ask for, else the one they write in, else as before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.safety.verdict import Verdict
from connectors.messages import Choice
from porchlight.languages import ENGLISH, languages, others
from porchlight.spelling import without_accents

_WORDS = re.compile(r"\w+")
_FILE = Path(__file__).resolve().parent / "data" / "languages.yml"
_CHOSEN = "/change_language:"  # what a choice of a language begins with; behind it is the code
# How sure the classifier must be of a language before anything is known of a person, and to leave the one they wrote in
# before. One word of another language in between changes nothing: "gracias" is said in Texas by everybody.
_FIRST, _OTHER, _WORDS_TO_CHANGE = 0.6, 0.8, 2


def asks_for(text: str) -> str | None:
    """Return the language that a message asks for and says nothing else: "español", "in english please".

    The names are known in each language, so that whoever got the wrong one finds out.
    """
    said = _words(text)
    named = named_in(text)
    rest = said.difference(*(_known(code, part) for code in languages() for part in ("asked_for", "around")))
    return min(named) if len(named) == 1 and not rest else None


def choice_of(language: str) -> Choice:
    """Return the choice of a language, by its own name."""
    return Choice(_rows()[language]["name"], f"{_CHOSEN}{language}")


def language_of(payload: str) -> str | None:
    """Return the language that a payload chooses; None for one that chooses none."""
    return payload.removeprefix(_CHOSEN) if payload.startswith(_CHOSEN) else None


def named_in(text: str) -> frozenset[str]:
    """Return the languages of ours that a message names."""
    said = _words(text)
    return frozenset(code for code in languages() if not said.isdisjoint(_known(code, "asked_for")))


def asks_about_privacy(text: str) -> bool:
    """Say whether a message is the word PRIVACY, in any language."""
    return any(_words(text) == {word} for code in languages() for word in _known(code, "privacy"))


def heard(kept: str | None, text: str, parsed: Mapping[str, Any]) -> str | None:
    """Return the language that a message tells somebody writes in; None where it leaves things as they were.

    `kept`: the one they wrote in so far, if that is known. `parsed`: what the pipeline made of `text`.
    """
    found = parsed.get("language") or {}
    name, confidence = found.get("name"), float(found.get("confidence") or 0.0)
    if name not in languages() or name == kept:
        return None
    if kept is None:
        return str(name) if confidence >= _FIRST else None
    return str(name) if confidence >= _OTHER and len(_words(text)) >= _WORDS_TO_CHANGE else None


def set_in_app(named: str) -> str | None:
    """Return the language of ours that somebody's app is set to ("es-419" is Spanish), but for English.

    It is only a beginning, until they write something: many have their phone in one language and write another. English
    is what is spoken anyway, and would have to be left as if they had written it.
    """
    language = named.replace("_", "-").split("-")[0].casefold()
    return language if language in others() else None


def language_of_danger(kept: str | None, seen: Verdict) -> str | None:
    """Return the language that a phrase of danger tells; None where it leaves things as they were.

    English phrases are heard in other languages too ("tuvo un overdose"): they tell nothing of whom we know.
    """
    return seen.language if kept is None or seen.language != ENGLISH else None


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(without_accents(unicodedata.normalize("NFKC", text.casefold()))))


@cache
def _known(language: str, part: str) -> frozenset[str]:
    return frozenset(_rows()[language][part])


@cache
def _rows() -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return rows
