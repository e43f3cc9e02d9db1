"""The parts of a list of programs, in few and plain words."""

from __future__ import annotations

from connectors.capabilities import Form
from facilities_db import codes
from facilities_db.needs import Needs
from facilities_db.places import PlaceFound
from facilities_db.search import Match, SearchResult

_ALREADY_SAID = {codes.LEVELS["iop"].label, codes.LEVELS["outpatient"].label}
_NAMED = 2  # services named in a list; the details name more


def heading(place: PlaceFound, needs: Needs, result: SearchResult) -> str:
    """Say what the list shows, and what had to be given up for it."""
    where = {"state": f"in {place.label}", "here": place.label}.get(place.kind, f"near {place.label}")
    if place.kind != "state":
        where += ", in straight miles"
    said = f"{needs.describe()[:1].upper()}{needs.describe()[1:]} {where}:"
    if result.gave_up:
        said = f"None near fits all of it, so I left out: {', '.join(result.gave_up)}. {said}"
    return said


def line(number: int, match: Match) -> str:
    """Return one program on one line: number, name, town, distance, phone, and what they say they offer."""
    parts = [f"{number} {match.name}, {match.city} {match.state}"]
    if match.distance_miles is not None:
        miles = match.distance_miles
        parts.append("under 1 mi" if miles < 1 else f"about {miles:.0f} mi")
    parts.append(match.phone)
    services = [service for service in match.services if service not in _ALREADY_SAID][:_NAMED]
    return ", ".join(parts) + (f". Says: {', '.join(services)}" if services else "")


def closing(result: SearchResult, needs: Needs, form: Form) -> str:
    """Say how old the list is, what it cannot know, and what to do next."""
    said = [listing_age(result.matches[0].edition, sample=result.matches[0].sample)]
    if needs.unknown:
        said.append(f"It does not list hours: ask about {' and '.join(needs.unknown)}.")
    said.append("Call to confirm.")
    if form == "sms":
        numbers = "1" if len(result.matches) == 1 else f"1-{len(result.matches)}"
        said.append(f"Text {numbers} for what they offer, or MORE.")
    return " ".join(said)


def listing_age(edition: str, *, sample: bool) -> str:
    """Say where a listing comes from and how old it is."""
    if sample:
        return "SAMPLE list: these places are invented."
    return f"From SAMHSA's {edition} list, as each program told it."
