"""Twilio's webhooks: is it really Twilio, and what does it say?"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

from connectors.messages import Incoming
from connectors.outbox import Status
from connectors.sms.keywords import help_in

# Twilio's default keywords, whole message, any case. Source: Twilio, "Opt-out keywords (SMS STOP filtering)".
STOP_WORDS = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
START_WORDS = {"start", "unstop"}
HELP_WORDS = {"help", "info"}
# What an operator may let other words mean too (Advanced Opt-Out), such as ALTO: Twilio has acted on them by itself.
_OPT_OUT_TYPES = {"STOP": "stop", "START": "start", "HELP": "help"}

_ONE_OR_MORE = re.compile(r"0*[1-9][0-9]*")
_ERROR_CODE = re.compile(r"[0-9]{1,10}")
_STATUSES: dict[str, Status] = {
    "queued": "sent",
    "accepted": "sent",
    "scheduled": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "undelivered",
    "failed": "failed",
    "canceled": "failed",
}


class BadWebhook(Exception):
    """The request cannot be what Twilio sends; `status` is the HTTP answer, the message says why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def verified_form(body: bytes, signature: str | None, url: str, auth_token: str) -> dict[str, str]:
    """Return the form that Twilio signed.

    `url` is the public address that Twilio was given, with its query: what the request itself says of its host
    could be forged. Raises BadWebhook: 400 for a body that is no form, 403 for a signature that is missing or wrong.
    """
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=200,
            errors="strict",
        )  # fmt: skip
    except ValueError as error:  # also UnicodeDecodeError
        raise BadWebhook(400, "not a form in UTF-8") from error
    form = dict(pairs)
    if not signature or not RequestValidator(auth_token).validate(url, form, signature):
        raise BadWebhook(403, "no valid X-Twilio-Signature: is PUBLIC_URL the address that Twilio calls?")
    return form


def incoming(form: dict[str, str], channel: str = "sms") -> Incoming:
    """Read a message webhook. Raises BadWebhook(400) when it names no message or sender."""
    sid, sender = form.get("MessageSid") or form.get("SmsSid"), form.get("From")
    if not sid or not sender:
        raise BadWebhook(400, "MessageSid or From is missing")
    text = form.get("Body", "")
    media = _ONE_OR_MORE.fullmatch(form.get("NumMedia", "")) is not None
    carrier = form.get("OptOutType", "")
    # One word alone: what may be a sentence of somebody's own is screened for danger first.
    keyword = keyword_command(text) or (_OPT_OUT_TYPES.get(carrier) if len(text.split()) == 1 else None)
    if keyword:
        return Incoming(channel, sid, sender, "command", keyword, carrier_answered=bool(carrier), written=text)
    return Incoming(channel, sid, sender, "media" if media and not text.strip() else "text", text)


def keyword_command(text: str) -> str | None:
    """Return the command that a whole-message SMS keyword stands for: stop, start or help.

    HELP is heard in every language. Words for STOP and START that the carrier does not know stay what a person writes.
    """
    word = text.strip().casefold()
    for words, command in ((STOP_WORDS, "stop"), (START_WORDS, "start"), (HELP_WORDS, "help")):
        if word in words:
            return command
    return "help" if help_in(text) else None


def status(form: dict[str, str]) -> tuple[str, Status, str | None] | None:
    """Read a status callback as (message id, status, error code); None for a status we do not know.

    Raises BadWebhook(400) when it names no message.
    """
    sid = form.get("MessageSid") or form.get("SmsSid")
    if not sid:
        raise BadWebhook(400, "MessageSid is missing")
    known = _STATUSES.get(form.get("MessageStatus") or form.get("SmsStatus") or "")
    code = form.get("ErrorCode", "")
    return None if known is None else (sid, known, code if _ERROR_CODE.fullmatch(code) else None)
