"""Finds the time of day in what somebody texts about a time: "5", "5:30pm", "after 3", "in the morning"."""

from __future__ import annotations

import re

from hotline.day_words import DAY

# The hours in which a bare "5" or "10" means something: from 8 am to before 9 pm.
FIRST_HOUR, LAST_HOUR = 8, 21
_NOON, _WHOLE_DAY = 12 * 60, 24 * 60

_CLOCK = r"(?P<hour{0}>\d{{1,2}})(?::(?P<minute{0}>[0-5]\d))?(?: ?(?P<half{0}>[ap])m|(?P<letter{0}>[ap]))?\b"
_FREE, _ENDS = r"(?<![\d:/.$#+-])", r"(?![\d:/%-]|\.\d)"
_SPAN = re.compile(_FREE + _CLOCK.format("") + r" ?(?:-|to|and|or|til|till|until|thru) ?" + _CLOCK.format("2") + _ENDS)
_TIME = re.compile(_FREE + _CLOCK.format("") + _ENDS)
_NOT = re.compile(rf"\b(?:not|cant|cannot|except|never|wont|isnt)(?: \w+){{0,2}} (?:{DAY}|\d)")

# A bare number is an hour behind one of these words, and before nothing but one of those: "at 5 is", not "at 5 guys".
_AT = re.compile(
    r"(?:\b(?:at|around|about|after|by|before|like|for|til|till|until|from|near|past|say|maybe|between)|@|~) ?$"
)
_ZONE = "(?:eastern|central|mountain|pacific|[ecmp][sd]?t)"
_BEHIND = re.compile(
    rf" ?(?:$|[.)]|{DAY}|(?:{_ZONE}|oclock|sharp|works?|please|pls|plz|thanks?|ty|ok|okay|good|best|fine|would|will|is|"
    r"in|on|and|or|to|if|when|so|but|because|cuz|since|then|i|im|ill|my|your|me|you|u|at|should|can|could|time|that|"
    r"thats|night|noon|morning|afternoon|evening|for|with|as|may|might|the|there)\b)"
)
# It is an hour too where nothing else is said.
_FILLERS = re.compile(
    rf"(?: ?(?:{DAY}|{_ZONE}|a|about|afternoon|around|at|available|be|best|better|call|can|could|do|evening|fine|for|"
    r"free|good|great|hey|hi|how|in|is|it|lets|maybe|me|morning|my|night|noon|oclock|ok|okay|on|or|please|pls|plz|prefer|"
    r"probably|say|sharp|sure|thanks?|thats?|the|then|time|ty|u|um|uh|what|works?|would|yeah|yep|yes|you|your)(?= |$))*"
)
_BEFORE = re.compile(r"\b(?:before|by) ?$")

# What a part of a day or a meal means, in minutes after midnight, and until when it is still that part.
_PARTS = tuple(
    (re.compile(pattern), start * 60, end * 60)
    for pattern, start, end in (
        (r"\bafter (?:dinner|supper)\b", 19, LAST_HOUR),
        (r"\bafter lunch\b", 13, 17),
        (r"\bafter work\b", 18, LAST_HOUR),
        (r"\bmidnight\b", 24, 24),
        (r"\bnoon\b|\bmid ?day\b|\blunch(?: ?time)?\b", 12, 12),
        (r"\bmorning\b", 10, 12),
        (r"\bafternoon\b", 14, 17),
        (r"\b(?:evening|night)\b", 18, LAST_HOUR),
    )
)
_QUARTER = 15


def find_times(said: str, since: int | None) -> list[int]:
    """Return the times of day that may be meant, in minutes after midnight, the likelier first; none: an empty list.

    `said`: the words, with `DAY` for a day. `since`: for today, how many minutes of it are over: "this evening" may
    still be meant when the evening has begun.
    """
    if _NOT.search(said):
        return []
    if span := _SPAN.search(said):
        return _shifted(said, span, _first_of(span, _part(said)))
    for match in _TIME.finditer(said):
        sure = match["minute"] or match["half"] or match["letter"]
        if sure or (_AT.search(said[: match.start()]) and _BEHIND.match(said, match.end())) or _alone(said, match):
            times = _meant(match["hour"], match["minute"], match["half"] or match["letter"], _part(said))
            if times:
                return _shifted(said, match, times)
    for pattern, start, end in _PARTS:
        if named := pattern.search(said):
            return _shifted(said, named, [start, *_still(since, end)])
    return []


def _alone(said: str, match: re.Match[str]) -> bool:
    others = f"{said[: match.start()]} {said[match.end() :]}".replace(".", " ").split()
    return _FILLERS.fullmatch(" ".join(others)) is not None


def _first_of(span: re.Match[str], part: str | None) -> list[int]:
    """The first of two times: "2-4pm" begins at 2 pm, "11 to 1pm" at 11 am."""
    first, last = int(span["hour"]) % 12, int(span["hour2"]) % 12
    half = span["half"] or span["letter"]
    after = span["half2"] or span["letter2"]
    if half is None and after is not None:
        half = after if first <= last else {"p": "a", "a": "p"}[after]
    return _meant(span["hour"], span["minute"], half, part)


def _meant(hour_text: str, minute_text: str | None, half: str | None, part: str | None) -> list[int]:
    hour, minute = int(hour_text), int(minute_text or 0)
    half = half or part
    if half and 1 <= hour <= 12:
        return [(hour % 12 + (12 if half == "p" else 0)) * 60 + minute]
    if minute_text and (hour == 0 or 13 <= hour <= 23):
        return [hour * 60 + minute]
    if not 1 <= hour <= 12:
        return []
    both = (hour % 12 * 60 + minute, hour % 12 * 60 + minute + _NOON)
    return [time for time in both if FIRST_HOUR * 60 <= time < LAST_HOUR * 60]


def _part(said: str) -> str | None:
    if re.search(r"\bmorning\b", said):
        return "a"
    return "p" if re.search(r"\b(?:afternoon|evening|night)\b", said) else None


def _shifted(said: str, match: re.Match[str], times: list[int]) -> list[int]:
    """Behind "before" or "by", an hour earlier."""
    earlier = 60 if _BEFORE.search(said[: match.start()]) else 0
    return [time - earlier for time in times if time >= earlier]


def _still(since: int | None, end: int) -> list[int]:
    """A time soon, while a part of the day goes on."""
    if since is None:
        return []
    soon = -(-(since + _QUARTER) // _QUARTER) * _QUARTER
    return [soon] if soon <= end - _QUARTER else []
