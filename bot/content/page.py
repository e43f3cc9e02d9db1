"""Every reply on one HTML page, for the people who review them: on a screen or on paper."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.content.examples import a_few
from bot.content.library import FORMS, Library, Shown
from bot.content.reading import grade
from bot.content.review import broken, mean_grade, overdue
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
    """One text of a reply: `title` says which, `cost` is there for what is sent by SMS."""

    title: str
    shown: Shown
    cost: Segments | None
    grade: float
    faults: list[str]

    @property
    def buttons(self) -> list[str]:
        """What its buttons say; on SMS its choices stand in the text."""
        return [choice.title for choice in self.shown.choices] if self.shown.form == "telegram" else []


@dataclass(frozen=True)
class Entry:
    """A reply with what MORE brings, and examples of what people ask to get it."""

    name: str
    asked: list[str]
    parts: list[Part]


def page(library: Library, examples: dict[str, list[str]], today: dt.date) -> str:
    """Return the page, complete in itself: no scripts, and nothing that is fetched."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    sections: dict[str, list[Entry]] = {title: [] for title in _SECTIONS}
    names = library.names
    first = [f"utter_{question}" for question in library.questions]
    for name in dict.fromkeys([*(name for name in first if name in names), *names]):
        if name.endswith("_more") and name.removesuffix("_more") in names:
            continue
        entry = _entry(name, library, examples)
        group = entry.parts[0].shown.group
        title = next((title for title, groups in _SECTIONS.items() if group in groups), "Other")
        sections[title].append(entry)
    return environment.get_template("page.html").render(
        sections={title: entries for title, entries in sections.items() if entries},
        today=today,
        library=library,
        mean=mean_grade(library),
        limits=limits(),
        wrong=broken(library) + overdue(library, today),
        numbers=reviewed_numbers().values(),
        users={name: _who_names(name, library) for name in reviewed_numbers()},
        words=words_not_said(),
    )


def _entry(name: str, library: Library, examples: dict[str, list[str]]) -> Entry:
    intent = name.removeprefix("utter_")
    parts = [*_parts(name, library), *_parts(f"{name}_more", library)]
    return Entry(intent, a_few(examples.get(intent, [])), parts)


def _parts(name: str, library: Library) -> list[Part]:
    """Return the texts of one reply. What every form shows alike is there once."""
    variants = [shown for form in FORMS for shown in library.named(name, form)]
    alike = len(variants) > 1 and len({(shown.text, shown.choices) for shown in variants}) == 1
    parts = []
    for shown in variants[:1] if alike else variants:
        title = " and ".join(_FORM_NAMES.values()) if alike else _FORM_NAMES[shown.form]
        title = f"MORE, {title}" if shown.is_more else title
        cost = count(shown.text) if shown.form == "sms" else None
        parts.append(Part(title, shown, cost, grade(shown.text), faults(shown, library)))
    return parts


def _who_names(number: str, library: Library) -> list[str]:
    named = [shown.name.removeprefix("utter_") for shown in library.replies if f"{{{number}}}" in shown.written]
    return list(dict.fromkeys(named))
