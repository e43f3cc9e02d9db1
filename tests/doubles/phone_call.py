"""Plays a call that FakeTwilio was asked to make: rings both phones, obeys the TwiML, and asks for it over HTTP.

What a phone hears and what is asked is noted. The parameters are those that Twilio documents; each request is signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Literal
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import httpx

from .twilio import FakeTwilio
from .twilio_voice import PlacedCall
from .twilio_webhooks import new_sid, signed
from .twiml_rules import read_twiml

HANGS_UP = "hangs up"
_MOST_DOCUMENTS = 30


@dataclass(frozen=True)
class Phone:
    """How a phone, and whoever is at it, behaves.

    keys: what is pressed at each question; None: nothing, HANGS_UP: the end. Behind the last, nothing. So a mailbox is
    a phone without keys.
    """

    answer: Literal["picks up", "no-answer", "busy", "failed"] = "picks up"
    keys: tuple[str | None, ...] = ()
    hangs_up_while_ringing: bool = False


PRESSES_1 = Phone(keys=("1",))
MAILBOX = Phone()
NO_ANSWER, BUSY, BROKEN = Phone("no-answer"), Phone("busy"), Phone("failed")


class _Over(Exception):
    """This phone is on the hook."""


@dataclass
class _Leg:
    """One of the two phones."""

    name: str
    sid: str
    to: str
    from_: str
    direction: str
    parent: str | None
    keys: Iterator[str | None]
    hangs_up_while_ringing: bool
    documents: int = 0


@dataclass(frozen=True)
class Asked:
    """One request of Twilio's and how it was answered."""

    path: str
    form: Mapping[str, str] = field(repr=False)
    status: int
    content_type: str
    body: str = field(repr=False)


