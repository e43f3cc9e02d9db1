"""Where listings come from and how old they are, in a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from facilities_db.search import Match


def source_of(match: Match) -> str:
    """Say who tells us of one program, and when."""
    if match.sample:
        return "SAMPLE list: these places are invented."
    when = _in_words(match.edition)
    if match.source == "operator":
        return f"Added by the people who run this line, {when}."
    return f"From FindTreatment.gov, {when}." if match.source == "locator" else f"From SAMHSA's {when} list."


def sources_of(matches: Sequence[Match]) -> str:
    """Say the same of a list: once, or by the programs' numbers where it differs."""
    numbers: dict[str, list[str]] = {}
    for number, match in enumerate(matches, start=1):
        numbers.setdefault(source_of(match), []).append(str(number))
    if len(numbers) == 1:
        return next(iter(numbers))
    return " ".join(f"{' and '.join(which)}: {told}" for told, which in numbers.items())


def _in_words(edition: str) -> str:
    """ "2026-11-25" as "November 2026"; a year stays as it is."""
    try:
        return f"{dt.date.fromisoformat(edition):%B %Y}"
    except ValueError:
        return edition
