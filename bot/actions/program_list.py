"""The parts of a list of programs, in few and plain words."""

from __future__ import annotations

from collections.abc import Iterator

from bot.actions.given_up import in_words, missing, needs_left
from bot.actions.listing_source import sources_of
from connectors.capabilities import Form
from facilities_db import codes, states
from facilities_db.joining import all_of
from facilities_db.needs import Needs
from facilities_db.offers import offers
from facilities_db.places import PlaceFound
from facilities_db.search import Match, SearchResult
from porchlight.languages import marked, phrase

_INSURERS = {codes.PAYERS[key].label for key in ("medicaid", "medicare", "private", "military")}
_MEDICAID = set(codes.PAYERS["medicaid"].codes)  # the one there is room for by SMS
_NAME_BY_SMS = 48  # characters; a name in full is in the details
_A_WAY_MILES = 25


def heading(place: PlaceFound, needs: Needs, result: SearchResult, offset: int = 0) -> str:
    """Say what the list shows, in what order, and what had to be given up for it."""
    lacking = [missing(result), _elsewhere(place, needs, result)]
    notes = [*lacking]
    if offset == 0:
        notes += [_order(place, needs, result, said=any(lacking)), _how_far(result)]
    described = in_words(needs, result.gave_up)
    said = f"{described[:1].upper()}{described[1:]} {_where(place, result)}:"
    return "\n".join(filter(None, [" ".join(filter(None, notes)), said]))


def line(number: int, match: Match, needs: Needs, form: Form, *, by_signs: bool = False) -> str:
    """Return one program on one line: number, name, town, distance, phone, and what is asked first."""
    name = _short(match.name) if form == "sms" else match.name
    parts = [f"{number} {name}, {match.city} {match.state}"]
    if match.distance_miles is not None:
        miles = match.distance_miles
        parts.append(phrase("under 1 mi") if miles < 1 else phrase("about {miles} mi", miles=f"{miles:.0f}"))
    parts.append(match.phone)
    parts += [f"{phrase(what)}: {phrase('yes') if has else phrase('no')}" for what, has in _known(match, needs)]
    if by_signs:
        parts.append(phrase("reports {count} of {all}", count=len(match.signs), all=len(codes.SIGNS)))
    elif form == "sms" and not needs.payers and _MEDICAID & set(match.codes):
        parts.append(phrase("takes Medicaid"))
    said = ", ".join(parts)
    takes = [phrase(payer) for payer in offers(match.codes).get("Payment", ()) if payer in _INSURERS]
    if not takes or form != "telegram":
        return said
    return phrase("{program}. Takes {payers}", program=said, payers=", ".join(takes))


def closing(place: PlaceFound, needs: Needs, result: SearchResult, form: Form) -> str:
    """Say how old the list is, what it cannot know, where else there is something, and what to do next."""
    left = needs_left(needs, result.gave_up)
    said = [sources_of(result.matches), _to_ask(place, left, result)]
    said += _elsewhere_offered(result, form)
    if place.kind == "state":
        said.append(phrase("Send a city or ZIP for nearer ones."))
    said.append(phrase("Call to confirm."))
    if form == "sms":
        numbers = "1" if len(result.matches) == 1 else f"1-{len(result.matches)}"
        said.append(phrase("Text {numbers} for what they offer, or MORE.", numbers=numbers))
    return " ".join(filter(None, said))


def _elsewhere_offered(result: SearchResult, form: Form) -> Iterator[str]:
    """What to follow by a word of text; on Telegram a button stands below."""
    by_text, miles, state = form == "sms", result.farther_miles, result.virtual_state
    if miles and by_text:
        yield phrase("The nearest with all of it is about {miles} miles away: text FARTHER.", miles=miles)
    elif miles:
        yield phrase("The nearest with all of it is about {miles} miles away.", miles=miles)
    if state and by_text:
        yield phrase("Some in {state} offer telehealth: text ONLINE.", state=state)
    elif state:
        yield phrase("Some in {state} offer telehealth.", state=state)


def _where(place: PlaceFound, result: SearchResult) -> str:
    label = place.label.removeprefix("near ")
    if result.scope == "city" or (result.scope == "state" and place.kind == "state"):
        where = phrase("in {place}", place=label)
    elif result.scope == "state":
        state = states.NAMES[place.state]
        where = phrase("anywhere in {state}, nearest to {place} first", state=state, place=label)
    else:
        where = phrase("near {place}", place=label)
    measured = any(match.distance_miles is not None for match in result.matches)
    return phrase("{where} (miles in a straight line)", where=where) if measured else where


def _elsewhere(place: PlaceFound, needs: Needs, result: SearchResult) -> str:
    """A search that was to stay in a state and found something only outside it."""
    kept_in = place.kind == "state" or needs.virtual is True
    if not kept_in or any(match.state == place.state for match in result.matches):
        return ""
    said = [phrase("None in {state} has it, so these are elsewhere.", state=states.NAMES[place.state])]
    if needs.virtual and codes.VIRTUAL.label not in result.gave_up:
        said.append(phrase("Telehealth is mostly for people in the program's own state: ask."))
    return " ".join(said)


def _order(place: PlaceFound, needs: Needs, result: SearchResult, *, said: bool) -> str:
    """How those asked for as the best are ordered. `said`: it is said already that something is lacking."""
    if not needs.best:
        return ""
    if result.order == "distance" and said:
        return phrase("These go by distance.")
    if result.order == "distance":
        in_it = place.kind in ("city", "state")
        around = phrase("in {place}", place=place.label) if in_it else phrase("close by")
        return phrase("None {around} has all of it, so these go by distance.", around=around)
    return phrase(
        "In order of how many of {count} signs of quality they report ({signs}): SAMHSA does not check this, and "
        "nobody can pay to be first.",
        count=len(codes.SIGNS),
        signs=", ".join(phrase(choice.label) for choice in codes.SIGNS.values()),
    )


def _how_far(result: SearchResult) -> str:
    nearest = result.matches[0].distance_miles
    if result.widened_to_miles is None or nearest is None:
        return ""
    if nearest > _A_WAY_MILES:
        return phrase("Nothing closer than about {miles} miles.", miles=f"{nearest:.0f}")
    if result.gave_up:
        return ""  # enough is said, and each line has its miles
    return phrase("Few are close, so I looked as far as {miles} miles out.", miles=result.widened_to_miles)


def _known(match: Match, needs: Needs) -> list[tuple[str, bool]]:
    """What was asked for that only some programs tell, and this one does."""
    known = [(what, has) for what in needs.unknown if (has := _open(match, what)) is not None]
    if "first_responders" in needs.tracks and "first_responders" in match.codes:
        known.append((marked("first responders"), True))
    return known


def _open(match: Match, what: str) -> bool | None:
    return match.evenings if what == "evenings" else match.weekends


def _to_ask(place: PlaceFound, needs: Needs, result: SearchResult) -> str:
    ask = []
    if any(_open(match, what) is None for match in result.matches for what in needs.unknown):
        times = all_of([phrase(what) for what in needs.unknown])
        ask.append(phrase("Not all list their hours: ask about {times}.", times=times))
    if needs.virtual:
        ask.append(phrase("Ask if all of it can be online."))
    if "medicaid" in needs.payers and any(match.state != place.state for match in result.matches):
        ask.append(phrase("Medicaid rarely pays in another state: ask."))
    return " ".join(ask)


def _short(name: str) -> str:
    """Cut a long name at a word's end: on an old phone three names in full are another text."""
    return name if len(name) <= _NAME_BY_SMS else name[: _NAME_BY_SMS + 1].rpartition(" ")[0].rstrip(",-/(")
