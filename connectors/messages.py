"""What crosses the border between a channel and the rest: something a person sent, something to say back."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "choice", "location", "media", "command"]
Command = Literal["start", "stop", "help", "privacy", "human", "forget"]

# More than any phone sends in one go; the rest is cut, so that one message cannot stall a worker.
MAX_TEXT = 10_000


@dataclass(frozen=True)
class Incoming:
    """One thing a person sent.

    provider_id: the provider's own id of it, the same when the provider tries again.
    address: the phone number or chat id. Only the contacts table ever keeps it, and sealed.
    text: what was written; for `command`, a Command's name; for `choice`, the token of the tapped button.
    written: the word as it was written, where `text` names the command it stands for.
    app_language: the language their app is set to, as the channel names it ("pt-BR"); empty where it does not say.
    carrier_answered: the carrier has already replied to this keyword (Twilio's OptOutType).
    """

    channel: str
    provider_id: str
    address: str = field(repr=False)
    kind: Kind = "text"
    text: str = field(default="", repr=False)
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)
    carrier_answered: bool = False
    written: str = field(default="", repr=False)
    app_language: str = field(default="", repr=False)

    def body(self) -> str:
        """Return everything but the address as JSON, to be sealed into the journal."""
        return json.dumps(
            {
                "text": self.text[:MAX_TEXT],
                "cut": len(self.text) > MAX_TEXT,
                "latitude": self.latitude,
                "longitude": self.longitude,
                "carrier_answered": self.carrier_answered,
                "written": self.written[:MAX_TEXT],
                "app_language": self.app_language,
            }
        )


@dataclass(frozen=True)
class Choice:
    """One of several answers offered. `payload` is what the assistant is told when it is taken: `/intent{...}`."""

    title: str
    payload: str


@dataclass(frozen=True)
class Venue:
    """A building to go to.

    position: its own, as (latitude, longitude) in WGS 84 degrees; None where only the address is known. A pin in the
    middle of its ZIP would lead to a wrong door.
    """

    title: str
    address: str
    position: tuple[float, float] | None = None


@dataclass(frozen=True)
class Reply:
    """One thing to say.

    numbered: the text already numbers the choices, so that an SMS must not list them again.
    ask_location: offer to share the phone's location, where the channel can.
    venue: where what the text speaks of is; shown as a pin on a map or as a link to one.
    """

    text: str = field(repr=False)
    choices: tuple[Choice, ...] = field(default=(), repr=False)
    numbered: bool = False
    ask_location: bool = False
    venue: Venue | None = field(default=None, repr=False)

    def to_json(self) -> str:
        """Return the reply as JSON, to be sealed into the journal."""
        return json.dumps(
            {
                "text": self.text,
                "choices": [[choice.title, choice.payload] for choice in self.choices],
                "numbered": self.numbered,
                "ask_location": self.ask_location,
                "venue": dataclasses.astuple(self.venue) if self.venue else None,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Reply:
        """Return the reply that `to_json` wrote; earlier versions wrote none with a venue."""
        raw = json.loads(text)
        choices = tuple(Choice(title, payload) for title, payload in raw["choices"])
        venue = None
        if raw.get("venue"):
            title, address, position = raw["venue"]
            venue = Venue(title, address, tuple(position) if position else None)
        return cls(raw["text"], choices, raw["numbered"], raw["ask_location"], venue)
