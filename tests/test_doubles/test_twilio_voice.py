"""FakeTwilio takes calls, and plays them: what passes, what is refused, and what it would stumble over."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests.doubles.forms import pairs
from tests.doubles.phone_call import BUSY, HANGS_UP, MAILBOX, NO_ANSWER, PRESSES_1, Phone, PhoneCall
from tests.doubles.server import LoopbackServer
from tests.doubles.twilio import FakeTwilio
from tests.doubles.twilio_webhooks import AUTH_TOKEN, OUR_NUMBER, THEIR_NUMBER
from tests.doubles.twiml_rules import read_twiml

BASE = "https://porchlight.example"
LINE = "+16175550199"


def ring(client: Client, **more: object) -> str:
    """One call by the real client; its id."""
    given = {"to": LINE, "from_": OUR_NUMBER, "url": f"{BASE}/line", **more}
    return str(client.calls.create(**given).sid)


def test_client_calls(fake_twilio: FakeTwilio, twilio_client: Client) -> None:
    """A proper call is taken, recorded, and answered with a Call the client can read."""
    call = twilio_client.calls.create(
        to=LINE, from_=OUR_NUMBER, url=f"{BASE}/line", status_callback=f"{BASE}/ended", timeout=25, method="POST"
    )
    placed = fake_twilio.wait_for_calls(1)[0]
    assert (call.sid, call.status, call.direction) == (placed.sid, "queued", "outbound-api")
    assert (placed.to, placed.from_, placed.url, placed.status_callback, placed.timeout) == (
        LINE, OUR_NUMBER, f"{BASE}/line", f"{BASE}/ended", 25,
    )  # fmt: skip
    assert call.date_created is not None
    assert fake_twilio.invalid == [] and fake_twilio.sent == []


@pytest.mark.parametrize(
    ("more", "code"),
    [({"to": "12345"}, 21211), ({"from_": "Porchlight"}, 21212), ({"url": "/line"}, 21205), ({"url": None}, 21205)],
)
def test_refusals(fake_twilio: FakeTwilio, twilio_client: Client, more: dict[str, object], code: int) -> None:
    """What Twilio refuses is refused with its code, and the real client raises it."""
    with pytest.raises(TwilioRestException) as refusal:
        ring(twilio_client, **more)
    assert (refusal.value.status, refusal.value.code) == (400, code)
    assert fake_twilio.calls == []


@pytest.mark.parametrize(
    ("form", "named"),
    [
        ({"Timeoutt": "5"}, "Timeoutt"),
        ({"Timeout": "soon"}, "Timeout"),
        ({"Record": "True"}, "Record"),
        ({"Method": "PUT"}, "Method"),
        ({"StatusCallback": "https://a_b.example/"}, "StatusCallback"),
    ],
)
def test_wrong_parameter_is_caught(fake_twilio: FakeTwilio, form: dict[str, str], named: str) -> None:
    """Each breach of the published description is noted, refused and not rung."""
    if not fake_twilio.call_contract.spec_checked:
        pytest.skip("the description is not at hand")
    url = f"{fake_twilio.url}/2010-04-01/Accounts/{fake_twilio.account_sid}/Calls.json"
    whole = {"To": LINE, "From": OUR_NUMBER, "Url": f"{BASE}/line", **form}
    answer = httpx.post(url, data=whole, auth=(fake_twilio.account_sid, fake_twilio.auth_token), timeout=60.0)
    assert answer.status_code == 400
    assert any(problem.startswith(named) for problem in fake_twilio.invalid), fake_twilio.invalid
    assert fake_twilio.calls == []


def test_faults_and_authentication(fake_twilio: FakeTwilio, twilio_client: Client) -> None:
    """Calls meet the same bad days as messages, and the same door."""
    fake_twilio.faults.next(503, on=LINE)
    with pytest.raises(TwilioRestException) as failure:
        ring(twilio_client)
    assert failure.value.status == 503
    stranger = Client(fake_twilio.account_sid, "wrong")
    stranger.api.base_url = fake_twilio.url
    with pytest.raises(TwilioRestException) as refusal:
        ring(stranger)
    assert refusal.value.status == 401
    with pytest.raises(AssertionError, match="asked for 0"):
        fake_twilio.wait_for_calls(1, timeout=0.05)


def test_answers_are_checked(fake_twilio: FakeTwilio) -> None:
    """The check of the double's own answers can fail too."""
    if not fake_twilio.call_contract.spec_checked:
        pytest.skip("the description is not at hand")
    assert fake_twilio.call_contract.check_message({"sid": "SM1"})
    assert fake_twilio.call_contract.check_message({"colour": "red"})


