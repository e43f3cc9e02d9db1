"""One language's replies held against the English ones: the same things said, the same choices, the same facts."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from bot.content.library import FORMS, Library, Shown
from bot.content.rules import phrasing

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
# Said as a word in one language and as a figure in the other: "24/7" is "a toda hora"; which key to press differs.
_SAID_EITHER_WAY = frozenset({"1", "2", "7", "24"})


def astray(library: Library, english: Library) -> list[str]:
    """Return where a language and English differ in more than words: one line each, that begins with whose it is.

    A reply that is missing would be said in English, to somebody who may not read it.
    """
    missing = [f"{name}: it is not translated" for name in english.names if name not in library.names]
    superfluous = [f"{name}: English has no such reply" for name in library.names if name not in english.names]
    both = [name for name in english.names if name in library.names]
    differing = [fault for name in both for fault in _differing(name, library, english)]
    return [*missing, *superfluous, *differing]


def _differing(name: str, library: Library, english: Library) -> Iterator[str]:
    for form in FORMS:
        ours, theirs = library.named(name, form), english.named(name, form)
        if len(ours) != len(theirs):
            yield f"{name} ({form}): it has {len(ours)} texts, and English {len(theirs)}"
            continue
        for own, model in zip(ours, theirs, strict=True):
            yield from (f"{own}: {fault}" for fault in _faults(own, model))


def _faults(own: Shown, model: Shown) -> Iterator[str]:
    if own.group != model.group:  # `bot.fixed_replies` looks for it in the file of that name
        yield f"it stands in {own.group}.yml, and in English in {model.group}.yml"
    if own.source != model.source:
        yield f"its source is {own.source!r}, and in English {model.source!r}"
    if filled := _placeholders(own) ^ _placeholders(model):
        yield f"only one of it and English names {', '.join(f'{{{name}}}' for name in sorted(filled))}"
    if [choice.payload for choice in own.choices] != [choice.payload for choice in model.choices]:
        yield "its buttons lead elsewhere than in English"
    if figures := (_figures(own) ^ _figures(model)) - _SAID_EITHER_WAY:
        yield f"only one of it and English says {', '.join(sorted(figures))}"
    yield from _unsent(own, model)


def _unsent(own: Shown, model: Shown) -> Iterator[str]:
    """A word to send that is left out, or left in English, is a door that nobody finds."""
    left = model.written
    for english, words in sorted(phrasing(own.language).sent.items(), key=lambda pair: -len(pair[0])):
        shorter = re.sub(rf"\b{english}\b", "", left)  # the longest first: NO CALL is no NO
        if shorter != left and not re.search(rf"\b{words}\b", own.written):
            yield f"English says to send {english}, and it does not say {words}"
        left = shorter


def _placeholders(shown: Shown) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(shown.written) if field is not None}


def _figures(shown: Shown) -> set[str]:
    return set(_FIGURE.findall(shown.written))
