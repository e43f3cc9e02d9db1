"""Hides the phone numbers that a person typed: staff see a number only by the logged "show number" action."""

from __future__ import annotations

import re

from phonenumbers import Leniency, PhoneNumberMatcher

MASK = "(phone number)"
# A US number has seven digits at least.
_FEWEST = 7
_DIGIT = re.compile(r"\d")
# What stands between the parts of a number in a text, where PhoneNumberMatcher sees none: 617*555*0123, or two lines.
_ODD = re.compile(
    r"(?<!\d)(?:\+?1[\W_]{1,3})?\(?\d{3}[\W_]{1,3}\d{3}[\W_]{1,3}\d{4}(?:\W{0,2}(?:ext|x|#)\.?\W?\d{1,6})?(?!\d)",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """Return the text with "(phone number)" for each one in it, of the US or with a + in front.

    In doubt it hides: ten digits of an insurance card look like a number too. The worst that can happen: a number
    written out in words stays.
    """
    if len(_DIGIT.findall(text)) < _FEWEST:
        return text
    text = _ODD.sub(MASK, text)
    parts, at = [], 0
    for match in PhoneNumberMatcher(text, "US", leniency=Leniency.POSSIBLE):
        parts += [text[at : match.start], MASK]
        at = match.end
    return "".join([*parts, text[at:]])
