"""A message's spelling made uniform, and a message made safe to hand to Rasa."""

from __future__ import annotations

import re
import unicodedata

from porchlight.spelling import without_accents

# Phones type curly quotes; NFKC leaves those alone.
_QUOTES = str.maketrans({"’": "'", "‘": "'", "‛": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
_LINK = re.compile(r"\b(?:https?://|www\.)\S+")
_ZIP = re.compile(r"(?<!\d)\d{5}(?:-\d{4})?(?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)")
_MONEY = re.compile(r"\$\s?\d[\d,.]*")
# "988" and "911" name the thing itself, so they keep their digits.
_NUMBER = re.compile(r"(?<![\w.])(?!(?:988|911)\b)\d+(?:[.,]\d+)*(?![\w])")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_REPEATED_MARK = re.compile(r"([!?.¡¿])[!?.¡¿]*")
_HALF_A_CHARACTER = re.compile(r"[\ud800-\udfff]")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


def neutralise(text: str) -> str:
    """The message without leading slashes and white space.

    Rasa reads a message that starts with "/" as a command ("/restart", '/affirm{"consent":"yes"}'); nobody who texts
    the service may drive it that way. Invisible characters are stripped with the white space, because Rasa strips
    some of them later and would then see the slash. Half an emoji (a lone surrogate) can't be written as UTF-8, which
    the encoder needs: it is taken out.
    """
    text = _HALF_A_CHARACTER.sub(" ", text)
    start = 0
    while start < len(text) and (text[start] in "/\\／⁄∕" or _blank(text[start])):
        start += 1
    return text[start:].rstrip()


def normalise(text: str) -> str:
    """The message as the word and letter features see it.

    Lower case; "don't" as "dont"; ZIP codes, phone numbers, prices and other numbers each folded to one word, so that
    a ZIP nobody trained on counts as a ZIP; "soooo" as "soo"; marks spaced off the words; accents taken off, for most
    phones leave them out.
    """
    said = without_accents(unicodedata.normalize("NFKC", text).translate(_QUOTES).lower())
    said = _LINK.sub(" weblink ", said)
    said = _PHONE.sub(" phonenumber ", said)
    said = _ZIP.sub(" zipcode ", said)
    said = _MONEY.sub(" moneyamount ", said)
    said = _NUMBER.sub(" somenumber ", said)
    said = _APOSTROPHE.sub("", said)
    said = _REPEATED.sub(r"\1\1", said)
    said = _REPEATED_MARK.sub(r" \1 ", said)
    return " ".join(said.split())


def _blank(character: str) -> bool:
    """Whether a character prints nothing: spaces, control and format characters."""
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Zs")