class PhoneCall:
    """One call. `heard` is what was said on each phone, "line" and "person"; `asked` is every request in order.

    talked: the two were joined. What Twilio would stumble over goes to the double's `invalid`.
    """

    def __init__(self, twilio: FakeTwilio, placed: PlacedCall, public_url: str, local_url: str) -> None:
        """`public_url`: what the service told Twilio; its requests really go to `local_url`."""
        self.twilio = twilio
        self.placed = placed
        self.heard: dict[str, list[str]] = {"line": [], "person": []}
        self.asked: list[Asked] = []
        self.rung: list[str] = []
        self.talked = False
        # What Twilio says of a phone that was picked up and hung up again before the two were joined.
        self.unjoined = "completed"
        self._public_url = public_url.rstrip("/")
        self._local_url = local_url.rstrip("/")

    def play(self, line: Phone, person: Phone = PRESSES_1) -> PhoneCall:
        """Play it to its end, the last status callback included."""
        placed = self.placed
        leg = _Leg(
            "line", placed.sid, placed.to, placed.from_, "outbound-api", None, iter(line.keys),
            line.hangs_up_while_ringing,
        )  # fmt: skip
        self.rung.append(leg.to)
        if line.answer != "picks up":
            self.end(line.answer)
            return self
        try:
            self._obey(leg, self._twiml(leg, placed.url), person)
        except _Over:
            pass
        self.end("completed")
        return self

    def end(self, status: str) -> Asked | None:
        """Tell what became of the call to the line, as Twilio does once it is over."""
        placed = self.placed
        if placed.status_callback is None:
            return None
        form = self._common(placed.sid, placed.to, placed.from_, "outbound-api", status) | {
            "CallbackSource": "call-progress-events",
            "SequenceNumber": "0",
            "Timestamp": formatdate(usegmt=True).replace("GMT", "+0000"),
        }
        if status == "completed":
            form |= {"CallDuration": "42", "Duration": "1"}
        return self.post(placed.status_callback, form)

    def post(self, url: str, form: Mapping[str, str]) -> Asked:
        """Make one signed request, to any step of the call."""
        if not url.startswith(self._public_url + "/"):
            self.twilio.invalid.append(f"{urlsplit(url).netloc}: not the service's address")
        _, headers, body = signed(url, self.twilio.auth_token, form)
        local = self._local_url + url[len(self._public_url) :]
        answer = httpx.post(local, content=body, headers=headers, timeout=30.0, trust_env=False)
        asked = Asked(
            urlsplit(url).path, dict(form), answer.status_code, answer.headers.get("content-type", ""), answer.text
        )
        self.asked.append(asked)
        return asked

    # Obeying

    def _obey(self, leg: _Leg, document: ElementTree.Element, person: Phone | None = None) -> None:
        """Do what a document says; return at its end, or raise _Over where the call ends before."""
        for verb in document:
            if verb.tag == "Say":
                self.heard[leg.name].append(verb.text or "")
            elif verb.tag == "Gather":
                self.heard[leg.name] += [said.text or "" for said in verb.iter("Say")]
                key = next(leg.keys, None)
                if key == HANGS_UP:
                    raise _Over
                if key is not None:
                    return self._obey(leg, self._twiml(leg, verb.attrib["action"], {"Digits": key}), person)
            elif verb.tag == "Redirect":
                return self._obey(leg, self._twiml(leg, verb.text or ""), person)
            elif verb.tag in ("Hangup", "Reject"):
                raise _Over
            elif verb.tag == "Dial":
                assert person is not None, "a phone that is being dialled cannot dial"
                outcome = self._dial(leg, verb, person)
                if "action" in verb.attrib:
                    after = self._twiml(leg, verb.attrib["action"], outcome)
                    if outcome["DialCallStatus"] == "canceled":
                        raise _Over
                    return self._obey(leg, after, person)
        return None

    def _dial(self, leg: _Leg, dial: ElementTree.Element, person: Phone) -> dict[str, str]:
        """Ring the person, and return what Twilio says of it."""
        number = dial.find("Number")
        assert number is not None and number.text
        if dial.attrib.get("callerId") not in (None, leg.from_):
            self.twilio.invalid.append("<Dial callerId>: not a number of this account")
        other = _Leg(
            "person", new_sid("CA"), number.text, dial.attrib.get("callerId", leg.from_), "outbound-dial", leg.sid,
            iter(person.keys), False,
        )  # fmt: skip
        self.rung.append(other.to)
        outcome = {"DialCallSid": other.sid, "DialBridged": "false"}
        if leg.hangs_up_while_ringing:
            return outcome | {"DialCallStatus": "canceled"}
        if person.answer != "picks up":
            return outcome | {"DialCallStatus": person.answer}
        try:
            if "url" in number.attrib:
                self._obey(other, self._twiml(other, number.attrib["url"]))
        except _Over:
            return outcome | {"DialCallStatus": self.unjoined}
        self.talked = True
        return outcome | {"DialBridged": "true", "DialCallStatus": "completed", "DialCallDuration": "37"}

    def _twiml(self, leg: _Leg, url: str, more: Mapping[str, str] | None = None) -> ElementTree.Element:
        leg.documents += 1
        assert leg.documents <= _MOST_DOCUMENTS, "this call never ends"
        form = self._common(leg.sid, leg.to, leg.from_, leg.direction, "in-progress")
        if leg.parent is not None:
            form["ParentCallSid"] = leg.parent
        if more and "Digits" in more:
            form |= {"msg": "Gather End", "FinishedOnKey": ""}
        base = self.asked[-1].path if self.asked else ""
        asked = self.post(urljoin(self._public_url + base, url), form | dict(more or {}))
        if asked.status != 200:
            self.heard[leg.name].append("We are sorry, an application error has occurred. Goodbye.")
            raise _Over
        document, problems = read_twiml(asked.body.encode(), asked.content_type, screening=leg.parent is not None)
        self.twilio.invalid += [f"TwiML of {asked.path}: {problem}" for problem in problems]
        return document

    def _common(self, sid: str, to: str, from_: str, direction: str, status: str) -> dict[str, str]:
        """What Twilio sends with every request about a call."""
        place = {f"{end}{part}": "" for end in ("From", "To", "Caller", "Called") for part in ("City", "State", "Zip")}
        return place | {
            "AccountSid": self.twilio.account_sid,
            "ApiVersion": "2010-04-01",
            "CallSid": sid,
            "CallStatus": status,
            "Called": to,
            "CalledCountry": "US",
            "Caller": from_,
            "CallerCountry": "US",
            "Direction": direction,
            "From": from_,
            "FromCountry": "US",
            "To": to,
            "ToCountry": "US",
        }
