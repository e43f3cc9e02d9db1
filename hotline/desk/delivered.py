"""What became of a message on its way to a person, and why nothing can reach them, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from connectors.capabilities import CHANNELS
from connectors.transcript import Line

# Of Twilio's error codes (https://www.twilio.com/docs/api/errors) and what our Telegram sender says, those for which
# there is something to be said.
_REASONS = {
    "21211": "that is not a phone number",
    "21408": "Twilio may not send to that country",
    "21610": "they have opted out",
    "21612": "our number cannot reach theirs",
    "21614": "the number takes no texts",
    "30003": "the phone is off or out of reach",
    "30004": "the phone or carrier blocks us",
    "30005": "the number is unknown or out of service",
    "30006": "it is a landline, or its carrier takes no texts",
    "30007": "the carrier took it for spam",
    "30008": "the carrier does not say why",
    "403": "they have blocked the bot, or left",
    "BadRequest": "Telegram does not know the chat any more",
}


@dataclass(frozen=True)
class Delivery:
    """`mark` is for the eye, `words` say the same. `state`: how it is shown."""

    state: Literal["waiting", "sent", "arrived", "failed"]
    mark: str
    words: str


def delivery(line: Line) -> Delivery | None:
    """Return what became of something that was said; None for what the person wrote."""
    if line.status is None:
        return None
    if line.status == "pending":
        return Delivery("waiting", "\u2026", "Going out" if line.error is None else "Trying again")
    if line.status == "sent":
        return Delivery("sent", "\u2713", "Sent")
    if line.status == "delivered":
        return Delivery("arrived", "\u2713\u2713", "Delivered")
    if line.status == "too_late":
        return Delivery("failed", "\u2717", "Not sent: it was held up for too long. They were told, or answered since")
    return Delivery(
        "failed", "\u2717", f"Not delivered: {why_not('21610' if line.status == 'blocked' else line.error)}"
    )


def why_not(error: str | None) -> str:
    """Return the provider's code as words; one without words is named, for the supervisor."""
    if error is None:
        return "no reason was given"
    return _REASONS.get(error, f"error {error}")


def out_of_reach(channel: str, opted_out: bool, undeliverable: str | None, lines: Iterable[Line]) -> str | None:
    """Return why this person gets nothing that we send, and what would change that; None where they do."""
    if opted_out:
        return _opted_out(channel, undeliverable)
    settled = [line.status for line in lines if line.status not in (None, "pending", "too_late")]
    if undeliverable is None or (settled and settled[-1] in ("sent", "delivered")):
        return None
    return f"The last message did not reach them: {why_not(undeliverable)}. They may not see what is written here."


def _opted_out(channel: str, undeliverable: str | None) -> str:
    if CHANNELS[channel].form == "telegram":
        if undeliverable == "403":
            return "They have blocked the bot in Telegram. Nothing reaches them until they unblock it and write."
        return "They asked for no more messages, by /stop or in words. Nothing is sent to them until they write again."
    if undeliverable != "21610":
        return (
            "They asked for no more texts: in words, or with STOP, QUIT, END, CANCEL or another word that carriers "
            "take for it. After such a word the carrier blocks every message to them, also yours. Nothing is sent to "
            "them until they text START."
        )
    return (
        "They texted STOP, or QUIT, END, CANCEL or another word that carriers take for it. The carrier blocks every "
        "message to them, also yours. Nothing reaches them until they text START."
    )
