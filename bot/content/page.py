"""Every reply on one HTML page, its languages side by side, for the people who review them: on a screen or on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.content.examples import a_few
from bot.content.library import FORMS, Library, Shown
from bot.content.reading import measure
from bot.content.review import mean_reading, wrong
from bot.content.rules import faults, limits
from connectors.sms.segments import Segments, count
from porchlight.numbers import reviewed_numbers
from porchlight.wording import words_not_said

# Which file's replies come under which heading, in the page's order. A new file comes under the last.
_SECTIONS = {
    "Questions": ("programs", "who_and_cost", "recovery"),
    "Finding programs and people": ("finding",),
    "Intake": ("intake",),
    "Small talk, commands and what went wrong": ("talk", "not_sure", "held_up"),
    "Danger": ("crisis",),
    "While a person is there": ("hotline",),
    "Ready replies that staff begin from": ("ready",),
    "Other": (),
}
_FORM_NAMES = {"sms": "SMS", "telegram": "Telegram"}


@dataclass(frozen=True)
class Part:
    """One text of a reply in one language: `title` says which, `cost` is there for what is sent by SMS.

    reading: how easy it is, in words.
    """

    title: str
    shown: Shown
    cost: Segments | None
    reading: str
    faults: list[str]

    @property
    def buttons(self) -> list[str]:
        """What its buttons say; on SMS its choices stand in the text."""
        return [choice.title for choice in self.shown.choices] if self.shown.form == "telegram" else []


@dataclass(frozen=True)
class Entry:
    """A reply with what MORE brings, and examples of what people ask to get it.

    rows: its texts; each row has one for each language, English first, and None where a language has no more of them.
    """

    name: str
    asked: list[str]
    rows: list[tuple[Part | None, ...]]

    @property
    def group(self) -> str:
        """The name of the file that it stands in."""
        return next(part.shown.group for row in self.rows for part in row if part)


def page(libraries: Sequence[Library], examples: dict[str, list[str]], today: dt.date) -> str:
    """Return the page, complete in itself: no scripts, and nothing that is fetched.

    libraries: one for each language, English first: its replies are those that the others must have.
    examples: of what people ask in English.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    english = libraries[0]
    sections: dict[str, list[Entry]] = {title: [] for title in _SECTIONS}
    names = list(dict.fromkeys(name for library in libraries for name in library.names))
    first = [f"utter_{question}" for question in english.questions]
    for name in dict.fromkeys([*(name for name in first if name in names), *names]):
        if name.endswith("_more") and name.removesuffix("_more") in names:
            continue
        entry = _entry(name, libraries, examples)
        title = next((title for title, groups in _SECTIONS.items() if entry.group in groups), "Other")
        sections[title].append(entry)
    return environment.get_template("page.html").render(
        sections={title: entries for title, entries in sections.items() if entries},
        today=today,
        library=english,
        libraries=libraries,
        readings=[(library, measure(library.language), mean_reading(library)) for library in libraries],
        limits=limits(),
        wrong=wrong(libraries, today),
        numbers=reviewed_numbers().values(),
        users={name: _who_names(name, english) for name in reviewed_numbers()},
        words={library.language: words_not_said(library.language) for library in libraries},
    )


def _entry(name: str, libraries: Sequence[Library], examples: dict[str, list[str]]) -> Entry:
    intent = name.removeprefix("utter_")
    rows = [
        row
        for each in (name, f"{name}_more")
        for row in zip_longest(*(_parts(each, library, len(libraries) > 1) for library in libraries))
    ]
    return Entry(intent, a_few(examples.get(intent, [])), rows)


def _parts(name: str, library: Library, many: bool) -> list[Part]:
    """Return the texts of one reply in one language, each with its language where there are `many`.

    What every form shows alike is there once.
    """
    variants = [shown for form in FORMS for shown in library.named(name, form)]
    alike = len(variants) > 1 and len({(shown.text, shown.choices) for shown in variants}) == 1
    by = measure(library.language)
    parts = []
    for shown in variants[:1] if alike else variants:
        title = " and ".join(_FORM_NAMES.values()) if alike else _FORM_NAMES[shown.form]
        title = f"MORE, {title}" if shown.is_more else title
        title = f"{title} · {library.language}" if many else title
        cost = count(shown.text) if shown.form == "sms" else None
        parts.append(Part(title, shown, cost, f"{by.called} {by.of(shown.text):.1f}", faults(shown, library)))
    return parts


def _who_names(number: str, library: Library) -> list[str]:
    named = [shown.name.removeprefix("utter_") for shown in library.replies if f"{{{number}}}" in shown.written]
    return list(dict.fromkeys(named))
