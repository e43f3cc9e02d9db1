"""All that can be said, looked at together: what breaks a rule, and what nobody has looked at for a year."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from statistics import mean

from bot.content.library import FORMS, Library
from bot.content.reading import measure
from bot.content.rules import faults, limits, phrasing
from bot.content.translations import astray
from porchlight.languages import ENGLISH
from porchlight.numbers import reviewed_numbers
from porchlight.wording import words_not_said


def wrong(libraries: Sequence[Library], today: dt.date) -> list[str]:
    """Return all that is wrong in any language, by its code; English, which is the first, stands there without."""
    lines = []
    for library in libraries:
        whose = "" if library.language == ENGLISH else f"{library.language}: "
        strays = [] if library.language == ENGLISH else astray(library, libraries[0])
        lines += [f"{whose}{line}" for line in [*broken(library), *overdue(library, today), *strays]]
    return lines


def broken(library: Library) -> list[str]:
    """Return what breaks a rule for content in one language: one line each, that begins with whose it is."""
    single = [f"{shown}: {fault}" for shown in library.replies for fault in faults(shown, library)]
    return [*single, *_hard_to_read(library), *_unanswered(library), *_without_more(library), *_helpless(library)]


def overdue(library: Library, today: dt.date) -> list[str]:
    """Return each reply, word and number that was last reviewed more than a year before `today`.

    The numbers are those of every language; they are named with English.
    """
    oldest = today - dt.timedelta(days=limits().days)
    dated = [(f"{shown}", shown.reviewed) for shown in library.replies if shown.reviewed]
    if library.language == ENGLISH:
        dated += [(f"number {number.name}", number.reviewed) for number in reviewed_numbers().values()]
    dated += [(f"words {entry.words}", entry.reviewed) for entry in words_not_said(library.language)]
    return [f"{name}: last reviewed {reviewed}" for name, reviewed in dated if reviewed < oldest]


def mean_reading(library: Library) -> float:
    """Return how easy every reply in every form is to read, on the average: a figure of the language's `measure`."""
    by = measure(library.language)
    return mean(by.of(shown.text) for shown in library.replies)


def _hard_to_read(library: Library) -> Iterator[str]:
    by = measure(library.language)
    if by.is_harder(figure := mean_reading(library), by.mean):
        yield f"all replies: their mean {by.called} is {figure:.1f}, not {by.limit(by.mean)}"


def _unanswered(library: Library) -> Iterator[str]:
    """Each question has a first reply, more of it, a Telegram form with buttons, and says what to do next."""
    next_step = phrasing(library.language).next_step
    for question in library.questions:
        name = f"utter_{question}"
        for each in (name, f"{name}_more"):
            for form in FORMS:
                if not library.named(each, form):
                    yield f"{each} ({form}): there is none"
        for shown in (*library.named(name, "sms"), *library.named(f"{name}_more", "sms")):
            if not next_step.search(" ".join(re.split(r"(?<=[.!?])\s+", shown.text)[-2:])):
                yield f"{shown}: it does not end with a next step"
        for shown in library.named(name, "telegram"):
            if not shown.choices:
                yield f"{shown}: it has no buttons"


def _without_more(library: Library) -> Iterator[str]:
    """ "Text MORE" stands in a text exactly where there is more. On Telegram it may; buttons stand there."""
    offer = phrasing(library.language).offers_more
    for shown in library.replies:
        if shown.is_more or "closing" in shown.written:
            continue
        offered, there = bool(offer.search(shown.text)), bool(library.named(f"{shown.name}_more", shown.form))
        if offered and not there:
            yield f"{shown}: it offers MORE, and there is none"
        if there and not offered and shown.form == "sms":
            yield f"{shown}: it does not offer the MORE that is there"


def _helpless(library: Library) -> Iterator[str]:
    """A reply to danger names 911 or 988."""
    for shown in library.replies:
        if shown.group == "crisis" and not re.search(r"\{(?:emergency|crisis_line)\}", shown.written):
            yield f"{shown}: it names neither 911 nor 988"
