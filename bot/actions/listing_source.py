"""Where listings come from and how old they are, in a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from facilities_db.joining import one_and_one
from facilities_db.search import Match
from porchlight.languages import marked, phrase

_MONTHS = (
    marked("January"), marked("February"), marked("March"), marked("April"), marked("May"), marked("June"),
    marked("July"), marked("August"), marked("September"), marked("October"), marked("November"), marked("December"),
)  # fmt: skip


def source_of(match: Match) -> str:
    """Say who tells us of one program, and when."""
    if match.sample:
        return phrase("SAMPLE list: these places are invented.")
    when = _in_words(match.edition)
    if match.source == "operator":
        return phrase("Added by the people who run this line, {when}.", when=when)
    if match.source == "locator":
        return phrase("From FindTreatment.gov, {when}.", when=when)
    return phrase("From SAMHSA's {when} list.", when=when)


def sources_of(matches: Sequence[Match]) -> str:
    """Say the same of a list: once, or by the programs' numbers where it differs."""
    numbers: dict[str, list[str]] = {}
    for number, match in enumerate(matches, start=1):
        numbers.setdefault(source_of(match), []).append(str(number))
    if len(numbers) == 1:
        return next(iter(numbers))
    return " ".join(f"{one_and_one(which)}: {told}" for told, which in numbers.items())


def _in_words(edition: str) -> str:
    """ "2026-11-25" as "November 2026"; a year stays as it is."""
    try:
        day = dt.date.fromisoformat(edition)
    except ValueError:
        return edition
    return phrase("{month} {year}", month=phrase(_MONTHS[day.month - 1]), year=day.year)
