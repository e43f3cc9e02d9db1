"""Decides what is done with a message of someone who has an open handoff.

The assistant is quiet while somebody of the staff is in the thread, and while one was promised to come.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.hotline_words import PAYLOAD
from bot.reaching import calling
from bot.reaching.means import Heard, Means, Reached
from bot.reaching.words import is_no, is_yes, may_be_a_time, read_wish
from connectors.journal import Claim
from hotline.audit import note
from hotline.handoffs import Handoff
from hotline.zones import zone_named


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
            return _chosen(heard, json.loads(payload[len(PAYLOAD) :]))
        if claim.kind == "text" and claim.text.strip() and (reached := _said(heard, claim.text)):
            return reached
        if handoff.joined or (handoff.expected and handoff.told_at is not None):
            return Reached("to_staff")
        if handoff.expected:
            return replace(heard.reply("utter_hotline_noted", told_at=self._means.clock()), outcome="to_staff")
        return None


def _chosen(heard: Heard, choice: dict[str, Any]) -> Reached | None:
    """A choice that one of our own replies offered was taken."""
    if "consent" in choice:
        return _consent(heard, choice["consent"] == "yes")
    if "zone" in choice:
        return calling.zone_given(heard, ZoneInfo(choice["zone"]))
    if "call" in choice:
        return calling.answered(heard, choice["call"])
    return _wish(heard, choice["wish"], "")


def _said(heard: Heard, text: str) -> Reached | None:
    """Words: an answer to what was asked last, or the name of a way to be reached."""
    handoff, wish = heard.handoff, read_wish(text)
    if handoff.asking == "consent" and (is_yes(text) or is_no(text)):
        return _consent(heard, is_yes(text))
    if wish == "no_sharing":
        return _consent(heard, False) if handoff.consent else None
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
    if wish is not None:
        return _wish(heard, wish, text)
    if handoff.asking in ("time", "offered") and may_be_a_time(text):
        return calling.at_time(heard, text, asked=True)
    return None


def _wish(heard: Heard, wish: str, text: str) -> Reached | None:
    reach = heard.means.offering.now(heard.claim.channel)
    if wish == "chat" and "chat" in reach.wishes:
        if not (reach.offer.open or reach.staffed):
            return heard.choose("chat", "utter_hotline_wait_closed")
        minutes = round(heard.means.handoffs.promise.total_seconds() / 60)
        return heard.choose("chat", "utter_hotline_wait", {"minutes": str(minutes)}, promised=True)
    if wish == "will_call" and "will_call" in reach.wishes:
        return heard.choose("will_call", "utter_hotline_will_call")
    if wish == "call_now" and "call_now" in reach.wishes:
        return calling.call_now(heard)
    if wish in ("call_now", "call_at") and "call_at" in reach.wishes:
        return calling.call_at(heard, text)
    return None


def _consent(heard: Heard, given: bool) -> Reached:
    answer = "yes" if given else "no"
    said = heard.reply(f"utter_hotline_consent_{answer}", consent=answer, consent_at=heard.means.clock(), asking=None)
    conversation_id, code = heard.claim.conversation_id, heard.handoff.code
    action = "consent_given" if given else "consent_refused"
    return said.also(lambda connection: note(connection, action, conversation_id=conversation_id, code=code))
