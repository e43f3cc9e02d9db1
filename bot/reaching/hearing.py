"""Decides what is done with a message of someone who has an open handoff.

The assistant is quiet while somebody of the staff is in the thread, and while one was promised to come.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.hotline_words import PAYLOAD
from bot.reaching import calling
from bot.reaching.means import Heard, Means, Reached
from bot.reaching.words import (
    agrees_to_share,
    is_a_time,
    is_no,
    is_now,
    is_yes,
    may_be_a_time,
    read_wish,
    wants_erasure,
)
from bot.seeking import in_intake
from connectors.journal import Claim
from connectors.tables import outbox
from hotline.audit import note_about
from hotline.handoffs import Handoff
from hotline.zones import zone_named
from porchlight.database import now
from porchlight.languages import phrase


class Reaching:
    """Reads what a person with an open handoff says. What it wants written is written by the turn."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def open_handoff(self, conversation_id: str) -> Handoff | None:
        """Return the handoff of this conversation that is not closed."""
        with self._means.database.read() as connection:
            return self._means.handoffs.open_one(connection, conversation_id)

    def hear(self, claim: Claim, handoff: Handoff, payload: str | None) -> Reached | None:
        """Return what to do with a message, or None when the assistant should answer it.

        `payload`: of the choice that was taken, if one was.
        """
        heard = Heard(self._means, claim, handoff)
        if payload is not None and payload.startswith(PAYLOAD):
            choice = json.loads(payload[len(PAYLOAD) :])
            if "consent" not in choice:
                return _chosen(heard, choice)
            if _is_about_sharing(heard):
                return _consent(heard, choice["consent"] == "yes")
        if claim.kind == "text" and wants_erasure(claim.text):
            return None  # theirs to say, whoever is there
        if claim.kind == "text" and claim.text.strip() and (reached := _said(heard, claim.text, payload is not None)):
            return reached
        # Somebody in danger is told when nobody comes at night, too; until then they are not left without an answer.
        expected = handoff.expected and heard.reach().may_come
        if handoff.joined or (expected and handoff.told_at is not None):
            return Reached("to_staff")
        if expected:
            return replace(heard.reply("utter_hotline_noted", told_at=self._means.clock()), outcome="to_staff")
        return None

    def look_back(self, claim: Claim) -> Reached | None:
        """Return what to do with a message of somebody without an open handoff: "do not share" counts for ever."""
        if claim.kind != "text" or read_wish(claim.text) != "no_sharing":
            return None
        with self._means.database.read() as connection:
            asked = self._means.handoffs.asked_to_share(connection, claim.conversation_id)
        return None if asked is None else _consent(Heard(self._means, claim, asked), False)


def _chosen(heard: Heard, choice: dict[str, Any]) -> Reached | None:
    """A choice that one of our own replies offered was taken."""
    if "zone" in choice:
        return calling.zone_given(heard, ZoneInfo(choice["zone"]))
    if "call" in choice:
        return calling.answered(heard, choice["call"])
    return _wish(heard, choice["wish"], "")


def _said(heard: Heard, text: str, chosen: bool) -> Reached | None:
    """Words: an answer to what was asked last, or the name of a way to be reached.

    `chosen`: they also are a choice that the assistant offered.
    """
    handoff, wish = heard.handoff, read_wish(text)
    answers = agrees_to_share(text) or is_yes(text) or is_no(text)
    if handoff.asking == "consent" and answers and _is_about_sharing(heard):
        return _consent(heard, not is_no(text))
    if wish == "no_sharing":
        with heard.means.database.read() as connection:
            asked = heard.means.handoffs.asked_to_share(connection, heard.claim.conversation_id)
        return None if asked is None else _consent(heard, False)
    if wish == "no_call":
        return calling.no_call(heard)
    if handoff.joined:
        return None
    if handoff.asking == "number" and (reached := calling.number_given(heard, text)):
        return reached
    if handoff.asking == "zone" and (zone := zone_named(text)):
        return calling.zone_given(heard, zone)
    if handoff.asking == "offered" and (is_yes(text) or is_no(text)):
        return calling.answered(heard, "yes" if is_yes(text) else "other")
    if handoff.asking == "time" and is_now(text) and not calling.is_set(heard):  # else it may be a mere "okay"
        return _wish(heard, "call_now", text)
    if wish == "is_anyone_there":
        return _how_it_stands(heard)
    if wish is not None:
        return _wish(heard, wish, text)
    # "We can call you. When is good?" and the ways that were offered may be answered by a time.
    if handoff.wish is None and not chosen and is_a_time(text) and not in_intake(heard.claim.state):
        return _wish(heard, "call_at", text)
    if handoff.asking in ("time", "offered") and may_be_a_time(text):
        return calling.at_time(heard, text, asked=True)
    return None


def _wish(heard: Heard, wish: str, text: str) -> Reached | None:
    reach = heard.reach()
    if wish == "chat" and "chat" in reach.wishes:
        if not reach.may_come:
            return heard.choose("chat", "utter_hotline_wait_closed")
        return heard.choose("chat", "utter_hotline_wait", _minutes(heard), promised=True)
    if wish == "will_call" and "will_call" in reach.wishes:
        return heard.choose("will_call", "utter_hotline_will_call")
    if wish == "call_now" and "call_now" in reach.wishes:
        return calling.call_now(heard)
    if wish in ("call_now", "call_at") and "call_at" in reach.wishes:
        return calling.call_at(heard, text, soonest=wish == "call_now")
    return None


def _how_it_stands(heard: Heard) -> Reached | None:
    """They wait for somebody to write here, and ask whether anybody does: the truth, once more."""
    if heard.handoff.wish != "chat":
        return None
    if heard.handoff.expected and heard.reach().may_come:
        return heard.reply("utter_hotline_wait", _minutes(heard))
    return heard.reply(heard.means.line.nobody_came(heard.handoff.urgent))


def _minutes(heard: Heard) -> dict[str, str]:
    """Return for how long nobody need have come, of what was promised last or is promised now."""
    left, until = heard.means.handoffs.promise, heard.handoff.promised_at
    if until is not None:
        left = min(left, until - now())
    minutes = max(1, math.ceil(left / dt.timedelta(minutes=1)))
    return {"minutes": phrase("1 minute") if minutes == 1 else phrase("{minutes} minutes", minutes=minutes)}


def _is_about_sharing(heard: Heard) -> bool:
    """Say whether a yes or a no answers "may we share".

    It was asked in this handoff; and they tapped the answer, or said it in so many words, or nothing else was said to
    them since. "Yes" to "do you have a car?", or "1" to what somebody in danger is told, is no consent.
    """
    handoff, claim = heard.handoff, heard.claim
    if handoff.consent is None:
        return False
    if handoff.consent_at is None or claim.kind == "choice" or agrees_to_share(claim.text):
        return True
    later = select(outbox.c.id).where(
        outbox.c.conversation_id == claim.conversation_id, outbox.c.created_at > handoff.consent_at
    )
    with heard.means.database.read() as connection:
        return connection.execute(later.limit(1)).first() is None


def _consent(heard: Heard, given: bool) -> Reached:
    answer = "yes" if given else "no"
    said = heard.reply(f"utter_hotline_consent_{answer}", consent=answer, consent_at=heard.means.clock(), asking=None)
    action = "consent_given" if given else "consent_refused"
    noted = said.also(lambda connection: note_about(connection, action, heard.handoff))
    if given:
        return noted
    # A no holds for what was agreed to under another code as well.
    return noted.also(
        lambda connection: heard.means.handoffs.take_consent_back(connection, heard.claim.conversation_id)
    )
