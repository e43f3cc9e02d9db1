"""What Twilio asks during a call, one request at a time: forged, late, twice, or of a call that nobody knows."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from hotline.tables import calls
from hotline.voice import twiml
from hotline.voice.webhooks import VoiceWebhooks
from porchlight.database import Database
from tests.connectors.scene import Scene
from tests.doubles.phone_call import PRESSES_1
from tests.doubles.twilio import FakeTwilio
from tests.doubles.twilio_webhooks import new_sid, signed
from tests.hotline.voice.telephone import BROKE, MISSED_YOU, NOBODY, PUBLIC_URL, Telephone

STEPS = ("line", "taken", "person", "connected", "bridged", "ended")
OVER = twiml.goodbye()


class Ringing:
    """A call whose line rings, and short ways to say what Twilio asks of it."""

    def __init__(self, telephone: Telephone) -> None:
        self.telephone = telephone
        self.handoff = telephone.waits()
        self.sid = telephone.asks(self.handoff).placed.sid
        telephone.wait_until(lambda: telephone.call.status == "ringing")
        self.token = telephone.call.token

    def line(self, step: str, **form: str) -> httpx.Response:
        """A request of the call to the line."""
        return self.telephone.post(step, self.token, CallSid=self.sid, **form)

    def person(self, step: str, **form: str) -> httpx.Response:
        """A request of the call to the person."""
        return self.telephone.post(step, self.token, CallSid=new_sid("CA"), ParentCallSid=self.sid, **form)

    def connects(self) -> None:
        """Everybody presses 1."""
        assert "<Gather" in self.line("line").text
        assert "<Dial" in self.line("taken", Digits="1").text
        assert "<Gather" in self.person("person").text
        assert self.person("connected", Digits="1").text == twiml.joined()

    @property
    def state(self) -> tuple[str, str | None, int]:
        """Where it stands, how it ended, and how often the person was told something."""
        call = self.telephone.call
        return call.status, call.result, len(self.telephone.told())


@pytest.fixture
def ringing(telephone: Telephone) -> Ringing:
    """A call whose line rings."""
    return Ringing(telephone)


# Who may ask


@pytest.mark.parametrize("step", STEPS)
def test_forged_requests_change_nothing(ringing: Ringing, step: str) -> None:
    """No signature, a wrong one, one of another address, and one over other words: 403."""
    telephone, before = ringing.telephone, ringing.state
    address = f"/webhooks/voice/{step}/{ringing.token}"
    form = {"CallSid": ringing.sid, "Digits": "1", "CallStatus": "completed", "DialCallStatus": "busy"}
    _, headers, body = signed(PUBLIC_URL + address, telephone.twilio.auth_token, form)
    for changed, content in (
        ({"X-Twilio-Signature": ""}, body),
        ({"X-Twilio-Signature": "bm90IGEgc2lnbmF0dXJl"}, body),
        (signed(f"https://evil.test{address}", telephone.twilio.auth_token, form)[1], body),
        (signed(PUBLIC_URL + address, "0" * 32, form)[1], body),
        ({}, body + b"&Digits=2"),
    ):
        answer = httpx.post(telephone.url + address, headers={**headers, **changed}, content=content)
        assert answer.status_code == 403
    assert httpx.post(telephone.url + address, data=form).status_code == 403
    assert ringing.state == before


def test_the_public_address_is_what_was_signed(ringing: Ringing) -> None:
    """Not the host of the request, which a proxy rewrites and anyone can forge; the query counts too."""
    telephone = ringing.telephone
    address = f"/webhooks/voice/line/{ringing.token}?x=1"
    _, headers, body = signed(PUBLIC_URL + address, telephone.twilio.auth_token, {"CallSid": ringing.sid})
    headers["Host"] = "evil.test"
    assert httpx.post(telephone.url + address, headers=headers, content=body).status_code == 200
    assert httpx.post(telephone.url + address.replace("x=1", "x=2"), headers=headers, content=body).status_code == 403


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"\xff=1", 400), (b"CallSid=%ff", 400), (b"&".join(b"a%d=1" % i for i in range(300)), 400),
        (b"", 403), (b"{}", 400), (b"a=" + b"x" * 70_000, 413),
    ],
)  # fmt: skip
@pytest.mark.parametrize("step", STEPS)
def test_what_is_no_form_is_refused(ringing: Ringing, step: str, content: bytes, status: int) -> None:
    """Malformed, empty, giant: refused before anything is looked up."""
    url = f"{ringing.telephone.url}/webhooks/voice/{step}/{ringing.token}"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": "x"}
    assert httpx.post(url, content=content, headers=headers).status_code == status


def test_a_giant_that_does_not_say_so(ringing: Ringing) -> None:
    """Chunk by chunk, without a length: it is not read to its end."""

    def chunks() -> object:
        for _ in range(100):
            yield b"x" * 10_000

    url = f"{ringing.telephone.url}/webhooks/voice/line/{ringing.token}"
    assert httpx.post(url, content=chunks()).status_code == 413  # type: ignore[arg-type]


@pytest.mark.parametrize("step", STEPS)
def test_a_signed_form_without_a_call_is_a_bad_request(ringing: Ringing, step: str) -> None:
    """400: it cannot be what Twilio sends."""
    assert ringing.telephone.post(step, ringing.token, From="+1").status_code == 400


@pytest.mark.parametrize("step", STEPS)
def test_only_posts(ringing: Ringing, step: str) -> None:
    """What a browser may be tricked into asking has no answer."""
    url = f"{ringing.telephone.url}/webhooks/voice/{step}/{ringing.token}"
    assert httpx.get(url).status_code == 405
    assert httpx.post(f"{ringing.telephone.url}/webhooks/voice/{step}/").status_code == 404


def test_without_calls_there_is_nothing(scene: Scene) -> None:
    """404 with a hint, whatever is sent."""
    site = TestClient(Starlette(routes=VoiceWebhooks(None, lambda: None).routes()))
    for step in STEPS:
        answer = site.post(f"/webhooks/voice/{step}/abc", content=b"\xff")
        assert answer.status_code == 404 and "porchlight check" in answer.text


# Calls that are not there


@pytest.mark.parametrize("token", ["x", "a" * 43, "0", "null", "select-1", "a" * 2_000])
def test_an_unknown_call_is_ended_politely(telephone: Telephone, token: str) -> None:
    """Whoever is on the phone hears that it is over."""
    for step in STEPS:
        answer = telephone.post(step, token, CallSid="CA1", Digits="1")
        if step == "ended":
            assert (answer.status_code, answer.text) == (204, "")
        else:
            assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/xml")
            assert answer.text == (twiml.hang_up() if step == "bridged" else OVER)


@pytest.mark.parametrize("token", ["%2e%2e%2f", "'; DROP TABLE calls;--", "%00", "é", "a/b", "%ff", "?", "#"])
def test_an_address_that_we_never_gave(telephone: Telephone, token: str) -> None:
    """Refused or over, never an error of ours."""
    for step in STEPS:
        assert telephone.post(step, token, CallSid="CA1").status_code in (200, 204, 307, 403, 404)


def test_a_call_of_somebody_erased_is_over(ringing: Ringing) -> None:
    """Nothing of them is said, to whoever picks up."""
    with ringing.telephone.scene.database.write() as connection:
        ringing.telephone.handoffs.forget(connection, ringing.handoff.conversation_id)
    assert ringing.line("line").text == OVER
    assert ringing.line("taken", Digits="1").text == OVER
    assert ringing.person("person").text == OVER
    assert ringing.line("ended", CallStatus="completed").status_code == 204


@pytest.mark.parametrize("step", STEPS)
def test_another_call_to_the_line_is_not_this_one(ringing: Ringing, step: str) -> None:
    """Its address is right and its id is not: nothing changes."""
    before = ringing.state
    other = new_sid("CA")
    form = {"ParentCallSid": other, "Digits": "1", "CallStatus": "completed", "DialCallStatus": "completed"}
    answer = ringing.telephone.post(step, ringing.token, CallSid=other, **form)
    assert answer.status_code == (204 if step == "ended" else 200)
    assert "<Dial" not in answer.text and "<Gather" not in answer.text
    assert ringing.state == before


def test_a_call_that_was_taken_back_is_over(ringing: Ringing) -> None:
    """They wrote NO CALL while the line rang: their phone does not."""
    with ringing.telephone.scene.database.write() as connection:
        assert ringing.telephone.calls.unwant(connection, ringing.handoff)
    assert ringing.line("line").text == OVER
    assert ringing.line("taken", Digits="1").text == OVER
    assert ringing.line("ended", CallStatus="completed").status_code == 204
    assert ringing.state == ("ended", "cancelled", 0)


# Twice, late, out of order


def test_everything_twice(ringing: Ringing) -> None:
    """Twilio may repeat each request: the answer is the same, and nothing happens a second time."""
    for step, person, form in (
        ("line", False, {}), ("taken", False, {"Digits": "1"}), ("person", True, {}), ("connected", True, {"Digits": "1"}),
    ):  # fmt: skip
        ask = ringing.person if person else ringing.line
        assert ask(step, **form).text == ask(step, **form).text
    done = {"DialCallStatus": "completed", "DialBridged": "true"}
    assert ringing.line("bridged", **done).text == ringing.line("bridged", **done).text == twiml.hang_up()
    for _ in range(2):
        assert ringing.line("ended", CallStatus="completed").status_code == 204
    assert ringing.state == ("ended", "completed", 0)
    actions = [action for action, _ in ringing.telephone.log()]
    assert actions == ["call_wanted", "call_taken", "call_ended"]


def test_a_missed_call_is_told_once(ringing: Ringing) -> None:
    """However often Twilio says it."""
    ringing.line("line")
    ringing.line("taken", Digits="1")
    for _ in range(3):
        ringing.line("bridged", DialCallStatus="no-answer")
        ringing.line("ended", CallStatus="completed")
    assert ringing.state == ("ended", "person_no_answer", 1)


def test_the_first_word_on_how_it_ended_stays(ringing: Ringing) -> None:
    """A later status cannot turn it back."""
    ringing.line("ended", CallStatus="busy")
    ringing.line("ended", CallStatus="completed")
    ringing.line("line")
    ringing.line("bridged", DialCallStatus="completed", DialBridged="true")
    assert ringing.state == ("ended", "line_busy", 1)
    assert ringing.telephone.told()[0].startswith(NOBODY)


def test_the_end_may_overtake_the_persons_phone(ringing: Ringing) -> None:
    """Whoever took it has hung up, and Twilio says that first: their phone, still ringing, says it is over."""
    ringing.line("line")
    ringing.line("taken", Digits="1")
    ringing.line("ended", CallStatus="completed")
    assert ringing.state == ("ended", "hung_up", 1)
    assert ringing.person("person").text == OVER
    assert ringing.person("connected", Digits="1").text == OVER
    assert ringing.line("bridged", DialCallStatus="canceled").text == twiml.hang_up()
    assert ringing.state == ("ended", "hung_up", 1)
    assert ringing.telephone.told()[0].startswith(BROKE)


def test_the_end_may_overtake_the_bridge(ringing: Ringing) -> None:
    """They talked, whichever of the two is heard first."""
    ringing.connects()
    ringing.line("ended", CallStatus="completed")
    ringing.line("bridged", DialCallStatus="completed", DialBridged="true")
    assert ringing.state == ("ended", "completed", 0)


def test_a_bridge_without_the_word_for_it(ringing: Ringing) -> None:
    """Both pressed 1; that is what counts where Twilio does not say whether they were joined."""
    ringing.connects()
    assert ringing.line("bridged", DialCallStatus="completed").text == twiml.hang_up()
    assert ringing.state == ("ended", "completed", 0)


def test_nobody_was_there_any_more(ringing: Ringing) -> None:
    """The person pressed 1 in the moment in which the line hung up."""
    ringing.connects()
    ringing.line("bridged", DialCallStatus="completed", DialBridged="false")
    assert ringing.state == ("ended", "hung_up", 1)


def test_steps_out_of_turn_do_nothing(ringing: Ringing) -> None:
    """Nobody at the line has pressed 1: the person's phone has nothing to say, and nothing is over."""
    assert ringing.person("person").text == OVER
    assert ringing.person("connected", Digits="1").text == OVER
    assert ringing.line("bridged", DialCallStatus="completed").text == twiml.hang_up()
    assert ringing.state == ("ringing", None, 0)
    ringing.connects()
    assert ringing.line("line").text == OVER
    assert ringing.state == ("connected", None, 0)


