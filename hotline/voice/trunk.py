"""What it takes to make calls: Twilio's account, the number we call from, and the operator's line."""

from __future__ import annotations

from dataclasses import dataclass

from porchlight.settings import Settings, TwilioSettings


@dataclass(frozen=True)
class Trunk:
    """A way to make calls. `caller` and `line` are in E.164; `public_url` is where Twilio reaches us."""

    twilio: TwilioSettings
    caller: str
    line: str
    public_url: str

    def address(self, step: str, token: str) -> str:
        """Return what Twilio asks at one step of one call: hotline.voice.webhooks answers there."""
        return f"{self.public_url}/webhooks/voice/{step}/{token}"


def trunk_of(settings: Settings) -> Trunk | None:
    """Return what the settings give to make calls with, or None.

    It takes Twilio with a number of its own (a messaging service cannot call), the address at which Twilio reaches us,
    and an operator's line that is a whole US or Canadian phone number: 988 cannot be rung from here.
    """
    twilio, line = settings.twilio, settings.hotline.number
    if twilio is None or twilio.from_number is None or settings.public_url is None or line is None:
        return None
    import phonenumbers  # only where there is a number to read

    try:
        number = phonenumbers.parse(line, "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Trunk(twilio, twilio.from_number, e164, settings.public_url)