# TwiML


@pytest.mark.parametrize(
    ("twiml", "named"),
    [
        ("<Say>x</Say>", "<Say> is not <Response>"),
        ("<Response><Sing/></Response>", "<Sing> is unknown"),
        ("<Response><Say/></Response>", "<Say> holds ''"),
        ("<Response><Say voice='robot'>x</Say></Response>", "<Say voice='robot'>"),
        ("<Response><Say language='english'>x</Say></Response>", "language"),
        ("<Response><Gather numDigits='0'/></Response>", "numDigits"),
        ("<Response><Gather num_digits='1'/></Response>", "num_digits"),
        ("<Response><Gather action='/taken'/></Response>", "action"),
        ("<Response><Gather><Dial/></Gather></Response>", "<Dial> in <Gather>"),
        ("<Response><Dial timeout='0'><Number>+16175550199</Number></Dial></Response>", "timeout"),
        ("<Response><Dial answerOnBridge='True'><Number>+16175550199</Number></Dial></Response>", "answerOnBridge"),
        ("<Response><Dial callerId='us'><Number>+16175550199</Number></Dial></Response>", "callerId"),
        ("<Response><Dial><Number>617-555-0199</Number></Dial></Response>", "<Number> holds"),
        ("<Response>hello</Response>", "<Response> holds"),
        ("<Response><Hangup/>hello</Response>", "text between"),
        ("<Response><Hangup now='1'/></Response>", "<Hangup now='1'>"),
        (f"<Response><Say>{'x' * 5_000}</Say></Response>", "5000 characters"),
        ("<Response>", "no XML"),
        ("", "no XML"),
    ],
)
def test_twiml_that_twilio_would_stumble_over(twiml: str, named: str) -> None:
    """The check can fail: each slip is named."""
    _, problems = read_twiml(twiml.encode(), "text/xml")
    assert any(named in problem for problem in problems), problems


def test_good_twiml() -> None:
    """And what is right passes, in its place and with its type."""
    twiml = b"<Response><Dial><Number url='https://porchlight.example/x'>+16175550199</Number></Dial></Response>"
    assert read_twiml(twiml, "text/xml; charset=utf-8")[1] == []
    assert read_twiml(twiml, "text/html")[1] == ["Content-Type: text/html"]
    assert read_twiml(twiml, "text/xml", screening=True)[1] == ["<Dial> on a phone that is being dialled"]
    assert (
        read_twiml(b"\xff", "text/xml")[1] and read_twiml(b"<Response>" + b" " * 70_000 + b"</Response>", "text/xml")[1]
    )


# Playing


class Hotline:
    """A service of few words: it says `documents` by path, and notes what it was asked."""

    def __init__(self) -> None:
        number = f"<Number url='{BASE}/person'>{THEIR_NUMBER}</Number>"
        self.documents = {
            "/line": f"<Gather action='{BASE}/taken'><Say>Take it?</Say></Gather><Say>Bye.</Say>",
            "/taken": f"<Dial action='{BASE}/bridged' callerId='{OUR_NUMBER}'>{number}</Dial>",
            "/person": f"<Gather action='{BASE}/connected'><Say>You?</Say></Gather><Hangup/>",
            "/connected": "",
            "/bridged": "<Say>Done.</Say>",
        }
        self.asked: list[tuple[str, dict[str, str]]] = []

    async def __call__(self, request: Request) -> Response:
        """Check the signature and answer."""
        form = dict(await pairs(request))
        signature = request.headers["x-twilio-signature"]
        assert RequestValidator(AUTH_TOKEN).validate(BASE + request.url.path, form, signature)
        self.asked.append((request.url.path, form))
        if request.url.path not in self.documents:
            return Response(status_code=500)
        return Response(f"<Response>{self.documents[request.url.path]}</Response>", media_type="text/xml")


@pytest.fixture
def hotline() -> Hotline:
    """The service."""
    return Hotline()


