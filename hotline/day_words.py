"""Finds the day in what somebody texts about a time: "tmrw", "friday", "11/28", "in 2 days"."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from hotline.time_words import in_english

DAY = "@day"  # stands in the words for the day that was found in them
_LONGEST = 300  # characters
_A_YEAR = dt.timedelta(days=366)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_HOUR = r"(?<![\d/:.])(1[0-2]|[1-9])"

# In this order: each is looked for in what the ones before have made of the text.
_REWORDED = [
    (re.compile(pattern), words)
    for pattern, words in (
        (r"['’`,!?;()\"]", ""),
        (r"\b([ap])\.? ?m\b\.?", r"\1m"),
        *((rf"\b{word}\b", str(number)) for number, word in enumerate(_NUMBERS, 1)),
        (r"\bfifteen\b", "15"), (r"\btwenty\b", "20"), (r"\bthirty\b", "30"), (r"\bfort?y[ -]?5\b", "45"),
        (r"\bto?m+o?r+[oa]?w\b|\b(?:tmrw?|tmw|tomor?o?|2moro?w?|2mrw?)\b", "tomorrow"),
        (r"\btonite\b", "tonight"),
        (r"\bhalf past (\d{1,2})\b", r"\1:30"),
        (r"\b(?:a )?quarter (?:past|after) (\d{1,2})\b", r"\1:15"),
        (r"\b(?:an? |1 )?(?:hour|hr) and (?:a )?half\b", "90 minutes"),
        (r"\b(?:a )?half (?:an |a )?(?:hour|hr)\b", "30 minutes"),
        (r"\b(?:a )?couple (?:of )?(hours|hrs)\b", r"2 \1"),
        (r"\ban? (hour|hr|minute|min)\b", r"1 \1"),
        (rf"{_HOUR}[.h]([0-5]\d)\b(?!\.)", r"\1:\2"),
        (rf"{_HOUR} (15|30|45)\b(?! ?(?:m|h))", r"\1:\2"),
        (rf"{_HOUR}([0-5]\d) ?(?=[ap]m?\b)", r"\1:\2"),
        (rf"(?:^|(?<=at )){_HOUR}([0-5][05])$", r"\1:\2"),
        (r"(\d)(?: ?o ?clock| ?ish)\b", r"\1 oclock"),
        (r"\s+", " "),
    )
]  # fmt: skip
_QUARTER_TO = re.compile(r"\b(?:a )?quarter (?:to|till?|of) (\d{1,2})\b")

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_ORDINAL = r"(?:st|nd|rd|th)"
_DATE = re.compile(
    rf"\b(?:{_MONTH} \d{{1,2}}{_ORDINAL}?(?: 20\d\d)?|\d{{1,2}}{_ORDINAL}? (?:of )?{_MONTH}(?: 20\d\d)?"
    r"|\d{1,2}/\d{1,2}(?:/(?:20)?\d\d)?)(?![\w/])"
)
_NTH = re.compile(rf"\b(?:the )?(\d{{1,2}}){_ORDINAL}\b")
_AHEAD: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"\b(?:the )?day after tomorrow\b"), 2),
    (re.compile(r"\btomorrow\b"), 1),
    (re.compile(r"\btoday\b|\bthis (?=morning|afternoon|evening|noon)|\bto(?=night\b)"), 0),
)
_IN_DAYS = re.compile(r"\bin (\d{1,2}) days?\b|\b(\d{1,2}) days? from now\b")
_NAMED = re.compile(
    r"\b(?:(?:on|this|coming|next) )*(?P<day>mon|tues?|wed(?:nes|s)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b"
)
_NEXT_WEEK = re.compile(r"\bnext week\b")
_UNREADABLE = re.compile(r"\byesterday\b|\bweek(?:end|day)?s?\b|\bmonths?\b|\byears?\b|\bago\b|\bevery\b|\bdays\b")


def spoken(text: str) -> str:
    """Return a text in the words that are looked for: lower case, "5:30" for half past five, "tomorrow" for tmrw."""
    said = in_english(unicodedata.normalize("NFKC", text[:_LONGEST]).casefold())
    for pattern, words in _REWORDED:
        said = pattern.sub(words, said)
    return _QUARTER_TO.sub(lambda to: f"{(int(to[1]) - 2) % 12 + 1}:45", said).strip(" .")


def find_day(said: str, today: dt.date) -> tuple[list[dt.date] | None, str]:
    """Return the days that may be meant, the likelier first, and the words with `DAY` in place of them.

    An empty list: none is named. None: one that cannot be read ("next week", "2/30"). A weekday is the next one, today
    included, "next friday" as well: what is confirmed to the person names the date.
    """

    def rest(match: re.Match[str]) -> str:
        return " ".join(f"{said[: match.start()]} {DAY} {said[match.end() :]}".split())

    for pattern, ahead in _AHEAD:
        if match := pattern.search(said):
            return [today + dt.timedelta(days=ahead)], rest(match)
    if match := _IN_DAYS.search(said):
        return [today + dt.timedelta(days=int(match[1] or match[2]))], rest(match)
    if match := _DATE.search(said):
        # From the minute before, or dateparser takes today's date for next year's.
        found = parsed(match[0], dt.datetime.combine(today, dt.time()) - dt.timedelta(minutes=1), "absolute-time")
        # It makes a day in 2045 of "13/45": whoever is to be called means the next year at most.
        near = found is not None and found.date() - today <= _A_YEAR
        return ([found.date()] if found and near else None), rest(match)
    if match := _NTH.search(said):
        days = (today + dt.timedelta(days=ahead) for ahead in range(62))
        nth = [day for day in days if day.day == int(match[1])]
        return (nth[:1] or None), rest(match)
    if match := _NAMED.search(said):
        ahead = (_WEEKDAYS.index(match["day"][:3]) - today.weekday()) % 7
        if _NEXT_WEEK.search(said) and today.weekday() + ahead < 7:  # it is still this week's
            ahead += 7
        first = today + dt.timedelta(days=ahead)
        return ([first, first + dt.timedelta(days=7)] if ahead == 0 else [first]), rest(match)
    return (None if _UNREADABLE.search(said) else []), said


def parsed(words: str, base: dt.datetime, parser: str) -> dt.datetime | None:
    """Return what dateparser makes of words, seen from `base`; both without a time zone. It is given no whole text.

    From one it would read "5" as a month, and nothing at all in "tomorrow morning", "next monday" or "10 tmrw".
    """
    # A quarter of a second: only when somebody is to be called at a time.
    import dateparser  # type: ignore[import-untyped]

    settings = {"PREFER_DATES_FROM": "future", "RELATIVE_BASE": base, "DATE_ORDER": "MDY", "PARSERS": [parser]}
    found: dt.datetime | None = dateparser.parse(words, languages=["en"], settings=settings)
    return found and found.replace(tzinfo=None)
