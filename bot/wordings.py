"""What reviewed patterns of people's words are made from, and are held against."""

from __future__ import annotations

import re

_MARKS = re.compile(r"[^a-z0-9]+")


def any_of(*patterns: str) -> str:
    """Return a pattern that is any of these."""
    return f"(?:{'|'.join(patterns)})"


def words_of(text: str) -> str:
    """Return plain text (`facilities_db.placenames.plain`) as words with one space between them, without marks."""
    return _MARKS.sub(" ", text).strip()
