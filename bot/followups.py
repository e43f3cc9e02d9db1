"""Words that only mean something after what was said before: "and evenings?", "what about online", "why"."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.request_words import as_written, beside
from facilities_db.needs import Needs, read_needs
from facilities_db.placenames import plain

_DETAILS = "action_facility_details"
SEARCHES = ("action_find_facility", "action_intake_result", _DETAILS)
_SHORT = 8  # words
_LEADS = re.compile(
    r"^(?:(?:and|or|but|ok|okay|so|then|also)\b[ ,]*)*"
    r"(?:what about|what bout|how about|how bout|any|only|just|do any|are any|is any|which|with|for|in|near|that|ones?|"
    r"and)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"^(?:and|or|also|what about|how about|what bout|how bout)\b", re.IGNORECASE)
_WHY = re.compile(
    r"(?:but |and |so |ok |wait )?(?:why|how come|y)(?: is (?:that|it)| so| not| though| tho)?\W*", re.IGNORECASE
)
# "Do they take medicaid", behind the details of one program.
_OF_THEM = re.compile(
    r"(?:(?:and|so|ok|but)\W+)*(?:do|does|did|will|would|can|are|is|have) "
    r"(?:they|it|(?:this|that) (?:one|place|program))\b",
    re.IGNORECASE,
)
# A town behind a list: "what about casper". Behind the list of a whole state, which asks for one, the town alone.
_TOWN = (
    r"(?!(?:you|me|it|that|this|them|him|her|us|now|tonight|tomorrow|today|what|my|your)\b)[a-z.]+(?: [a-z]+){0,2}\W*"
)
_LEAD_TO_TOWN = (
    r"(?:(?:and|or|ok|so|but|then|what about|how about|what bout|how bout|try)\W+)+(?:(?:in|near|around)\W+)?"
)
_ELSEWHERE = re.compile(_LEAD_TO_TOWN + _TOWN, re.IGNORECASE)
_ONLY_A_TOWN = re.compile(_TOWN, re.IGNORECASE)
# ONLINE, which a list offers, and how people say it.
_ONLINE = re.compile(
    r"(?:(?:ok|okay|yes|yeah|sure|please|pls|then|try|show me|maybe)\W+)*"
    r"(?:on[ -]?line|virtual|tele ?health)(?:\W+(?:ones?|programs?|is|ok|fine|works|instead|then|please|pls))*\W*",
    re.IGNORECASE,
)
_CARRIED = 0.6  # how likely the likeliest reading must be to stand against the list that was just shown


def last_said(state: str | None) -> str | None:
    """Return the name of the last action of a conversation that said something."""
    for event in reversed(json.loads(state) if state else []):
        name = str(event.get("name") or "")
        if event.get("event") == "action" and name.startswith(("utter_", "action_")) and name not in _SILENT:
            return name
    return None


def running_form(state: str | None) -> str | None:
    """Return the name of the form that is asking, if one is: what is said now may answer it."""
    for event in reversed(json.loads(state) if state else []):
        if event.get("event") == "active_loop":
            name: str | None = event.get("name")
            return name
    return None


_SILENT = {"action_listen", "action_extract_slots", "action_session_start", "action_more", "action_not_sure"}


def resolved(parsed: dict[str, Any], text: str, state: str | None) -> dict[str, Any]:
    """Return what the pipeline made of a message, set right by what it follows.

    After a list of programs, a few words that only name a need or a place ask for the list again ("what about
    online", "and in toledo"), and so do the words that the list offers. After the details of one program, "do they"
    asks about that one. A bare "why" asks for more of the answer it follows.
    """
    if not parsed or len(text.split()) > _SHORT:
        return parsed
    before = last_said(state)
    said = _plainly(text)
    if beside(_WHY, "why", as_written).fullmatch(said) and before and before.startswith("utter_"):
        return as_intent(parsed, "more")
    if before == _DETAILS and beside(_OF_THEM, "of_them", as_written).match(said) and read_needs(text) != Needs():
        return as_intent(parsed, "facility_details")
    if before in SEARCHES and (_offered(text) or _elsewhere(parsed, text, state) or _leads_on(parsed, text)):
        return as_intent(parsed, "find_facility")
    return parsed


def _plainly(text: str) -> str:
    """The words in plain letters, without what Spanish opens a question with."""
    return plain(text).strip().lstrip("¿¡ ")


def _offered(text: str) -> bool:
    """Say whether the words take what a list offers: FARTHER or ONLINE."""
    return read_needs(text).any_distance or bool(beside(_ONLINE, "online", as_written).fullmatch(_plainly(text)))


def _elsewhere(parsed: dict[str, Any], text: str, state: str | None) -> bool:
    """Say whether the words may be another town: they look like one and mean nothing else."""
    if (parsed.get("intent") or {}).get("name") not in ("out_of_scope", "nlu_fallback"):
        return False
    if {"zip", "state"} & {entity.get("entity") for entity in parsed.get("entities", [])}:
        return True
    said = _plainly(text)
    if beside(_ELSEWHERE, "elsewhere", as_written).fullmatch(said):
        return True
    return _place_kind(state) == "state" and bool(beside(_ONLY_A_TOWN, "only_a_town", as_written).fullmatch(said))


def _place_kind(state: str | None) -> str | None:
    """Return what kind of place was looked at last: "zip", "city", "state" and so on."""
    for event in reversed(json.loads(state) if state else []):
        if event.get("event") == "slot" and event.get("name") == "place":
            return (event.get("value") or {}).get("kind")
    return None


def _leads_on(parsed: dict[str, Any], text: str) -> bool:
    """Say whether the words name something to search by, and are no clear question about something else."""
    said = _plainly(text)
    if not beside(_LEADS, "leads", as_written).search(said):
        return False
    intent = parsed.get("intent") or {}
    if intent.get("name") in ("facility_details", "more", "talk_to_human", "callback_request"):
        return False
    named = {entity.get("entity") for entity in parsed.get("entities", [])}
    if named & {"zip", "state"}:
        return True
    asks = read_needs(text) != Needs()
    return asks and (
        bool(beside(_AND, "and", as_written).search(said)) or float(intent.get("confidence", 0.0)) < _CARRIED
    )


def as_intent(parsed: dict[str, Any], intent: str) -> dict[str, Any]:
    """Return what the pipeline made of a message, with another intent, and no doubt of it."""
    meant = {"name": intent, "confidence": 1.0}
    others = [entry for entry in parsed.get("intent_ranking", []) if entry.get("name") != intent]
    return {**parsed, "intent": meant, "intent_ranking": [meant, *others]}
