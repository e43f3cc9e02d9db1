"""The parts of a list of programs, in few and plain words."""

from __future__ import annotations

from bot.actions.given_up import in_words, missing, needs_left
from bot.actions.listing_source import sources_of
from connectors.capabilities import Form
from facilities_db import codes, states
from facilities_db.needs import Needs
from facilities_db.offers import offers
from facilities_db.places import PlaceFound
from facilities_db.search import Match, SearchResult

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
        parts.append("under 1 mi" if miles < 1 else f"about {miles:.0f} mi")
    parts.append(match.phone)
    parts += [f"{what}: {'yes' if has else 'no'}" for what, has in _known(match, needs)]
    if by_signs:
        parts.append(f"reports {len(match.signs)} of {len(codes.SIGNS)}")
    elif form == "sms" and not needs.payers and _MEDICAID & set(match.codes):
        parts.append("takes Medicaid")
    takes = [payer for payer in offers(match.codes).get("Payment", ()) if payer in _INSURERS]
    return ", ".join(parts) + (f". Takes {', '.join(takes)}" if takes and form == "telegram" else "")


def closing(place: PlaceFound, needs: Needs, result: SearchResult, form: Form) -> str:
    """Say how old the list is, what it cannot know, where else there is something, and what to do next."""
    left = needs_left(needs, result.gave_up)
    said = [sources_of(result.matches), _to_ask(place, left, result)]
    if result.farther_miles:
        said.append(f"The nearest with all of it is about {result.farther_miles} miles away{_text('FARTHER', form)}.")
    if result.virtual_state:
        said.append(f"Some in {result.virtual_state} offer telehealth{_text('ONLINE', form)}.")
    if place.kind == "state":
        said.append("Send a city or ZIP for nearer ones.")
    said.append("Call to confirm.")
    if form == "sms":
        numbers = "1" if len(result.matches) == 1 else f"1-{len(result.matches)}"
        said.append(f"Text {numbers} for what they offer, or MORE.")
    return " ".join(filter(None, said))


def _where(place: PlaceFound, result: SearchResult) -> str:
    label = place.label.removeprefix("near ")
    if result.scope == "city" or (result.scope == "state" and place.kind == "state"):
        where = f"in {label}"
    elif result.scope == "state":
        where = f"anywhere in {states.NAMES[place.state]}, nearest to {label} first"
    else:
        where = f"near {label}"
    measured = any(match.distance_miles is not None for match in result.matches)
    return f"{where} (miles in a straight line)" if measured else where


def _elsewhere(place: PlaceFound, needs: Needs, result: SearchResult) -> str:
    """A search that was to stay in a state and found something only outside it."""
    kept_in = place.kind == "state" or needs.virtual is True
    if not kept_in or any(match.state == place.state for match in result.matches):
        return ""
    said = f"None in {states.NAMES[place.state]} has it, so these are elsewhere."
    if needs.virtual and codes.VIRTUAL.label not in result.gave_up:
        said += " Telehealth is mostly for people in the program's own state: ask."
    return said


def _order(place: PlaceFound, needs: Needs, result: SearchResult, *, said: bool) -> str:
    """How those asked for as the best are ordered. `said`: it is said already that something is lacking."""
    if not needs.best:
        return ""
    if result.order == "distance" and said:
        return "These go by distance."
    if result.order == "distance":
        around = {"city": f"in {place.label}", "state": f"in {place.label}"}.get(place.kind, "close by")
        return f"None {around} has all of it, so these go by distance."
    signs = ", ".join(choice.label for choice in codes.SIGNS.values())
    return (
        f"In order of how many of {len(codes.SIGNS)} signs of quality they report ({signs}): "
        "SAMHSA does not check this, and nobody can pay to be first."
    )


def _how_far(result: SearchResult) -> str:
    nearest = result.matches[0].distance_miles
    if result.widened_to_miles is None or nearest is None:
        return ""
    if nearest > _A_WAY_MILES:
        return f"Nothing closer than about {nearest:.0f} miles."
    if result.gave_up:
        return ""  # enough is said, and each line has its miles
    return f"Few are close, so I looked as far as {result.widened_to_miles} miles out."


def _known(match: Match, needs: Needs) -> list[tuple[str, bool]]:
    """What was asked for that only some programs tell, and this one does."""
    known = [(what, has) for what in needs.unknown if (has := _open(match, what)) is not None]
    if "first_responders" in needs.tracks and "first_responders" in match.codes:
        known.append(("first responders", True))
    return known


def _open(match: Match, what: str) -> bool | None:
    return match.evenings if what == "evenings" else match.weekends


def _to_ask(place: PlaceFound, needs: Needs, result: SearchResult) -> str:
    ask = []
    if any(_open(match, what) is None for match in result.matches for what in needs.unknown):
        ask.append(f"Not all list their hours: ask about {' and '.join(needs.unknown)}.")
    if needs.virtual:
        ask.append("Ask if all of it can be online.")
    if "medicaid" in needs.payers and any(match.state != place.state for match in result.matches):
        ask.append("Medicaid rarely pays in another state: ask.")
    return " ".join(ask)


def _text(word: str, form: Form) -> str:
    """How to follow an offer by text; on Telegram a button stands below."""
    return f": text {word}" if form == "sms" else ""


def _short(name: str) -> str:
    """Cut a long name at a word's end: on an old phone three names in full are another text."""
    return name if len(name) <= _NAME_BY_SMS else name[: _NAME_BY_SMS + 1].rpartition(" ")[0].rstrip(",-/(")