@pytest.mark.parametrize("status", ["queued", "initiated", "ringing", "in-progress", "answered", "", "beamed"])
def test_what_is_no_end_ends_nothing(ringing: Ringing, status: str) -> None:
    """Progress that nobody asked for, and words that nobody knows."""
    assert ringing.line("ended", CallStatus=status).status_code == 204
    assert ringing.state == ("ringing", None, 0)


@pytest.mark.parametrize(
    ("status", "result"),
    [("no-answer", "line_no_answer"), ("busy", "line_busy"), ("failed", "line_failed"), ("canceled", "line_failed")],
)
def test_a_line_that_was_never_picked_up(ringing: Ringing, status: str, result: str) -> None:
    """The only news of it is its end."""
    ringing.line("ended", CallStatus=status)
    assert ringing.state == ("ended", result, 1)


def test_an_end_before_twilios_answer(telephone: Telephone, twilio: FakeTwilio) -> None:
    """The answer to our asking was lost, and the line was busy at once."""
    twilio.faults.next("lost")
    call = telephone.asks(telephone.waits())
    call.end("busy")
    assert telephone.result == "line_busy"
    assert [told[: len(NOBODY)] for told in telephone.told()] == [NOBODY]


@pytest.mark.parametrize("status", ["", "beamed"])
def test_an_unknown_fate_of_the_persons_phone(ringing: Ringing, status: str) -> None:
    """Not reached, for a reason that has no name yet."""
    ringing.line("line")
    ringing.line("taken", Digits="1")
    assert "did not go through" in ringing.line("bridged", DialCallStatus=status).text
    assert ringing.state == ("ended", "person_failed", 1)


