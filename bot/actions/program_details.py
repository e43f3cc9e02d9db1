"""The parts of one program's details: whom to call, where it is, when it is open, what it says it offers."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from typing import Any

from facilities_db.needs import Needs
from facilities_db.offers import asked_for, offers
from facilities_db.search import Match
from porchlight.languages import marked, phrase

# What decides whether to call at all; MORE brings the other groups.
_FIRST = ("Care", "Open only to", "Payment")
_IN_FULL = {"Signs of quality": marked("Signs of quality (self-reported)")}
_POST_BOX = re.compile(r"p\.? ?o\.? box", re.IGNORECASE)
_SHORT_NOTE = 160  # characters
_TIMES = {
    ("evenings", True): marked("They have evenings."),
    ("weekends", True): marked("They have weekends."),
    ("evenings", False): marked("They have no evenings."),
    ("weekends", False): marked("They have no weekends."),
    ("evenings", None): marked("They do not list their hours. Ask about evenings."),
    ("weekends", None): marked("They do not list their hours. Ask about weekends."),
}
_DAYS = {
    "Mon": marked("Mon"), "Tue": marked("Tue"), "Wed": marked("Wed"), "Thu": marked("Thu"), "Fri": marked("Fri"),
    "Sat": marked("Sat"), "Sun": marked("Sun"),
}  # fmt: skip
_DAY = re.compile(rf"\b(?:{'|'.join(_DAYS)})\b")


def phones(program: Match) -> str:
    """Return a line for each number, the one for new people first."""
    if program.intake_phone:
        return phrase("Call: {intake} (intake)\nOr: {main} (main)", intake=program.intake_phone, main=program.phone)
    return phrase("Call: {number}", number=program.phone)


def address(program: Match) -> str:
    """Return the address on one line; of a program that keeps it to itself, the town and what to do."""
    town = f"{program.city}, {program.state} {program.zip}"
    if program.street:
        return f"{program.street}, {town}"
    return phrase("{town}. It keeps its address private: call for it.", town=town)


def venue(program: Match) -> dict[str, Any] | None:
    """Return where it is, as `connectors.messages.Venue` has it; None for a private address and a post box.

    Suites and floors are left out: maps look for doors, and stumble over them.
    """
    street = program.street.partition(", ")[0]
    if not street or _POST_BOX.match(street):
        return None
    where = f"{street}, {program.city}, {program.state} {program.zip}"
    return {"title": program.name, "address": where, "position": program.position}


def at_first(program: Match, needs: Needs) -> str:
    """Return hours, a short note, what it says it is, and whether it lists what was asked for; a line for each."""
    lines = [phrase("Open: {hours}", hours=_in_days(program.hours))] if program.hours else []
    lines += [program.notes] if program.notes and len(program.notes) <= _SHORT_NOTE else []
    offered = _offered(program, first=True)
    if offered:
        lines += [phrase("They say they offer:"), *offered]
    else:
        lines.append(phrase("They have not said what they offer: ask."))
    listed, not_listed = asked_for(dataclasses.replace(needs, level_named=False), program.codes)
    lines += [phrase("As you asked, they list: {words}", words=_shown(listed))] if listed else []
    lines += [phrase("Not listed: {words}. Ask.", words=_shown(not_listed))] if not_listed else []
    return "\n".join(lines)


def answer(program: Match, asked: Needs) -> str:
    """Return whether it lists what is asked about it; a line for each kind of answer."""
    listed, not_listed = asked_for(asked, program.codes)
    lines = [phrase("They list: {words}.", words=_shown(listed))] if listed else []
    lines += [phrase("They do not list: {words}. Ask them.", words=_shown(not_listed))] if not_listed else []
    hours = {"evenings": program.evenings, "weekends": program.weekends}
    lines += [phrase(_TIMES[what, hours[what]]) for what in asked.unknown]
    return "\n".join(lines)


def the_rest(program: Match) -> str:
    """Return what `at_first` left out; "" when it was everything."""
    lines = _offered(program, first=False)
    lines += [program.notes] if len(program.notes) > _SHORT_NOTE else []
    lines += [phrase("Website: {address}", address=program.website)] if program.website else []
    return "\n".join(lines)


def _offered(program: Match, *, first: bool) -> list[str]:
    said = offers(program.codes)
    return [f"{phrase(_IN_FULL.get(g, g))}: {_shown(words)}" for g, words in said.items() if (g in _FIRST) == first]


def _shown(labels: Iterable[str]) -> str:
    return ", ".join(phrase(label) for label in labels)


def _in_days(hours: str) -> str:
    """Opening hours as they were written, with the short names of days in the language that is spoken."""
    return _DAY.sub(lambda match: phrase(_DAYS[match[0]]), hours)
