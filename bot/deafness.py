"""Hears that somebody is deaf or hard of hearing, or writes for somebody who is: they can use other lines than a call.

The words are reviewed ones. "Deaf" is a figure of speech as well ("it fell on deaf ears", "are you deaf?"): those are
taken out first, and what is left counts wherever it stands. Other languages: `bot/data/<code>/heard/deaf.yml`.
"""

from __future__ import annotations

import re
from functools import cache

from bot.wordings import any_of, elsewhere, words_of
from facilities_db.placenames import plain

_YOU = any_of("you", "u", "ya", "yall", "youre", "ur", "you guys", "you people", "(?:this|that|the|ur|your) bot")
# What is said of somebody who does not listen, and what says that somebody is not deaf.
_FIGURES = any_of(
    "tone deaf", "deaf (?:ears?|walls?)", "deaf to", "deaf dumb and blind",
    rf"{_YOU} (?:(?:are|is|r|all|just|must be|fucking|effing|freaking) )*(?:deaf|hard of hearing)",
    rf"(?:are|r|is) {_YOU} (?:\w+ )?(?:deaf|hard of hearing)",
    r"(?:not|isnt|arent|aint|never) (?:\w+ )?(?:deaf|hard of hearing)",
    r"(?:like|as if|acts?|acting|pretends?|pretending|play(?:s|ing)?) (?:\w+ ){0,3}deaf",
    "deaf (?:when|whenever|every time)",
)  # fmt: skip
_DEAF = any_of(
    "deaf", "deafblind", "hard of hearing", "hearing impaired", "hearing loss", "(?:im|i am) hoh", "^hoh (?:here|and)",
)  # fmt: skip
_ON_THE_PHONE = "(?:well |good )?(?:on|over) (?:the |a )?phones?"
_HEARING = any_of(
    "hearing aids?", "cochlear implants?", "hearing (?:problems?|issues?|disability|impairment|is (?:bad|poor|gone))",
    "lip ?reads?", "lip ?reading", "(?:lost|losing|loss of) (?:my|his|her|their|our) hearing",
    "(?:i|he|she|they|we|mom|dad|son|daughter|wife|husband) (?:really )?"
    "(?:cant|can not|cannot|dont|doesnt|can barely|can hardly) hear"
    rf"(?:$| (?:(?:very|too|so) )?(?:well|good)| {_ON_THE_PHONE}| (?:phone )?calls)",
)  # fmt: skip
_BY_HAND = any_of(
    "sign language", "(?:asl|sign language|deaf) interpreters?", "interpreters? (?:for|in) asl",
    "(?:uses?|using|speaks?|knows?|in|by|fluent in|only|have|does|needs?|want) asl", "asl (?:user|speaker|only|signer)",
    "video ?phones?", "captioned (?:tele)?phones?", "video relay", "relay (?:service|calls?|operator|number)",
    # "tty later" is a goodbye.
    "(?:a|my|by|via|use|have|through|with|your|the) (?:tty|tdd)(?! (?:later|soon|tomorrow|tmrw|tonight|in a))",
    "(?:tty|tdd) (?:numbers?|lines?|phones?|machine|device|users?|calls?)",
)  # fmt: skip
_SAYS = re.compile(rf"\b{any_of(_DEAF, _HEARING, _BY_HAND)}\b|^(?:tty|tdd)$")
_FIGURE = re.compile(rf"\b{_FIGURES}\b")
_READ = 2000  # characters


def says_deaf(text: str) -> bool:
    """Say whether a message tells that a person does not hear, or hears little, or speaks with their hands.

    The worst that can happen: somebody is told once of lines that they do not need.
    """
    words = words_of(plain(text[:_READ]))
    if _SAYS.search(_FIGURE.sub(" ", words)):
        return True
    return _elsewhere("says").search(_elsewhere("figures").sub("| ", f"{words} ")) is not None


@cache
def _elsewhere(section: str) -> re.Pattern[str]:
    return re.compile(rf"\b{elsewhere('deaf', section).pattern}")
