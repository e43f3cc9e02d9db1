"""Names that are nearly what was typed, by the number of letters that differ.

A doubled letter counts as one: "Cincinatti" is no mistake at all. A wrong town sends a person to the wrong place, so
little is forgiven: one letter in a short name, two in a long one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from facilities_db import states

_DOUBLED = re.compile(r"(.)\1+")
_SHORTEST_STATE = 6
# People of a state.
_NO_STATES = frozenset(("georgian", "alaskan", "nevadan", "hawaiian", "virginian", "montanan", "arizonan"))
_STATES = {" ".join(words): code for words, code in states.SPELLINGS.items() if len(words[0]) >= _SHORTEST_STATE}
_STATE_WORDS = [name for name in _STATES if " " not in name]


def letters_forgiven(key: str, *, sure: bool) -> int:
    """How many letters of a folded name may be wrong; fewer where it is not `sure` that a place is named at all."""
    shortest, long = (5, 8) if sure else (6, 11)
    if len(key) < shortest:
        return 0
    return 1 if len(key) < long else 2


def nearest_spellings(key: str, names: Iterable[str], *, sure: bool) -> list[str]:
    """The names nearest to `key`, all equally near; none when even they are not near enough."""
    most = letters_forgiven(key, sure=sure)
    if not most:
        return []
    wanted = _single(key)
    choices = {name: _single(name) for name in names}
    near = process.extract(wanted, choices, scorer=OSA.distance, score_cutoff=most, limit=None)
    if not near:
        return []
    least = min(distance for _, distance, _ in near)
    nearest = [name for _, distance, name in near if distance == least]
    # Among those, the ones that double the same letters: "greenvile" is Greenville rather than Greeneville.
    plainly = {name: OSA.distance(key, name) for name in nearest}
    return [name for name in nearest if plainly[name] == min(plainly.values())]


@lru_cache(maxsize=4096)
def state_spelled_like(word: str) -> str | None:
    """The state whose one-word name is nearly `word` ("Conneticut"), by its two letters; None for anything shorter."""
    if len(word) < _SHORTEST_STATE + 1 or word in _NO_STATES:
        return None
    most = 1 if len(word) < 9 else 2
    near = process.extract(word, _STATE_WORDS, scorer=OSA.distance, score_cutoff=most, limit=2)
    if not near or (len(near) > 1 and near[0][1] == near[1][1]):
        return None
    return _STATES[near[0][0]]


def _single(name: str) -> str:
    return _DOUBLED.sub(r"\1", name)