@pytest.mark.parametrize("digits", ["", "11", "2", "*", "one", "1 ", "1" * 10_000])
def test_only_a_1_is_a_1(ringing: Ringing, digits: str) -> None:
    """Everything else is asked about again, on both phones."""
    ringing.line("line")
    assert "<Dial" not in ringing.line("taken", Digits=digits).text
    ringing.line("taken", Digits="1")
    assert "<Gather" in ringing.person("connected", Digits=digits).text
    assert ringing.state[0] == "taken"


def test_a_person_who_opted_out_while_it_rang(ringing: Ringing) -> None:
    """They are not told by text, and whoever is at the line is not told that they were."""
    ringing.line("line")
    ringing.line("taken", Digits="1")
    ringing.telephone.says_stop(ringing.handoff)
    heard = ringing.line("bridged", DialCallStatus="no-answer").text
    assert "did not pick up" in heard and "text" not in heard.split("<Say")[1]
    assert ringing.state == ("ended", "person_no_answer", 0)


# Without the database


@pytest.fixture
def stuck(scene: Scene, telephone: Telephone, twilio: FakeTwilio, short_folder: Path) -> Telephone:
    """Another process whose database does not answer in time."""
    impatient = Scene(Database(scene.database.url, wait=0.05))
    other = Telephone(impatient, twilio, short_folder, patience=0.2)
    with other:
        yield other