@pytest.fixture
def call(fake_twilio: FakeTwilio, twilio_client: Client, hotline: Hotline) -> Iterator[PhoneCall]:
    """A call that the service asked for."""
    app = Starlette(routes=[Route("/{path:path}", hotline.__call__, methods=["POST"])])
    with LoopbackServer(app) as server:
        ring(twilio_client, status_callback=f"{BASE}/ended")
        yield PhoneCall(fake_twilio, fake_twilio.calls[0], BASE, server.url)


def test_a_call_is_played(fake_twilio: FakeTwilio, hotline: Hotline, call: PhoneCall) -> None:
    """Both phones, in order, with the parameters that Twilio sends."""
    call.play(PRESSES_1, PRESSES_1)
    assert call.talked and call.rung == [LINE, THEIR_NUMBER]
    assert call.heard == {"line": ["Take it?", "Done."], "person": ["You?"]}
    paths = [path for path, _ in hotline.asked]
    assert paths == ["/line", "/taken", "/person", "/connected", "/bridged", "/ended"]
    forms = dict(hotline.asked)
    assert forms["/line"]["CallSid"] == call.placed.sid and forms["/line"]["Direction"] == "outbound-api"
    assert forms["/taken"]["Digits"] == "1"
    assert forms["/person"]["ParentCallSid"] == call.placed.sid and forms["/person"]["Direction"] == "outbound-dial"
    assert forms["/person"]["CallSid"] == forms["/bridged"]["DialCallSid"] != call.placed.sid
    assert (forms["/bridged"]["DialCallStatus"], forms["/bridged"]["DialBridged"]) == ("completed", "true")
    assert (forms["/ended"]["CallStatus"], forms["/ended"]["CallDuration"]) == ("completed", "42")
    assert fake_twilio.invalid == []


@pytest.mark.parametrize(
    ("line", "person", "heard", "status"),
    [
        (NO_ANSWER, PRESSES_1, [], "no-answer"),
        (BUSY, PRESSES_1, [], "busy"),
        (MAILBOX, PRESSES_1, ["Take it?", "Bye."], "completed"),
        (Phone(keys=(HANGS_UP,)), PRESSES_1, ["Take it?"], "completed"),
        (PRESSES_1, NO_ANSWER, ["Take it?", "Done."], "completed"),
        (PRESSES_1, MAILBOX, ["Take it?", "Done."], "completed"),
        (Phone(keys=("1",), hangs_up_while_ringing=True), PRESSES_1, ["Take it?"], "completed"),
    ],
)
def test_every_end(
    hotline: Hotline, call: PhoneCall, line: Phone, person: Phone, heard: list[str], status: str
) -> None:
    """Nobody talks; what was heard, and how the call to the line ended."""
    call.play(line, person)
    assert not call.talked
    assert call.heard["line"] == heard
    assert hotline.asked[-1][0] == "/ended" and hotline.asked[-1][1]["CallStatus"] == status


def test_what_the_service_does_wrong_is_noted(fake_twilio: FakeTwilio, hotline: Hotline, call: PhoneCall) -> None:
    """TwiML that is none, an address that is not the service's, and an error: an apology, and the end."""
    hotline.documents["/line"] = "<Sing/><Redirect>https://porchlight.example/gone</Redirect>"
    call.play(PRESSES_1)
    assert call.heard["line"] == ["We are sorry, an application error has occurred. Goodbye."]
    assert fake_twilio.invalid == ["TwiML of /line: <Sing> in <Response>", "TwiML of /line: <Sing> is unknown"]
    fake_twilio.invalid.clear()
    hotline.documents["/taken"] = f"<Dial callerId='+16175550188'><Number>{THEIR_NUMBER}</Number></Dial>"
    hotline.documents["/line"] = f"<Gather action='{BASE}/taken'/>"
    call.play(PRESSES_1)
    assert fake_twilio.invalid == ["<Dial callerId>: not a number of this account"]


def test_a_call_that_never_ends(hotline: Hotline, call: PhoneCall) -> None:
    """A document that leads to itself is found out."""
    hotline.documents["/line"] = f"<Redirect>{BASE}/line</Redirect>"
    with pytest.raises(AssertionError, match="never ends"):
        call.play(PRESSES_1)
