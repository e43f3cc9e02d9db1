"""The same in every other language: whole messages of the wordings in `data/<code>/heard/reaching.yml`."""

from __future__ import annotations

import re
from functools import cache

from bot.wordings import any_of, heard, words_of
from facilities_db.placenames import plain
from hotline.time_words import in_english

_LISTENER = "reaching"
_LONGEST = 200  # characters: whoever names a way says little else


def held(text: str) -> str:
    """Return a message in the form that wordings are held against: plain, what is said about times in English."""
    return f"{words_of(plain(in_english(text[:_LONGEST])))} "


def means(section: str, said: str) -> bool:
    """Say whether a whole message (`held`) is a wording of this section, in any language but English."""
    return any(wordings.fullmatch(said) for wordings in _wordings(section))


def wants_call_later(said: str, time: str) -> bool:
    """Say whether a message (`held`) asks for a call and names a time for it. `time`: a pattern of how one begins."""
    return any(wordings.fullmatch(said) for wordings in _calls_at(time))


@cache
def _wordings(section: str) -> tuple[re.Pattern[str], ...]:
    found = []
    for language in heard(_LISTENER):
        around = f"{language.any_of('around')}*"
        found.append(re.compile(f"{around}{language.any_of(section)}{around}"))
    return tuple(found)


@cache
def _calls_at(time: str) -> tuple[re.Pattern[str], ...]:
    found = []
    for language in heard(_LISTENER):
        around = f"{language.any_of('around')}*"
        later = any_of(rf"{time}\b", language.any_of("later"))
        found.append(re.compile(f"{around}{language.any_of('call_now')}{around}{later}.*"))
    return tuple(found)
