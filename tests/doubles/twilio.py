"""A Twilio to send texts and make calls with: the real paths, the real authentication, the published contract."""

from __future__ import annotations

import base64
import binascii
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from . import twilio_webhooks
from .faults import Fault
from .forms import pairs
from .provider import Provider
from .twilio_contract import E164, TwilioContract, public_url
from .twilio_voice import CALLS_PATH, TwilioVoice, call_refusal
from .twilio_webhooks import ACCOUNT_SID, AUTH_TOKEN, Webhook, new_sid

GSM_7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_DOUBLE = set("^{}\\[~]|€\f")
ERRORS = {
    429: (20429, "Too Many Requests"),
    500: (20500, "An internal server error has occurred"),
    503: (20503, "Service Unavailable"),
}


@dataclass(frozen=True)
class SentSms:
    """One message Twilio took. `at` is monotonic time, to measure pace by."""

    to: str
    from_: str | None
    body: str
    messaging_service_sid: str | None
    status_callback: str | None
    sid: str
    at: float


class FakeTwilio(TwilioVoice, Provider[SentSms]):
    """Twilio's Messages.json and Calls.json. Point the real client here with `client.api.base_url = double.url`."""

    def __init__(self, account_sid: str = ACCOUNT_SID, auth_token: str = AUTH_TOKEN) -> None:
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.unsubscribed: set[str] = set()
        self.contract = TwilioContract()
        super().__init__()

    @property
    def spec_checked(self) -> bool:
        """Whether requests are checked against the published description: False where it is not at hand."""
        return self.contract.spec_checked

    def routes(self) -> list[BaseRoute]:
        """The two paths, and one that says not found for the rest, which nobody should be calling."""
        path = "/2010-04-01/Accounts/{account_sid}/Messages.json"
        return [
            Route(path, self._messages, methods=["POST"]),
            Route(CALLS_PATH, self._calls, methods=["POST"]),
            Route("/{path:path}", self._elsewhere, methods=["GET", "POST", "PUT", "DELETE"]),
        ]

    def fault_answer(self, status: int, fault: Fault) -> Response:
        """An error as Twilio words it."""
        code, message = ERRORS.get(status, (20000 + status, "Error"))
        return error(status, code, message)

    def signed_sms(
        self, base_public_url: str, params: Mapping[str, str | None] | None = None, *, path: str = ""
    ) -> Webhook:
        """A text message from this account's Twilio, signed with its token."""
        given = {"AccountSid": self.account_sid, **(params or {})}
        return twilio_webhooks.signed_sms(base_public_url, self.auth_token, given, path=path)

    def status_callback(
        self,
        sms: SentSms,
        status: str = "delivered",
        *,
        url: str | None = None,
        error_code: int | None = None,
    ) -> Webhook:
        """What becomes of a message that was sent, told to the address its sender asked for."""
        address = url or sms.status_callback
        if address is None:
            raise ValueError("the message was sent without a StatusCallback")
        params = {
            "To": sms.to,
            "AccountSid": self.account_sid,
            "MessagingServiceSid": sms.messaging_service_sid,
        }
        if sms.from_ is not None:
            params["From"] = sms.from_
        return twilio_webhooks.status_callback(
            address, self.auth_token, sms.sid, status, error_code=error_code, params=params
        )

    async def _elsewhere(self, request: Request) -> Response:
        self.invalid.append(f"{request.method} {request.url.path}: not an address of this double")
        return error(404, 20404, f"The requested resource {request.url.path} was not found")

    async def _messages(self, request: Request) -> Response:
        return await self.answer(request, await _recipient(request), lambda: self._create(request))

    async def _calls(self, request: Request) -> Response:
        return await self.answer(request, await _recipient(request), lambda: self._create_call(request))

    async def _create(self, request: Request) -> Response:
        given = await self._checked(request, self.contract, _refusal)
        if isinstance(given, Response):
            return given
        if given["To"] in self.unsubscribed:
            return error(400, 21610, "Attempt to send to unsubscribed recipient")
        return self._take(given)

    async def _create_call(self, request: Request) -> Response:
        given = await self._checked(request, self.call_contract, lambda params: _error(call_refusal(params)))
        if isinstance(given, Response):
            return given
        return JSONResponse(self.take_call(given), status_code=201)

    async def _checked(
        self, request: Request, contract: TwilioContract, refusal: Callable[[dict[str, str]], Response | None]
    ) -> dict[str, str] | Response:
        """The form of a request that may be carried out, or what Twilio says to one that may not."""
        if _credentials(request) != (self.account_sid, self.auth_token):
            return error(401, 20003, "Authenticate")
        if request.path_params["account_sid"] != self.account_sid:
            return error(404, 20404, f"The requested resource {request.url.path} was not found")
        try:
            given = await pairs(request)
        except ValueError as problem:
            return self._violation([f"body: {problem}"])
        kind = request.headers.get("content-type", "").split(";")[0]
        problems = [] if kind == "application/x-www-form-urlencoded" else [f"Content-Type: {kind or 'none'}"]
        problems += contract.check_request(given)
        params = dict(given)
        refused = refusal(params)
        if problems:
            violation = self._violation(problems)
            return refused or violation
        return refused or params

    def _violation(self, problems: list[str]) -> Response:
        self.invalid.extend(problems)
        return error(400, 20001, "; ".join(problems))

    def _take(self, params: dict[str, str]) -> Response:
        service = params.get("MessagingServiceSid")
        sms = SentSms(
            to=params["To"],
            from_=params.get("From"),
            body=params.get("Body", ""),
            messaging_service_sid=service,
            status_callback=params.get("StatusCallback"),
            sid=new_sid("MM" if "MediaUrl" in params else "SM"),
            at=time.monotonic(),
        )
        message = self._resource(sms, "1" if "MediaUrl" in params else "0")
        self.invalid.extend(f"answer: {problem}" for problem in self.contract.check_message(message))
        self.note_sent(sms)
        return JSONResponse(message, status_code=201)

    def _resource(self, sms: SentSms, media: str) -> dict[str, Any]:
        """The Message resource. A Messaging Service chooses the sender later: accepted, no segments yet."""
        now = formatdate(usegmt=True).replace("GMT", "+0000")
        by_service = sms.from_ is None
        uri = f"/2010-04-01/Accounts/{self.account_sid}/Messages/{sms.sid}"
        return {
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "body": sms.body,
            "date_created": now,
            "date_sent": None,
            "date_updated": now,
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": sms.from_,
            "messaging_service_sid": sms.messaging_service_sid,
            "num_media": media,
            "num_segments": "0" if by_service else str(segments(sms.body)),
            "price": None,
            "price_unit": None,
            "sid": sms.sid,
            "status": "accepted" if by_service else "queued",
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": sms.to,
            "uri": f"{uri}.json",
        }


