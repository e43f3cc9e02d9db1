"""What each channel can do, as plain data, so that no other module asks which channel it is on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Form = Literal["sms", "telegram"]


@dataclass(frozen=True)
class Capabilities:
    """One channel's abilities and limits.

    form: which wording of a reply suits it.
    max_characters: the most one message may hold; a longer one is split. Twilio refuses more than 1600,
        Telegram more than 4096.
    buttons: choices become buttons; without them they become a numbered list.
    venues: a place becomes a pin on a map; without that it becomes a link to one.
    carrier_confirms: the carrier itself answers STOP and START, so that Porchlight must not do it again.
    carrier_blocks: after STOP, the carrier refuses every message (Twilio's error 21610).
    per_second: messages a second to one person that the provider takes.
    simulated: the development phone page or the terminal; no provider is called.
    """

    name: str
    form: Form
    max_characters: int
    buttons: bool
    venues: bool
    carrier_confirms: bool
    carrier_blocks: bool
    per_second: float
    simulated: bool = False


SMS = Capabilities("sms", "sms", 1600, False, False, True, True, 1.0)
TELEGRAM = Capabilities("telegram", "telegram", 4096, True, True, False, False, 1.0)
PHONE_SMS = Capabilities("phone-sms", "sms", 1600, False, False, False, False, 1000.0, simulated=True)
PHONE_TELEGRAM = Capabilities("phone-telegram", "telegram", 4096, True, False, False, False, 1000.0, simulated=True)

CHANNELS = {channel.name: channel for channel in (SMS, TELEGRAM, PHONE_SMS, PHONE_TELEGRAM)}
