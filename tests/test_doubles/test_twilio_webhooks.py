"""Twilio's other half: what it posts to us holds against its own validator."""

from __future__ import annotations

from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests.doubles.twilio import FakeTwilio
from tests.doubles.twilio_webhooks import AUTH_TOKEN, OUR_NUMBER, THEIR_NUMBER, signed_sms

SERVICE = "MG" + "a" * 32
URL = "https://porchlight.example/sms"


def test_signed_sms(fake_twilio: FakeTwilio) -> None:
    """The webhook carries Twilio's whole set of parameters, blanks too, under a signature that holds."""
    url, headers, body = signed_sms("https://porchlight.example", AUTH_TOKEN, {"Body": "Hola 🌙 & más"}, path="/sms")
    params = dict(parse_qsl(body.decode(), keep_blank_values=True))
    signature = headers["X-Twilio-Signature"]
    assert url == URL and params["Body"] == "Hola 🌙 & más" and params["ToCity"] == ""
    assert params["MessageSid"] == params["SmsSid"] == params["SmsMessageSid"]
    assert RequestValidator(AUTH_TOKEN).validate(url, params, signature)
    assert not RequestValidator(AUTH_TOKEN).validate(url, {k: v for k, v in params.items() if v}, "x" + signature)
    assert not RequestValidator(AUTH_TOKEN).validate(url, {**params, "Body": "other"}, signature)


def test_status_callback(fake_twilio: FakeTwilio, twilio_client: Client) -> None:
    """A failed delivery is told to the address the sender gave, about the message it was."""
    twilio_client.messages.create(to=THEIR_NUMBER, from_=OUR_NUMBER, body="Hi", status_callback=URL)
    url, headers, body = fake_twilio.status_callback(fake_twilio.sent[0], "undelivered", error_code=30003)
    params = dict(parse_qsl(body.decode(), keep_blank_values=True))
    assert url == URL and params["MessageStatus"] == "undelivered" and params["ErrorCode"] == "30003"
    assert params["MessageSid"] == fake_twilio.sent[0].sid
    assert RequestValidator(AUTH_TOKEN).validate(url, params, headers["X-Twilio-Signature"])
