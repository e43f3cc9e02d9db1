"""The half of FakeTwilio that takes calls: what was asked for is noted here, and played by a PhoneCall."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from .twilio_contract import E164, SPEC, TwilioContract, public_url
from .twilio_webhooks import new_sid

CALLS_PATH = "/2010-04-01/Accounts/{account_sid}/Calls.json"
_CALLS_SPEC_PATH = "/2010-04-01/Accounts/{AccountSid}/Calls.json"


@dataclass(frozen=True)
class PlacedCall:
    """One call that Twilio was asked to make. `url` is asked what to do once `to` has picked up."""

    sid: str
    to: str
    from_: str
    url: str
    status_callback: str | None
    timeout: int
    at: float


class TwilioVoice:
    """Calls.json. `calls` is what was asked for; nothing rings until a test plays it."""

    account_sid: str
    invalid: list[str]

    def __init__(self) -> None:
        self.calls: list[PlacedCall] = []
        self.call_contract = TwilioContract(SPEC, _CALLS_SPEC_PATH)
        self._called = threading.Condition()
        super().__init__()

    def wait_for_calls(self, expected: int, timeout: float = 60.0) -> list[PlacedCall]:
        """Wait until this many calls were asked for, and return them."""
        with self._called:
            if not self._called.wait_for(lambda: len(self.calls) >= expected, timeout):
                raise AssertionError(f"waited {timeout} s for {expected} calls, was asked for {len(self.calls)}")
            return list(self.calls)

    def take_call(self, params: Mapping[str, str]) -> dict[str, Any]:
        """Note a call, and return the Call resource."""
        call = PlacedCall(
            sid=new_sid("CA"),
            to=params["To"],
            from_=params["From"],
            url=params["Url"],
            status_callback=params.get("StatusCallback"),
            timeout=int(params.get("Timeout", "60")),
            at=time.monotonic(),
        )
        resource = self._call_resource(call)
        self.invalid.extend(f"answer: {problem}" for problem in self.call_contract.check_message(resource))
        with self._called:
            self.calls.append(call)
            self._called.notify_all()
        return resource

    def _call_resource(self, call: PlacedCall) -> dict[str, Any]:
        now = formatdate(usegmt=True).replace("GMT", "+0000")
        uri = f"/2010-04-01/Accounts/{self.account_sid}/Calls/{call.sid}"
        parts = ("Events", "Notifications", "Payments", "Recordings", "Siprec", "Streams", "Transcriptions")
        return {
            "account_sid": self.account_sid,
            "answered_by": None,
            "api_version": "2010-04-01",
            "caller_name": None,
            "date_created": now,
            "date_updated": now,
            "direction": "outbound-api",
            "duration": None,
            "end_time": None,
            "forwarded_from": None,
            "from": call.from_,
            "from_formatted": call.from_,
            "group_sid": None,
            "parent_call_sid": None,
            "phone_number_sid": None,
            "price": None,
            "price_unit": "USD",
            "queue_time": "0",
            "sid": call.sid,
            "start_time": None,
            "status": "queued",
            "subresource_uris": {part.lower(): f"{uri}/{part}.json" for part in parts},
            "to": call.to,
            "to_formatted": call.to,
            "trunk_sid": None,
            "uri": f"{uri}.json",
        }


def call_refusal(params: Mapping[str, str]) -> tuple[int, str] | None:
    """What Twilio refuses for its meaning, as the number and the words that it gives these refusals."""
    if not params.get("To"):
        return 21201, "No 'To' number is specified"
    if not params.get("From"):
        return 21213, "'From' phone number is required"
    if not E164.fullmatch(params["To"]):
        return 21211, f"The phone number you are attempting to call, {params['To']}, is not valid."
    if not E164.fullmatch(params["From"]):
        return 21212, f"The 'From' number {params['From']} is not a valid phone number"
    if not public_url(params.get("Url")):
        return 21205, f"Url is not a valid URL: {params.get('Url', '')}"
    if "StatusCallback" in params and not public_url(params["StatusCallback"]):
        return 21609, f"The StatusCallback URL {params['StatusCallback']} is not a valid URL."
    return None
