"""Programs that staff look up for a person and put into a reply."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from facilities_db import codes
from facilities_db.needs import Needs
from facilities_db.places import Ambiguous, NotFound, PlaceFound
from facilities_db.query import search_text
from facilities_db.requirements import requirements
from facilities_db.search import Match
from hotline.briefing import Briefing
from porchlight.languages import phrase, speaking

SHOWN = 5
LONGEST_QUESTION = 200
_ACCEPTED = {choice.label for choice in codes.ACCEPTS.values()}


@dataclass(frozen=True)
class Listed:
    """One program. `distance`: "3.2 miles", or "" where the whole state was searched. `fits`: which needs it meets.

    `insert`: what is put into the reply, in the person's language.
    """

    name: str
    town: str
    distance: str
    phone: str
    fits: tuple[str, ...]
    sample: bool
    insert: str


@dataclass(frozen=True)
class Option:
    """One of several places of that name, and the whole question with it in."""

    place: str
    question: str


@dataclass(frozen=True)
class Found:
    """What a question found. `near`: the place as it was understood. `say`: what staff must know about the list."""

    near: str = ""
    programs: tuple[Listed, ...] = ()
    options: tuple[Option, ...] = ()
    say: str = ""


def look_up(connection: Connection, question: str, language: str | None = None) -> Found:
    """Read a question as the assistant would ("detox that takes medicaid near 02139") and return five programs.

    `language`: the one that the person writes in.
    """
    answer = search_text(connection, question[:LONGEST_QUESTION], SHOWN)
    if isinstance(answer.place, Ambiguous):
        options = tuple(_option(each.label, answer.needs) for each in answer.place.options)
        return Found(options=options, say="Which one do you mean?")
    if isinstance(answer.place, NotFound) or answer.result is None:
        return Found(say=_not_found(answer.place))
    say = [f"None near has all of it. Left out: {', '.join(answer.result.gave_up)}."] if answer.result.gave_up else []
    say += [f"Ask each about {' and '.join(answer.needs.unknown)}."] if answer.needs.unknown else []
    programs = tuple(_listed(match, answer.needs, language) for match in answer.result.matches)
    return Found(answer.place.label, programs, say=" ".join(say))


def question_of(briefing: Briefing) -> str:
    """Return the question to begin from: what the person looked for, where they said they are."""
    known = dict(briefing.facts)
    wanted = known.get("Searched for") or known.get("Payment", "")
    return " near ".join(part for part in (wanted, known.get("Place", "")) if part)[:LONGEST_QUESTION]


def _option(place: str, needs: Needs) -> Option:
    return Option(place, f"{needs.describe()} near {place}" if needs.asked else place)


def _listed(match: Match, needs: Needs, language: str | None) -> Listed:
    town = f"{match.city}, {match.state}"
    phone = match.intake_phone or match.phone
    carried = set(match.codes)
    # Whom a program accepts at all is a condition of the search, and nothing that anybody asked for.
    fits = [each for each in requirements(needs) if carried & set(each.codes) and each.label not in _ACCEPTED]
    with speaking(language):
        confirm = phrase("Call to confirm.")
    return Listed(
        match.name,
        town,
        "" if match.distance_miles is None else f"{match.distance_miles:g} miles",
        phone,
        tuple(each.label for each in fits),
        match.sample,
        f"{match.name}, {town}: {phone}. {confirm}" if phone else f"{match.name}, {town}.",
    )


def _not_found(place: PlaceFound | NotFound) -> str:
    if isinstance(place, NotFound) and place.reason in ("unknown_zip", "unknown_city"):
        return f"{place.word} is not a place we know. Write a ZIP code, or a city with its state."
    if isinstance(place, NotFound) and place.reason in ("canadian_postcode", "outside_us"):
        return "The directory has programs in the United States only."
    return "Say where, too: a ZIP code, or a city with its state."