def error(status: int, code: int, message: str) -> Response:
    """An error in Twilio's shape."""
    content = {
        "code": code,
        "message": message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return JSONResponse(content, status_code=status)


def _error(refused: tuple[int, str] | None) -> Response | None:
    return None if refused is None else error(400, *refused)


def segments(body: str) -> int:
    """How many text messages the network makes of this body."""
    if set(body) <= GSM_7 | GSM_7_DOUBLE:
        length, alone, joined = sum(2 if char in GSM_7_DOUBLE else 1 for char in body), 160, 153
    else:
        length, alone, joined = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= alone else math.ceil(length / joined)


def _refusal(params: dict[str, str]) -> Response | None:
    """What Twilio refuses for its meaning, with the numbers it gives these refusals."""
    body = params.get("Body", "")
    if not params.get("To"):
        return error(400, 21604, "A 'To' phone number is required.")
    if not E164.fullmatch(params["To"]) and ":" not in params["To"]:
        return error(400, 21211, f"Invalid 'To' Phone Number: {params['To']}")
    if not params.get("From") and not params.get("MessagingServiceSid"):
        return error(400, 21603, "A 'From' phone number is required.")
    if not body and "MediaUrl" not in params and "ContentSid" not in params:
        return error(400, 21602, "Message body is required.")
    if len(body) > 1600:
        return error(400, 21617, "The concatenated message body exceeds the 1600 character limit")
    if "StatusCallback" in params and not public_url(params["StatusCallback"]):
        return error(400, 21609, f"The StatusCallback URL {params['StatusCallback']} is not a valid URL.")
    return None


async def _recipient(request: Request) -> str:
    """Whom a text is for; faults can be scripted for one recipient."""
    try:
        return dict(await pairs(request)).get("To", "")
    except ValueError:
        return ""


def _credentials(request: Request) -> tuple[str, str] | None:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user, password) if scheme.lower() == "basic" else None