@pytest.mark.sqlite
def test_without_the_database_the_call_ends_with_an_apology(telephone: Telephone, stuck: Telephone) -> None:
    """Whoever is on the phone hears why; two who are about to be joined are joined; nothing has changed."""
    call = Ringing(telephone)
    call.line("line")
    call.line("taken", Digits="1")
    here, call.telephone = call.telephone, stuck
    with here.scene.database.write():
        assert "technical problem" in call.line("line").text
        assert "technical problem" in call.line("taken", Digits="1").text
        assert "did not work" in call.person("person").text and "porchlight" not in call.person("person").text.lower()
        assert call.person("connected", Digits="1").text == twiml.joined()
        assert call.line("bridged", DialCallStatus="busy").text == twiml.hang_up()
        answer = call.line("ended", CallStatus="completed")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert here.call.status == "taken"
    call.telephone = here
    call.line("bridged", DialCallStatus="completed", DialBridged="true")  # what they were told to be, they were
    assert call.state == ("ended", "completed", 0)


def test_a_database_that_comes_back_in_time(telephone: Telephone, twilio: FakeTwilio) -> None:
    """Twilio waits: a moment without the database costs no call."""
    call = telephone.asks(telephone.waits())
    with telephone.scene.database.write():
        telephone.changed()
    assert call.play(PRESSES_1, PRESSES_1).talked


