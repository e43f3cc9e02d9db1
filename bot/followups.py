"""Words that only mean something after what was said before: "and evenings?", "what about online", "why"."""

from __future__ import annotations

import json
import re
from typing import Any

from facilities_db.needs import Needs, read_needs

_SEARCHES = ("action_find_facility", "action_facility_details")
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
_CARRIED = 0.6  # how likely the likeliest reading must be to stand against the list that was just shown


def last_said(state: str | None) -> str | None:
    """Return the name of the last action of a conversation that said something."""
    for event in reversed(json.loads(state) if state else []):
        name = str(event.get("name") or "")
        if event.get("event") == "action" and name.startswith(("utter_", "action_")) and name not in _SILENT:
            return name
    return None


_SILENT = {"action_listen", "action_extract_slots", "action_session_start", "action_more", "action_not_sure"}


def resolved(parsed: dict[str, Any], text: str, state: str | None) -> dict[str, Any]:
    """Return what the pipeline made of a message, set right by what it follows.

    After a list of programs, a few words that only name a need or a place ask for the list again ("what about
    online", "and in toledo"). A bare "why" asks for more of the answer it follows.
    """
    if not parsed or len(text.split()) > _SHORT:
        return parsed
    before = last_said(state)
    if _WHY.fullmatch(text.strip()) and before and before.startswith("utter_"):
        return _as(parsed, "more")
    if before in _SEARCHES and _LEADS.search(text) and _narrows(parsed, text):
        return _as(parsed, "find_facility")
    return parsed


def _narrows(parsed: dict[str, Any], text: str) -> bool:
    """Say whether the words name something to search by, and are no clear question about something else."""
    intent = parsed.get("intent") or {}
    if intent.get("name") in ("facility_details", "more", "talk_to_human", "callback_request"):
        return False
    named = {entity.get("entity") for entity in parsed.get("entities", [])}
    if named & {"zip", "state"}:
        return True
    asks = read_needs(text) != Needs()
    return asks and (bool(_AND.search(text)) or float(intent.get("confidence", 0.0)) < _CARRIED)


def _as(parsed: dict[str, Any], intent: str) -> dict[str, Any]:
    meant = {"name": intent, "confidence": 1.0}
    others = [entry for entry in parsed.get("intent_ranking", []) if entry.get("name") != intent]
    return {**parsed, "intent": meant, "intent_ranking": [meant, *others]}
