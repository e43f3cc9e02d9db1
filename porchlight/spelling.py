"""Letters without their accents: what most phones send, and what words are compared by."""

from __future__ import annotations

import unicodedata


def without_accents(text: str) -> str:
    """Return the text with every accent taken off."""
    if text.isascii():
        return text
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


def accents_off_in_place(text: str) -> str:
    """Return the same, but as long as the text was, each letter in its place: what is found here stands there too."""
    return "".join(unicodedata.normalize("NFD", each)[0] for each in text)
