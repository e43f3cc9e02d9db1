"""What reviewed patterns of people's words are made from, and are held against.

English ones stand in the code that listens for them. Those of every other language stand in
`bot/data/<code>/heard/<listener>.yml`, word for word, so that whoever speaks it can read and change them:

(dejen|paren) de escribirme    a choice of words
no me? manden mas?             a word that may be missing
cansad[oa]                     one letter or the other
@send ~2 mensajes              a named choice, from the `words` of the file; up to two words of any kind
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.fixed_replies import fast_loader
from facilities_db.placenames import plain
from porchlight.languages import others

_DATA = Path(__file__).resolve().parent / "data"
_MARKS = re.compile(r"[^a-z0-9]+")
_TOKEN = re.compile(r"\s*(~\d|@\w+|[\w\[\]]+|[(|)?])")
_NEVER = "(?:(?!))"


def any_of(*patterns: str) -> str:
    """Return a pattern that is any of these."""
    return f"(?:{'|'.join(patterns)})"


def words_of(text: str) -> str:
    """Return plain text (`facilities_db.placenames.plain`) as words with one space between them, without marks."""
    return _MARKS.sub(" ", text).strip()


class Heard:
    """What one listener hears in one language. Its patterns are for words with a space behind each of them."""

    def __init__(self, written: dict[str, Any]) -> None:
        self._words: dict[str, str] = written.get("words", {})
        self._written = written

    def any_of(self, *sections: str) -> str:
        """Return a pattern of any wording of these sections; it matches nothing where the file has none.

        Raises ValueError for a wording that cannot be read, and KeyError for a name that is not among the `words`.
        """
        wordings = [wording for section in sections for wording in self._written.get(section, ())]
        return any_of(*map(self._pattern, wordings)) if wordings else _NEVER

    def _pattern(self, wording: str) -> str:
        tokens = _TOKEN.findall(plain(wording))
        if "".join(tokens) != re.sub(r"\s", "", plain(wording)):
            raise ValueError(f"{wording!r} cannot be read")
        return any_of("".join(map(self._part, tokens)))

    def _part(self, token: str) -> str:
        if token.startswith("@"):
            return self._pattern(self._words[token[1:]])
        if token.startswith("~"):
            return rf"(?:\w+ ){{0,{token[1:]}}}"
        return {"(": "(?:", ")": ")", "|": "|", "?": "?"}.get(token) or f"(?:{token} )"


@cache
def heard(listener: str) -> tuple[Heard, ...]:
    """Return what a listener hears in each language but English, whose words it knows itself.

    Raises FileNotFoundError where a language has no such file.
    """
    files = [_DATA / language / "heard" / f"{listener}.yml" for language in others()]
    return tuple(Heard(yaml.load(file.read_text(encoding="utf-8"), Loader=fast_loader())) for file in files)


@cache
def elsewhere(listener: str, *sections: str) -> re.Pattern[str]:
    """Return one pattern of what these sections hold in all languages but English; held against "word word "."""
    return re.compile(any_of(_NEVER, *(language.any_of(*sections) for language in heard(listener))))
