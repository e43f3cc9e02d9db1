"""Hears a feeling that is said alone ("im scared"), where there is no question to answer.

The model knows questions. What people feel it takes for whatever is nearest, such as a complaint about us. So these
words are reviewed ones, and count only where a message says nothing else. Danger is looked for before this is asked
(`bot.turn`).
"""

from __future__ import annotations

import re
from functools import cache

from bot.wordings import any_of, heard, words_of
from facilities_db.placenames import plain

_FEELING = any_of(
    "scared", "afraid", "frightened", "terrified", "anxious", "nervous", "worried", "panicking", "freaking out",
    "spiral+ing", "lonely", "sad", "depressed", "overwhelmed", "exhausted", "ashamed", "embarrassed", "miserable",
    "desperate", "hurting", "struggling", "suffering", "stressed(?: out)?",
)  # fmt: skip
# These are answers and figures of speech too, unless somebody says them of themselves.
_STATE = any_of(
    "alone", "all by myself", "broken", "numb", "empty", "crying", "a (?:mess|wreck|failure)", "(?:at )?rock bottom",
    "in a (?:bad|dark) place", "not (?:ok(?:ay)?|alright|doing (?:ok(?:ay)?|good|well|great))", "falling apart",
    "having (?:a|another) (?:panic attack|(?:hard|rough|bad) (?:night|day|time))",
)  # fmt: skip
_HOW = r"(?:(?:so+|very|really|just|kinda|kind of|pretty|super|too|getting|a little|a bit|all|feeling) )*"
_I = any_of("i am", "im", "i m", "i feel", "i been", "ive been", "been", "feeling", "feel", "we are", "were")
_FEELS = rf"(?:{_I} {_HOW}{any_of(_FEELING, _STATE)}|{_HOW}{_FEELING})"
_OTHER = any_of(
    "i (?:cant|can not|cannot|couldnt) (?:sleep|stop crying|calm down|cope|think straight)",
    "(?:this|it|everything|life) ?(?:i?s) (?:just )?(?:so|really|too) (?:hard|much)",
    "i (?:have|got) (?:no ?body|no one)(?: to talk to| left)?",
    "no ?(?:body|one) (?:understands|gets it)(?: me)?",
)
_AROUND = any_of(
    "hi", "hello", "hey", "please", "help(?: me)?", "idk", "i (?:dont|do not) know(?: what to do)?", "omg", "god",
    "honestly", "sorry", "yeah", "ok(?:ay)?", "no", "right now", "rn", "tonight", "today", "now", "again", "lately",
    "all the time", "of everything", "about (?:everything|this|it)", "here", "inside", "tbh", "and", "n", "but", "so",
)  # fmt: skip
_ALONE = re.compile(rf"(?:{_AROUND} )*{any_of(_FEELS, _OTHER)}(?: {any_of(_AROUND, _FEELS, _OTHER)})*")
_LONGEST = 100  # characters; what is longer is a story, and the model reads it


def says_only_a_feeling(text: str) -> bool:
    """Say whether a message tells how somebody feels, and asks nothing.

    The worst that can happen: an answer to a question of ours is taken for it. The reply asks what is going on, and the
    question can still be answered.
    """
    words = words_of(plain(text[:200]))
    if len(words) > _LONGEST:
        return False
    return _ALONE.fullmatch(words) is not None or any(each.fullmatch(f"{words} ") for each in _elsewhere())


@cache
def _elsewhere() -> tuple[re.Pattern[str], ...]:
    """Return the same for every other language: feelings, states that are said of oneself, and what stands around."""
    patterns = []
    for language in heard("distress"):
        around, how = language.any_of("around"), f"(?:{language.any_of('how')})*"
        state = f"{language.any_of('i_am')}{how}{language.any_of('feelings', 'states')}"
        feels = any_of(state, f"{how}{language.any_of('feelings')}", language.any_of("others"))
        patterns.append(re.compile(f"(?:{around})*{feels}(?:{any_of(around, feels)})*"))
    return tuple(patterns)
