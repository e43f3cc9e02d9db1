"""One spelling for every way to write a town: St Paul, St. Paul and Saint Paul are the same key."""

from __future__ import annotations

import re
import unicodedata

_SHORTENED = {
    "st": "saint",
    "ste": "sainte",
    "ft": "fort",
    "mt": "mount",
    "mtn": "mountain",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
    "hts": "heights",
    "spgs": "springs",
    "spg": "spring",
    "bch": "beach",
    "jct": "junction",
    "pk": "park",
    "vlg": "village",
}
_WORD = re.compile(r"[a-z0-9]+")


def plain(text: str) -> str:
    """`text` in lower case letters without accents and apostrophes: "Cañon City" is "canon city"."""
    spelled = unicodedata.normalize("NFKD", text)
    return "".join(c for c in spelled if not unicodedata.combining(c) and c not in "'’‘`").lower()


def fold(name: str) -> str:
    """The key of a town's name: no case, accents, spaces, marks; shortened words written out.

    Spaces go because people and sources do not agree on them (LaPorte, Winston-Salem, Coeur d'Alene).
    """
    return "".join(_SHORTENED.get(word, word) for word in _WORD.findall(plain(name)))
