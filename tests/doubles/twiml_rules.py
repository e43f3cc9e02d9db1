"""Which TwiML Twilio understands, as far as calls of ours could need it. Written down from Twilio's TwiML reference."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

from .twilio_contract import E164, public_url

_METHOD = r"GET|POST"
_COUNT = r"[0-9]+"
_BOOLEAN = r"true|false"
_EVENTS = r"(?:initiated|ringing|answered|completed)(?: (?:initiated|ringing|answered|completed))*"
_URL = "url"  # checked as an address, not as a pattern
_LONGEST_SAY = 4096
_LARGEST = 64 * 1024


@dataclass(frozen=True)
class _Element:
    attributes: dict[str, str] = field(default_factory=dict)
    inside: tuple[str, ...] = ()
    text: str | None = None  # a pattern; None: no text


_ELEMENTS = {
    "Response": _Element(inside=("Say", "Play", "Pause", "Gather", "Dial", "Redirect", "Hangup", "Reject")),
    "Say": _Element({"voice": r"man|woman|alice|(?:Polly|Google)\.\S+", "language": r"[a-z]{2}-[A-Z]{2}", "loop": _COUNT},
                    text=r"(?s).+"),
    "Play": _Element({"loop": _COUNT, "digits": r"[0-9*#w]+"}, text=r"\S*"),
    "Pause": _Element({"length": r"[1-9][0-9]*"}),
    "Gather": _Element(
        {
            "action": _URL, "method": _METHOD, "timeout": r"[1-9][0-9]*", "numDigits": r"[1-9][0-9]*",
            "finishOnKey": r"[0-9*#]?", "input": r"dtmf|speech|dtmf speech", "actionOnEmptyResult": _BOOLEAN,
        },
        inside=("Say", "Play", "Pause"),
    ),
    "Dial": _Element(
        {
            "action": _URL, "method": _METHOD, "timeout": r"[1-9]|[1-9][0-9]|[1-5][0-9][0-9]|600", "timeLimit": _COUNT,
            "hangupOnStar": _BOOLEAN, "callerId": E164.pattern, "answerOnBridge": _BOOLEAN, "ringTone": r"[a-z]{2}",
            "record": r"do-not-record", "sequential": _BOOLEAN,
        },
        inside=("Number",),
        text=r"\s*",
    ),
    "Number": _Element(
        {
            "url": _URL, "method": _METHOD, "sendDigits": r"[0-9*#wW]+", "statusCallback": _URL,
            "statusCallbackMethod": _METHOD, "statusCallbackEvent": _EVENTS,
        },
        text=E164.pattern,
    ),
    "Redirect": _Element({"method": _METHOD}, text=r"\S+"),
    "Hangup": _Element(),
    "Reject": _Element({"reason": r"rejected|busy"}),
}  # fmt: skip


def read_twiml(content: bytes, content_type: str, *, screening: bool = False) -> tuple[ElementTree.Element, list[str]]:
    """Return the document and everything in it that Twilio would stumble over.

    `screening`: it runs on a phone that a <Dial> rings; there a <Dial> is not allowed. What cannot be read at all is an
    empty <Response>, with the problem.
    """
    problems = []
    if content_type.split(";")[0].strip() not in ("text/xml", "application/xml"):
        problems.append(f"Content-Type: {content_type or 'none'}")
    if len(content) > _LARGEST:
        problems.append(f"{len(content)} bytes: more than 64 KB")
    try:
        root = ElementTree.fromstring(content.decode("utf-8"))
    except (UnicodeDecodeError, ElementTree.ParseError) as error:
        return ElementTree.Element("Response"), [*problems, f"no XML in UTF-8: {type(error).__name__}"]
    if root.tag != "Response":
        problems.append(f"<{root.tag}> is not <Response>")
    for element in root.iter():
        problems += _problems_of(element)
    if screening and root.find(".//Dial") is not None:
        problems.append("<Dial> on a phone that is being dialled")
    return root, problems


def _problems_of(element: ElementTree.Element) -> list[str]:
    known = _ELEMENTS.get(element.tag)
    if known is None:
        return [f"<{element.tag}> is unknown"]
    problems = [f"<{child.tag}> in <{element.tag}>" for child in element if child.tag not in known.inside]
    for name, value in element.attrib.items():
        pattern = known.attributes.get(name)
        fits = pattern is not None and (public_url(value) if pattern == _URL else re.fullmatch(pattern, value))
        if not fits:
            problems.append(f"<{element.tag} {name}={value!r}>")
    text = element.text or ""
    if len(text) > _LONGEST_SAY:
        problems.append(f"<{element.tag}> holds {len(text)} characters")
    if not re.fullmatch(known.text if known.text is not None else r"\s*", text):
        problems.append(f"<{element.tag}> holds {text!r}")
    if any((child.tail or "").strip() for child in element):
        problems.append(f"<{element.tag}> holds text between its elements")
    return problems
