"""Tells a message that looks for programs in a place from a question that merely names one.

People who look for a program name a place and what they need, and seldom say "find me": "mandarin speaking for my mom,
flushing ny". The classifier, which knows no towns, hears a question about the need, or nothing that concerns us.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from bot.followups import as_intent, running_form
from bot.request_words import as_written, beside
from facilities_db.needs import Needs
from facilities_db.place_words import filler
from facilities_db.placenames import plain
from facilities_db.places import NotFound, PlaceAnswer, PlaceFound

# Questions about something that programs can be searched for: with a place beside it, it is that search.
_SEARCHED_FOR = frozenset(
    (
        "mat", "payment_no_insurance", "medicaid_medicare", "eligibility_insurance_check", "virtual_iop",
        "teens_college", "gender_lgbtq", "court_probation", "dual_diagnosis", "professionals_veterans", "php",
        "detox_withdrawal_info", "schedule_hours", "sober_living", "iop_vs_inpatient", "iop_vs_outpatient",
    )
)  # fmt: skip
_NOT_UNDERSTOOD = frozenset(("out_of_scope", "nlu_fallback", "change_language", "affirm", "deny"))
_CARE = re.compile(
    r"\b(?:iops?|rehabs?|treatment|programs?|groups?|counsel\w+|therap\w+|detox|clinics?|sober|recovery|drinking|using|"
    r"tratamiento|programas?|grupos?|consejer\w+)\b"
)
# A ZIP or postcode that is none here, and little else: it was meant as a place, and is asked back as one.
_NO_PLACE_HERE = ("canadian_postcode", "unknown_zip")
_SHORT = 6  # words
# A question about how things are. What follows is about a rule, not about somewhere to go.
_ASKS = re.compile(
    r"^\W*(?:(?:hi|hey|hello|ok|okay|so|and|but|um|please|pls|quick question|question|also)\b\W*)*"
    r"(?:does|do|did|will|would|can|could|should|is|are|am|was|were|how|hows|what|whats|when|why|if|has|have)\b"
)
_ASKS_WHERE = re.compile(
    r"\b(?:(?:is|are) there|do (?:you|u|ya) (?:have|know|got)|(?:can|could|would|will) (?:you|u|someone|anyone) \w+|"
    r"(?:can|could|do) i (?:get|find|go)|what(?:s| is| are)? (?:the )?(?:best|nearest|closest|good|near|in|programs?|"
    r"places?)|what about|how about|how (?:do|can) i (?:find|get in)|(?:do|does|is|are|has|have) (?:any|some)\w*|any)\b"
)
_OWN = re.compile(
    r"\b(?:(?:i|we|he|she) (?:have|has|got)|(?:ive|weve) got|(?:im|i am|were|hes|shes) on|(?:my|his|her|our) insurance|"
    r"its for|for my|tengo|tiene|es para)\b"
)
# Rules and money are asked about by state without wanting to go anywhere.
_RULES = re.compile(
    r"\b(?:law|laws|rules?|income|limits?|apply|applied|application|eligib\w+|qualif\w+|denied|den(?:y|ial)|verify|"
    r"cover|covers|covered|coverage|card|office|cost|costs|price|prices|waitlist)\b"
)


def may_look_for_programs(parsed: dict[str, Any]) -> bool:
    """Whether a place in the message could make a search of it: else nobody need read one."""
    return (parsed.get("intent") or {}).get("name") in _SEARCHED_FOR | _NOT_UNDERSTOOD


def looks_for_programs(
    parsed: dict[str, Any], text: str, place: PlaceAnswer, needs: Needs, *, listed: bool = False
) -> dict[str, Any]:
    """Return what the pipeline made of a message, as a search where it names a place and is no question of fact.

    listed: a list of programs was shown just now. Then "is there one for women" and "i have caresource" narrow it.
    """
    intent = str((parsed.get("intent") or {}).get("name"))
    said = plain(text)
    if listed and isinstance(place, NotFound) and place.reason == "no_place" and intent in _SEARCHED_FOR:
        narrows = (
            needs.asked
            and (beside(_ASKS_WHERE, "asks_where").search(said) or beside(_OWN, "own").search(said))
            and not beside(_RULES, "rules").search(said)
        )
        return as_intent(parsed, "find_facility") if narrows else parsed
    if isinstance(place, NotFound):
        asked_back = intent in _NOT_UNDERSTOOD and place.reason in _NO_PLACE_HERE and len(said.split()) <= _SHORT
        return as_intent(parsed, "find_facility") if asked_back else parsed
    if beside(_ASKS, "asks", as_written).match(said) and not beside(_ASKS_WHERE, "asks_where").search(said):
        return parsed
    if intent in _SEARCHED_FOR:
        seeks = (needs.asked or beside(_ASKS_WHERE, "asks_where").search(said) is not None) and not beside(
            _RULES, "rules"
        ).search(said)
    else:
        seeks = intent in _NOT_UNDERSTOOD and (_needs_care(said, needs) or _is_all_place(said, place))
    return as_intent(parsed, "find_facility") if seeks else parsed


def in_intake(state: str | None) -> bool:
    """Whether the intake is asking: then a place and a need are answers to it."""
    return running_form(state) == "intake_form"


def _needs_care(said: str, needs: Needs) -> bool:
    """Whether what is needed is treatment: named as such, or something that nothing else has."""
    # Hotels, flights and shops have these too.
    payers = tuple(payer for payer in needs.payers if payer not in ("low_cost", "cash"))
    own = dataclasses.replace(needs, payers=payers, evenings=False, weekends=False, best=False, any_distance=False)
    return own.asked or (needs.asked and beside(_CARE, "care").search(said) is not None)


def _is_all_place(said: str, place: PlaceAnswer) -> bool:
    """Whether nothing is said but a place, in two words at least: a name alone may be anybody's."""
    named = place.label if isinstance(place, PlaceFound) else getattr(place, "city", "")
    words = re.findall(r"[a-z]+", said)
    of_place = set(re.findall(r"[a-z]+", plain(named)))
    return len(words) > 1 and bool(of_place & set(words)) and all(word in filler() | of_place for word in words)
