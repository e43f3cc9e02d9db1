"""What the dialogue state tells staff, and how what they settled gets back into it. It needs no Rasa."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from bot.actions.intake_answers import HOURS, MEETING, SAFETY, SPECIAL, with_answers
from facilities_db import codes
from facilities_db.needs import Needs
from facilities_db.places import PlaceFound, find_place
from hotline.briefing import Briefing, Settle, Settled
from hotline.staff import NotPossible
from porchlight.database import Database
from porchlight.languages import ENGLISH, speaking

# What a conversation begins with, as Rasa's tracker keeps it.
_BEGINNING = [{"event": "action", "name": "action_session_start"}, {"event": "action", "name": "action_listen"}]


def brief(state: str | None) -> Briefing:
    """Return what the assistant has learnt, in English, for staff. `state` is what `bot.trackers.snapshot` writes."""
    slots = _slots(state)
    who, place = slots.get("for_whom"), slots.get("place") or {}
    payment, meeting = slots.get("payment"), slots.get("meeting")
    facts = [
        ("For", {"me": "themselves", "someone": "someone else"}.get(who, f"their {who}") if who else ""),
        ("Place", str(place.get("label", ""))),
        ("Payment", codes.PAYERS[payment].label if payment in codes.PAYERS else ""),
        ("Meeting", MEETING.get(str(meeting), "")),
        ("Times", ", ".join(HOURS[key] for key in slots.get("hours") or () if key in HOURS)),
        ("Needs", ", ".join(SPECIAL[key] for key in slots.get("special") or () if key in SPECIAL)),
        ("Searched for", _searched(slots.get("needs"))),
        ("Safety answers", ", ".join(said for (name, answer), said in SAFETY.items() if slots.get(name) == answer)),
    ]
    settled = {"place": str(place.get("label", "")), "for_whom": who, "payment": payment, "meeting": meeting}
    return Briefing(
        tuple((label, value) for label, value in facts if value),
        {key: str(value) for key, value in settled.items() if value},
    )


def _searched(needs: Any) -> str:
    wanted = Needs.from_dict(needs or {})
    with speaking(ENGLISH):
        return wanted.describe() if wanted.asked else ""


def settling(database: Database) -> Settle:
    """Return what puts settled things into a dialogue state, with places looked up in this database."""

    def settle(state: str | None, settled: Settled) -> str | None:
        answers: dict[str, Any] = {
            "for_whom": settled.for_whom,
            "payment": settled.payment,
            "meeting": settled.meeting,
        }
        answers = {name: value for name, value in answers.items() if value}
        if settled.place:
            with database.read() as connection:
                place = find_place(connection, settled.place)
            if not isinstance(place, PlaceFound):
                raise NotPossible("That place is not clear. Write a ZIP code, or a city with its state.")
            answers["place"] = dataclasses.asdict(place)
        if not answers:
            return state
        needs = with_answers(Needs.from_dict(_slots(state).get("needs") or {}), answers).as_dict()
        events = json.loads(state) if state else _BEGINNING
        changed = {**answers, "needs": needs}
        return json.dumps([*events, *({"event": "slot", "name": name, "value": changed[name]} for name in changed)])

    return settle


def place_of(state: str | None) -> Mapping[str, Any] | None:
    """Return the place that is looked in, as the slot keeps it: {label, state, zip, ...}; None before there is one."""
    place = _slots(state).get("place")
    return place if isinstance(place, dict) else None


def _slots(state: str | None) -> Mapping[str, Any]:
    events = json.loads(state) if state else []
    return {event["name"]: event.get("value") for event in events if event.get("event") == "slot"}
