"""Which program of a list a message points at: "the second one", "more about #3", "last"."""

from __future__ import annotations

import re
from collections.abc import Iterator

LAST = -1
_MOST = 20

_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "primero": 1, "primera": 1, "primer": 1, "segundo": 2, "segunda": 2, "tercero": 3, "tercera": 3,
    "cuarto": 4, "cuarta": 4, "last": LAST, "ultimo": LAST, "ultima": LAST, "último": LAST, "última": LAST,
}  # fmt: skip
_CARDINALS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
}  # fmt: skip

_ORDINAL = rf"(?P<ordinal>{'|'.join(_ORDINALS)}|(?P<digits_th>\d{{1,2}})(?:st|nd|rd|th))"
_CARDINAL = rf"(?P<cardinal>{'|'.join(_CARDINALS)}|(?P<digits>\d{{1,2}}))"
_THING = (
    r"(?:one|1|place|program|facility|clinic|center|centre|option|choice|result|listing|name|number|address|phone|"
    r"website|on (?:the|ur|your|that) list|opcion|opción|programa|lugar)"
)
_THE = r"(?:the |that |da |el |la )?"
_POLITE = r"(?:\s*(?:pls|plz|please|thanks|thx|por favor))?[\s.!?)]*"

# The whole message is the choice: "2", "#2", "the second one please".
_ALONE = re.compile(rf"[\s(#]*{_THE}(?:{_ORDINAL}(?: {_THING})?|{_CARDINAL}){_POLITE}")
# A choice within a sentence. "number" and "#" ask for a number; an ordinal asks for something to count.
_WITHIN = (
    re.compile(
        rf"(?:\b(?:number|numbr|num|nbr|no\.|option|opt|choice|result|listing|program|place|facility|numero|número|opcion|"
        rf"opción)\s*#?|#)\s*{_CARDINAL}\b(?!\s*(?:steps?|hours?|days?|weeks?|months?|years?|miles?|times?|people))"
    ),
    re.compile(rf"\b{_ORDINAL} {_THING}\b(?!\s*(?:hours?|days?|weeks?|months?|years?))"),
    re.compile(
        r"\b(?:about|details? (?:on|for|of|about)|info (?:on|for|about)|pick|choose|take) "
        rf"{_THE}(?!one\b){_CARDINAL}{_POLITE}$"
    ),
    re.compile(rf"\b(?:about|on|for|pick|choose|call|want|like|take) (?:the|that|el|la) {_ORDINAL}{_POLITE}$"),
)
# Known to be about a list: then a bare number is enough, unless something else is counted or a clock is read.
_LOOSE = re.compile(
    rf"(?<![\w$.:])(?:{_ORDINAL}|(?P<cardinal>(?P<digits>\d{{1,2}})))(?![\w:%]|[.,]\d)"
    r"(?!\s*(?:am|pm|a\.m|p\.m|o.?clock|steps?|hours?|hrs?|days?|weeks?|months?|years?|yrs?|miles?|mi|blocks?|times?|"
    r"people|visits?|sessions?|nights?|mins?|minutes?|week|night|month|year)\b)"
)


def chosen_numbers(text: str, *, choosing: bool = False) -> Iterator[tuple[int, int, int]]:
    """Yield each choice as number (LAST for the last), start and end. `choosing`: the message is about a list."""
    said = text.lower()
    if len(said) != len(text):  # a letter whose lower case is two: places would be off
        said = text
    alone = _ALONE.fullmatch(said)
    if alone:
        yield from _valid([alone])
        return
    taken: set[int] = set()
    for pattern in _WITHIN:
        for number, start, end in _valid(pattern.finditer(said)):
            # "The last place kicked me out" is about the past, unless a list is being talked of.
            if start not in taken and (choosing or number != LAST):
                taken.update(range(start, end))
                yield number, start, end
    if choosing and not taken:
        yield from _valid(_LOOSE.finditer(said))


def _valid(matches: Iterator[re.Match[str]] | list[re.Match[str]]) -> Iterator[tuple[int, int, int]]:
    for match in matches:
        found = match.groupdict()
        if found.get("ordinal"):
            number = _ORDINALS.get(found["ordinal"]) or int(found["digits_th"])
            kind = "ordinal"
        else:
            number = _CARDINALS.get(found["cardinal"]) or int(found["digits"])
            kind = "cardinal"
        if number == LAST or 1 <= number <= _MOST:
            yield number, match.start(kind), match.end(kind)