# What the person's text is


def test_they_are_told_how_to_go_on(ringing: Ringing) -> None:
    """The number, and the code by which staff find their story."""
    ringing.line("line")
    ringing.line("taken", Digits="1")
    ringing.line("bridged", DialCallStatus="no-answer")
    (told,) = ringing.telephone.told()
    assert told.startswith(MISSED_YOU)
    assert "1-617-555-0199" in told and ringing.handoff.code in told


def test_what_twilio_gets_is_escaped(telephone: Telephone) -> None:
    """A reason with signs of XML in it stays words."""
    handoff = telephone.waits()
    said = twiml.whisper(telephone.trunk, "t&k", handoff.code, 'a <b> & "c"', "en")
    assert "a &lt;b&gt; &amp;" in said and "t&amp;k" in said


def test_only_the_calls_own_row_changes(telephone: Telephone) -> None:
    """Two people's calls at once: the end of one is not the other's."""
    one, two = telephone.waits(), telephone.waits("+13125550199")
    telephone.wants(one)
    telephone.next_call(1)
    telephone.wants(two)
    telephone.next_call(2).play(PRESSES_1, PRESSES_1)
    telephone.wait_until(lambda: "ringing" in {row.status for row in telephone.scene.rows(calls)})
    assert [row.result for row in telephone.scene.rows(calls)] == [None, "completed"]


def test_signatures_cover_every_parameter(ringing: Ringing) -> None:
    """A parameter that was added behind the signature is noticed, also one without a value."""
    address = f"/webhooks/voice/taken/{ringing.token}"
    _, headers, _ = signed(PUBLIC_URL + address, ringing.telephone.twilio.auth_token, {"CallSid": ringing.sid})
    body = urlencode({"CallSid": ringing.sid, "Digits": "1"})
    assert httpx.post(ringing.telephone.url + address, content=body, headers=headers).status_code == 403


def test_without_a_database_the_person_is_told_in_every_language() -> None:
    """Nobody can look up theirs then."""
    said = [(each.attrib["language"], each.text) for each in ElementTree.fromstring(twiml.call_failed()).iter("Say")]
    assert said == [
        ("en-US", "Sorry, this call did not work. Goodbye."),
        ("es-MX", "Lo sentimos, esta llamada no funcionó. Adiós."),
    ]
