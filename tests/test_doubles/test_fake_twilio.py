"""FakeTwilio against the real twilio client: what passes, what is refused, and what fails."""

from __future__ import annotations

import threading
import time

import httpx
import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.doubles.faults import Kind
from tests.doubles.twilio import FakeTwilio, segments
from tests.doubles.twilio_webhooks import OUR_NUMBER, THEIR_NUMBER
from tests.test_doubles.conftest import client_of

SERVICE = "MG" + "a" * 32
URL = "https://porchlight.example/sms"


def send(client: Client, body: str = "Hello", **more: object) -> str:
    """One message by the real client; its sid."""
    sender = {} if "messaging_service_sid" in more else {"from_": OUR_NUMBER}
    return str(client.messages.create(to=THEIR_NUMBER, body=body, **sender, **more).sid)


def test_client_sends(fake_twilio: FakeTwilio, twilio_client: Client) -> None:
    """A proper message is taken, recorded, and answered with a Message the client can read."""
    message = twilio_client.messages.create(
        to=THEIR_NUMBER, from_=OUR_NUMBER, body="¿Dónde? 🌙", status_callback=URL, smart_encoded="true"
    )
    sent = fake_twilio.wait_for(1)[0]
    assert (message.sid, message.status, message.num_segments) == (sent.sid, "queued", "1")
    assert (sent.to, sent.from_, sent.body, sent.status_callback) == (
        THEIR_NUMBER,
        OUR_NUMBER,
        "¿Dónde? 🌙",
        URL,
    )
    assert message.date_created is not None and sent.at <= time.monotonic()
    assert fake_twilio.invalid == []


def test_messaging_service(fake_twilio: FakeTwilio, twilio_client: Client) -> None:
    """A Messaging Service stands in for a sender, which is not known yet when the message is taken."""
    message = twilio_client.messages.create(to=THEIR_NUMBER, messaging_service_sid=SERVICE, body="Hi")
    assert (message.status, message.from_) == ("accepted", None)
    assert fake_twilio.sent[0].messaging_service_sid == SERVICE
    assert fake_twilio.invalid == []


@pytest.mark.parametrize(
    ("to", "body", "code"),
    [
        (THEIR_NUMBER, "x" * 1601, 21617),
        (THEIR_NUMBER, "", 21602),
        ("+12025550199", "Hi", 21610),
        ("12345", "Hi", 21211),
    ],
)
def test_refusals(fake_twilio: FakeTwilio, twilio_client: Client, to: str, body: str, code: int) -> None:
    """What Twilio refuses is refused with its code, and the real client raises it."""
    fake_twilio.unsubscribed.add("+12025550199")
    with pytest.raises(TwilioRestException) as refusal:
        twilio_client.messages.create(to=to, from_=OUR_NUMBER, body=body)
    assert (refusal.value.status, refusal.value.code) == (400, code)
    assert fake_twilio.sent == []


def test_longest_body_passes(fake_twilio: FakeTwilio, twilio_client: Client) -> None:
    """1600 characters are allowed: the limit is not one too low."""
    send(twilio_client, "x" * 1600)
    assert fake_twilio.invalid == []


def test_authentication(fake_twilio: FakeTwilio) -> None:
    """A wrong token is turned away, and the message with it."""
    client = Client(fake_twilio.account_sid, "wrong")
    client.api.base_url = fake_twilio.url
    with pytest.raises(TwilioRestException) as refusal:
        send(client)
    assert (refusal.value.status, refusal.value.code) == (401, 20003)
    assert fake_twilio.sent == []


@pytest.mark.parametrize(("status", "code"), [(429, 20429), (500, 20500), (503, 20503)])
def test_status_faults(fake_twilio: FakeTwilio, twilio_client: Client, status: int, code: int) -> None:
    """A scripted status befalls so many calls, then the provider is well again."""
    fake_twilio.faults.next(status, times=2)
    for _ in range(2):
        with pytest.raises(TwilioRestException) as failure:
            send(twilio_client)
        assert (failure.value.status, failure.value.code) == (status, code)
    send(twilio_client)
    assert len(fake_twilio.sent) == 1 and len(fake_twilio.attempts) == 3
    assert fake_twilio.invalid == []


@pytest.mark.parametrize("kind", ["garbage", "drop", "silence"])
def test_broken_answers(fake_twilio: FakeTwilio, twilio_client: Client, kind: Kind) -> None:
    """Answers that are no answers reach the client as errors of its own, and nothing was sent."""
    expected = {"garbage": ValueError, "drop": requests.ConnectionError, "silence": requests.Timeout}
    fake_twilio.faults.next(kind, 600)
    patience = 1.0 if kind == "silence" else 60.0
    with pytest.raises(expected[str(kind)]):
        send(client_of(fake_twilio, patience))
    assert fake_twilio.sent == []
    send(twilio_client)
    assert len(fake_twilio.sent) == 1


def test_silence_ends(fake_twilio: FakeTwilio, twilio_client: Client) -> None:
    """A silence shorter than the client's patience ends in a closed connection."""
    fake_twilio.faults.next("silence", 0.1)
    with pytest.raises(requests.ConnectionError):
        send(twilio_client)


def test_lost_answer(fake_twilio: FakeTwilio, twilio_client: Client) -> None:
    """The worst case can be played: the message is taken and the sender never learns of it."""
    fake_twilio.faults.next("lost")
    with pytest.raises(requests.ConnectionError):
        send(twilio_client)
    assert len(fake_twilio.sent) == 1


def test_outage(fake_twilio: FakeTwilio, twilio_client: Client) -> None:
    """A standing fault stays until it is cleared."""
    fake_twilio.faults.until_cleared(503)
    for _ in range(3):
        with pytest.raises(TwilioRestException):
            send(twilio_client)
    fake_twilio.faults.clear()
    send(twilio_client)


def test_unknown_fault(fake_twilio: FakeTwilio) -> None:
    """A misspelt fault fails the test that scripts it, rather than doing nothing."""
    with pytest.raises(ValueError, match="no such fault"):
        fake_twilio.faults.next("silense")  # type: ignore[arg-type]


def test_stop_cuts_a_silence(twilio_client: Client) -> None:
    """Stopping does not wait for a connection that is being held."""
    double = FakeTwilio().start()
    double.faults.next("silence", 60)
    with pytest.raises(httpx.ReadTimeout):
        url = f"{double.url}/2010-04-01/Accounts/{double.account_sid}/Messages.json"
        httpx.post(url, data={}, timeout=0.2)
    stopping = threading.Thread(target=double.stop, daemon=True)
    stopping.start()
    stopping.join(60)
    assert not stopping.is_alive()


def test_wait_for(fake_twilio: FakeTwilio, twilio_client: Client) -> None:
    """Waiting takes a number or a predicate, and says what it saw when time is up."""
    send(twilio_client, "one")
    assert fake_twilio.wait_for(lambda sent: any(sms.body == "one" for sms in sent))
    with pytest.raises(AssertionError, match="one"):
        fake_twilio.wait_for(2, timeout=0.05)


@pytest.mark.parametrize(
    ("body", "count"), [("x" * 160, 1), ("x" * 161, 2), ("ł" * 70, 1), ("ł" * 71, 2), ("[" * 81, 2)]
)
def test_segments(body: str, count: int) -> None:
    """Segments are counted as the network counts them, at the edges."""
    assert segments(body) == count
