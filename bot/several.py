"""Two questions in one text: which parts of it are questions of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from bot.nlu.normalising import neutralise
from bot.wordings import heard
from porchlight.spelling import accents_off_in_place

Parsed = dict[str, Any]
Read = Callable[[Sequence[str]], list[Parsed]]

_ASKS = r"(?:how|what|whats|can|could|do|does|will|would|is|are|where|when|who|which|should|am i|is there|if i)\b"
# Where one question may end and the next begin: a mark, or an "and" before a word that begins a question.
_JOINTS = rf"[?!.;\n¿¡]+|,? (?:and|also|plus|n|&|y) (?:also )?(?={_ASKS})|,? (?:also|plus),? |, (?={_ASKS})"
_MOST = 4  # parts that are read
_ANSWERED = 2
_LEAST_WORDS = 2
_CLEAR = 0.5


def parts_of(text: str) -> list[str]:
    """Return the parts of a text that could each be a question, in order; none when there is only one."""
    # Rasa would take a part that begins with a slash for a command.
    parts = [neutralise(part.strip(" ,")) for part in _split(text)]
    parts = [part for part in parts if len(part.split()) >= _LEAST_WORDS]
    return parts if 2 <= len(parts) <= _MOST else []


def _split(text: str) -> Iterator[str]:
    """Yield what stands between the joints. They are looked for where no letter has an accent, each in its place."""
    start = 0
    for joint in _joints().finditer(accents_off_in_place(text)):
        yield text[start : joint.start()]
        start = joint.end()
    yield text[start:]


@cache
def _joints() -> re.Pattern[str]:
    """Return where a question may end, in all languages."""
    joints = [_JOINTS]
    for language in heard("several"):
        asks, joined = language.any_of("asks"), language.any_of("asks", "after_and")
        joints.append(f",? {language.any_of('and')}(?={joined})|,? {language.any_of('also')}|, (?={asks})")
    return re.compile("|".join(joints), re.IGNORECASE)


def questions_in(text: str, whole: Parsed, read: Read, answerable: frozenset[str]) -> list[tuple[str, Parsed]]:
    """Return the two questions that a text asks, with what each part was read as, or nothing.

    `answerable`: the intents that have an answer of their own, which needs nothing asked first.
    """
    found: list[tuple[str, Parsed]] = []
    seen: set[str] = set()
    parts = parts_of(text)
    for part, parsed in zip(parts, read(parts) if parts else [], strict=True):
        intent = parsed.get("intent") or {}
        name = intent.get("name")
        if name not in answerable or float(intent.get("confidence", 0.0)) < _CLEAR or name in seen:
            continue
        seen.add(str(name))
        found.append((part, parsed))
    if len(found) < 2:
        return []
    # A story before the question is read as something too: one of the two must be what the whole is about.
    likeliest = {entry["name"] for entry in whole.get("intent_ranking", [])[:3]}
    return found[:_ANSWERED] if likeliest & seen else []
