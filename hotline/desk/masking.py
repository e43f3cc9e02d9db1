"""Hides the phone numbers that a person typed: staff see a number only by the logged "show number" action."""

from __future__ import annotations

import re

from phonenumbers import Leniency, PhoneNumberMatcher

MASK = "(phone number)"
# A US number has seven digits at least.
_FEWEST = 7
_DIGIT = re.compile(r"\d")
# PhoneNumberMatcher takes a millisecond for three numbers, and a page has two hundred messages. Where there are more
# digits than anybody needs to say something, whatever may be a number is hidden.
_MOST = 60
_RUN = re.compile(r"\d(?:[\W_]{0,3}\d){6,}")
# Where PhoneNumberMatcher sees none, and hotline.zones.read_us_number, which takes a number to call, does: parts with
# anything between them (617*555*0123, two lines), digits one by one (6,1,7,5,5,5,0,1,2,3).
_ODD = re.compile(
    r"(?<!\d)(?:(?:\+|00)?1[\W_]{0,3})?(?:\(?\d{3}[\W_]{0,3}\d{3}[\W_]{0,3}\d{4}|(?:\d[\W_]{1,3}){9}\d)"
    r"(?:\W{0,2}(?:ext|x|#)\.?\W?\d{1,6})?(?!\d)",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """Return the text with "(phone number)" for each one in it, of the US or with a + in front.

    In doubt it hides: ten digits of an insurance card look like a number too. The worst that can happen: a number
    written out in words stays.
    """
    digits = len(_DIGIT.findall(text))
    if digits < _FEWEST:
        return text
    if digits > _MOST:
        return _RUN.sub(MASK, text)
    text = _ODD.sub(MASK, text)
    parts, at = [], 0
    for match in PhoneNumberMatcher(text, "US", leniency=Leniency.POSSIBLE):
        parts += [text[at : match.start], MASK]
        at = match.end
    return "".join([*parts, text[at:]])
