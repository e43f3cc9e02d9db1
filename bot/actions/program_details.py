"""The parts of one program's details: whom to call, where it is, when it is open, what it says it offers."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from facilities_db.needs import Needs
from facilities_db.offers import asked_for, offers
from facilities_db.search import Match

# What decides whether to call at all; MORE brings the other groups.
_FIRST = ("Care", "Open only to", "Payment")
_MARKED = {"Signs of quality": "Signs of quality (self-reported)"}
_POST_BOX = re.compile(r"p\.? ?o\.? box", re.IGNORECASE)
_SHORT_NOTE = 160  # characters
_HOURS = {
    True: "They have {}.",
    False: "They have no {}.",
    None: "They do not list their hours. Ask about {}.",
}


def phones(program: Match) -> str:
    """Return a line for each number, the one for new people first."""
    if program.intake_phone:
        return f"Call: {program.intake_phone} (intake)\nOr: {program.phone} (main)"
    return f"Call: {program.phone}"


def address(program: Match) -> str:
    """Return the address on one line; of a program that keeps it to itself, the town and what to do."""
    town = f"{program.city}, {program.state} {program.zip}"
    return f"{program.street}, {town}" if program.street else f"{town}. It keeps its address private: call for it."


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
    lines = [f"Open: {program.hours}"] if program.hours else []
    lines += [program.notes] if program.notes and len(program.notes) <= _SHORT_NOTE else []
    offered = _offered(program, first=True)
    lines += ["They say they offer:", *offered] if offered else ["They have not said what they offer: ask."]
    listed, not_listed = asked_for(dataclasses.replace(needs, level_named=False), program.codes)
    lines += [f"As you asked, they list: {', '.join(listed)}"] if listed else []
    lines += [f"Not listed: {', '.join(not_listed)}. Ask."] if not_listed else []
    return "\n".join(lines)


def answer(program: Match, asked: Needs) -> str:
    """Return whether it lists what is asked about it; a line for each kind of answer."""
    listed, not_listed = asked_for(asked, program.codes)
    lines = [f"They list: {', '.join(listed)}."] if listed else []
    lines += [f"They do not list: {', '.join(not_listed)}. Ask them."] if not_listed else []
    hours = {"evenings": program.evenings, "weekends": program.weekends}
    lines += [_HOURS[hours[what]].format(what) for what in asked.unknown]
    return "\n".join(lines)


def the_rest(program: Match) -> str:
    """Return what `at_first` left out; "" when it was everything."""
    lines = _offered(program, first=False)
    lines += [program.notes] if len(program.notes) > _SHORT_NOTE else []
    lines += [f"Website: {program.website}"] if program.website else []
    return "\n".join(lines)


def _offered(program: Match, *, first: bool) -> list[str]:
    said = offers(program.codes)
    return [f"{_MARKED.get(g, g)}: {', '.join(words)}" for g, words in said.items() if (g in _FIRST) == first]
