"""Twilio's other half: the signed requests it makes to us, parameter for parameter."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "fedcba9876543210" * 2
OUR_NUMBER = "+15005550006"
THEIR_NUMBER = "+12025550143"

Webhook = tuple[str, dict[str, str], bytes]


def new_sid(prefix: str = "SM") -> str:
    """An identifier like Twilio's: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


def signed(url: str, auth_token: str, params: Mapping[str, str]) -> Webhook:
    """Any form post from Twilio, signed over the address and every parameter, blank ones too."""
    signature = RequestValidator(auth_token).compute_signature(url, dict(params))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "User-Agent": "TwilioProxy/1.1",
        "Accept": "*/*",
        "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
        "X-Twilio-Signature": str(signature),
    }
    return url, headers, urlencode(params).encode("ascii")


def signed_sms(
    base_public_url: str, auth_token: str, params: Mapping[str, str | None] | None = None, *, path: str = ""
) -> Webhook:
    """A text message's webhook, to `base_public_url` + `path`, with the whole set of parameters Twilio sends.

    `params` replaces or adds; None takes one away. MessageSid speaks for SmsMessageSid and SmsSid unless
    these are given too.
    """
    given = dict(params or {})
    sid = given.get("MessageSid") or new_sid("MM" if _has_media(given) else "SM")
    whole: dict[str, str | None] = {
        "ToCountry": "US",
        "ToState": "",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "20500",
        "SmsSid": sid,
        "FromState": "DC",
        "SmsStatus": "received",
        "FromCity": "WASHINGTON",
        "Body": "",
        "FromCountry": "US",
        "To": OUR_NUMBER,
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": ACCOUNT_SID,
        "From": THEIR_NUMBER,
        "ApiVersion": "2010-04-01",
    }
    return signed(_address(base_public_url, path), auth_token, _merged(whole, given))


def status_callback(
    base_public_url: str,
    auth_token: str,
    sid: str,
    status: str = "delivered",
    *,
    path: str = "",
    error_code: int | None = None,
    params: Mapping[str, str | None] | None = None,
) -> Webhook:
    """What Twilio says about a message it took: delivered, undelivered, failed and so on."""
    whole: dict[str, str | None] = {
        "SmsSid": sid,
        "SmsStatus": status,
        "MessageStatus": status,
        "To": THEIR_NUMBER,
        "MessageSid": sid,
        "AccountSid": ACCOUNT_SID,
        "From": OUR_NUMBER,
        "ApiVersion": "2010-04-01",
        "ErrorCode": None if error_code is None else str(error_code),
        "RawDlrDoneDate": "2311231437" if status == "delivered" else None,
    }
    return signed(_address(base_public_url, path), auth_token, _merged(whole, dict(params or {})))


def _has_media(params: Mapping[str, str | None]) -> bool:
    return (params.get("NumMedia") or "0") != "0"


def _address(base: str, path: str) -> str:
    return base.rstrip("/") + path if path else base


def _merged(whole: Mapping[str, str | None], given: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in {**whole, **given}.items() if value is not None}
