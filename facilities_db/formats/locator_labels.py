"""The locator's labels as the directory's codes, by the reviewed table in `locator_labels.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from facilities_db.placenames import plain

_FILE = Path(__file__).with_suffix(".yml")
_WORD = re.compile(r"[a-z0-9]+")
_PARENTHESES = re.compile(r"\([^()]*\)")
_SEPARATOR = re.compile(r"\s*;\s*")


class Said(NamedTuple):
    """What one category of one row says. `subject`: of the table, None for a category that is not in it."""

    subject: str | None
    codes: tuple[str, ...]
    unknown: tuple[str, ...]


class Labels:
    """The table. Categories and labels are compared by their letters and digits alone."""

    def __init__(self, table: dict[str, dict[str, Any]]) -> None:
        self._subjects = {_spelled(name): subject for subject, entry in table.items() for name in entry["names"]}
        labels = {subject: {**entry.get("labels", {}), **entry.get("older", {})} for subject, entry in table.items()}
        self._codes = {
            subject: {_spelled(label): tuple((codes or "").split()) for label, codes in known.items()}
            for subject, known in labels.items()
        }
        self._most_pieces = 1 + max(label.count(";") for known in labels.values() for label in known)
        in_order = (code for entry in table.values() for code in entry.get("labels", {}).values())
        self._order = {code: place for place, code in enumerate(dict.fromkeys(in_order))}

    def in_order(self, codes: Iterable[str]) -> list[str]:
        """Each code once, in the order in which the directory writes them."""
        return sorted(set(codes), key=self._order.__getitem__)

    def said(self, short: str, long: str, text: str) -> Said:
        """What a category (f2 and f1) means with its labels (f3: "Medicaid; Medicare")."""
        subject = self._subjects.get(_spelled(short)) or self._subjects.get(_spelled(_PARENTHESES.sub(" ", long)))
        known = self._codes.get(subject or "", {})
        codes: list[str] = []
        unknown: list[str] = []
        pieces = [piece for piece in _SEPARATOR.split(text.strip()) if piece]
        while pieces:
            # A label may hold the separator itself: the longest run of pieces that is one is taken.
            for length in range(self._most_pieces, 0, -1):
                found = known.get(_spelled(" ".join(pieces[:length])))
                if found is not None:
                    codes += found
                    break
            else:
                length = 1
                unknown.append(pieces[0])
            del pieces[:length]
        return Said(subject, tuple(codes), tuple(unknown))


@cache
def reviewed_labels() -> Labels:
    """The table of the project, read once."""
    return Labels(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


@lru_cache(maxsize=4096)
def _spelled(text: str) -> str:
    return " ".join(_WORD.findall(plain(text)))
