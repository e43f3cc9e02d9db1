"""Which time zone somebody is in: by their phone number, by a place, or as they say it."""

from __future__ import annotations

import re
from functools import cache
from zoneinfo import ZoneInfo

from facilities_db.states import SHORT_SPELLINGS, SPELLINGS
from hotline.time_words import in_english

# States, territories and the District that keep one time all over, as the ZIPs of the `zipcodes` package have it.
_ONE_ZONE = {
    "America/New_York": "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL LA MN MO MS OK WI",
    "America/Denver": "CO MT NM UT WY",
    "America/Los_Angeles": "CA NV WA",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR",
    "America/St_Thomas": "VI",
    "Pacific/Guam": "GU",
    "Pacific/Saipan": "MP",
    "Pacific/Pago_Pago": "AS",
}
_BY_STATE = {state: key for key, states in _ONE_ZONE.items() for state in states.split()}

_SAID = {
    "America/New_York": r"eastern|e[sd]t|east coast",
    "America/Chicago": r"central|c[sd]t",
    "America/Denver": r"mountain|m[sd]t",
    "America/Los_Angeles": r"pacific|p[sd]t|west coast|washington state",
    "America/Phoenix": r"arizona",
    "America/Anchorage": r"alaskan?|ak[sd]t",
    "Pacific/Honolulu": r"hawaii(?:an)?|hs?t",
}
_WORDS = {key: re.compile(rf"\b(?:{words})\b") for key, words in _SAID.items()}
# Two letters are too few to find in a sentence: they count with a word beside them, or alone.
_LETTERS = {
    key: re.compile(rf"\W*(?:{letters})\W*|.*\b(?:{letters}) time\b.*|.*\d ?(?:[ap]m)? ?{letters}\b.*")
    for key, letters in {
        "America/New_York": "et", "America/Chicago": "ct", "America/Denver": "mt", "America/Los_Angeles": "pt",
    }.items()
}  # fmt: skip
# The names that states are written out by. Their shorter spellings are words first of all ("mass", "tex"), and
# Washington alone may be the city at the other end of the country.
_STATES = [
    (re.compile(rf"\b{' '.join(words)}\b"), state)
    for words, state in SPELLINGS.items()
    if words not in SHORT_SPELLINGS and words != ("washington",)
]
# A number as it is written in North America: (617) 555-0123.
_NUMBER = re.compile(r"(?<!\d)(?:\+?1[\s.\-]*)?\(?\d{3}\)?[\s.\-]*\d{3}[\s.\-]*\d{4}(?!\d)")
_REGIONS = ("US", "CA", "PR", "GU", "VI", "AS", "MP")
_LONGEST = 200  # characters; whoever says where they are needs no more


def zone_of_number(e164: str) -> ZoneInfo | None:
    """Return the time zone of a US or Canadian number's area; None where the area has several, or none is known.

    The worst that can happen: someone has moved and kept their number. The time they are told names its zone.
    """
    return _zone_of_area(e164[1:5]) if re.fullmatch(r"\+1\d{10}", e164) else None


@cache
def _zone_of_area(prefix: str) -> ZoneInfo | None:
    from phonenumbers.tzdata import TIMEZONE_DATA  # 2 MB: only when a number is looked at

    # Within an area code the data go by exchange, and mobile numbers do not keep to exchanges.
    keys = {key for number, keys in TIMEZONE_DATA.items() if number.startswith(prefix) for key in keys}
    return _zone(keys.pop()) if len(keys) == 1 else None


def zone_of_place(zip_code: str | None, state: str | None) -> ZoneInfo | None:
    """Return the time zone of a state that has one, or of a ZIP; None for a state with several and no known ZIP."""
    if state and state.upper() in _BY_STATE:
        return _zone(_BY_STATE[state.upper()])
    return _zone_of_zip(zip_code) if zip_code and re.fullmatch(r"[0-9]{5}", zip_code) else None


@cache
def _zone_of_zip(zip_code: str) -> ZoneInfo | None:
    import zipcodes  # 55 MB and a quarter of a second: only for a state with several zones

    found = zipcodes.matching(zip_code)
    return _zone(found[0]["timezone"]) if found else None


def zone_named(text: str) -> ZoneInfo | None:
    """Return the one time zone that somebody names, or lives in by the state they name: "pacific", "EST", "ohio"."""
    said = _plain(text)
    zones = _named(said)
    if not zones:
        zones = {_BY_STATE.get(state, "") for pattern, state in _STATES if pattern.search(said)}
    return _zone(zones.pop()) if len(zones) == 1 else None


def clock_named(text: str) -> ZoneInfo | None:
    """Return the time zone that a time was given in: "5 pm eastern". States do not count here."""
    zones = _named(_plain(text))
    return _zone(zones.pop()) if len(zones) == 1 else None


def _plain(text: str) -> str:
    return " ".join(in_english(text[:_LONGEST]).casefold().replace(".", "").split())


def _named(said: str) -> set[str]:
    zones = {key for key, pattern in _WORDS.items() if pattern.search(said)}
    return zones | {key for key, pattern in _LETTERS.items() if pattern.fullmatch(said)}


def read_us_number(text: str) -> str | None:
    """Return the first US or Canadian number in a text that a person can be called at, in E.164, or None.

    Toll-free and premium numbers are nobody's own, and can cost whoever calls them.
    """
    import phonenumbers
    from phonenumbers import PhoneNumberType as Kind

    own = (Kind.FIXED_LINE, Kind.MOBILE, Kind.FIXED_LINE_OR_MOBILE, Kind.VOIP, Kind.PERSONAL_NUMBER)
    text = text[:1_000]
    written = [match.group() for match in _NUMBER.finditer(text)]
    digits = "".join(character for character in text if character.isdecimal())
    for candidate in (*written, digits):  # the digits alone: written one by one, or in groups of their own
        try:
            number = phonenumbers.parse(candidate, "US")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.region_code_for_number(number) in _REGIONS and phonenumbers.number_type(number) in own:
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return None


def _zone(key: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(key)
    except (KeyError, ValueError, OSError):  # the package has one ZIP whose zone is the name of its town
        return None
