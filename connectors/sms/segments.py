"""How many segments a text costs, by the GSM 03.38 alphabet. Source: 3GPP TS 23.038, section 6.2.1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from porchlight.spelling import without_accents

_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = set("^{}\\[~]|€\f")
# What phones and editors put in, and what to send instead, so that one curly quote does not double the price.
_PLAIN = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u2026": "...",
     "\u00a0": " ", "\u2022": "-", "`": "'", "\u2011": "-"}
)  # fmt: skip


@dataclass(frozen=True)
class Segments:
    """What a text costs: `characters` counts an extended GSM character twice and an emoji as two UTF-16 units."""

    encoding: Literal["GSM-7", "UCS-2"]
    characters: int
    segments: int


def count(text: str) -> Segments:
    """Count: 160 characters fit one GSM-7 segment and 153 each of several; 70 and 67 in UCS-2."""
    if all(character in _BASIC or character in _EXTENDED for character in text):
        characters = sum(2 if character in _EXTENDED else 1 for character in text)
        return Segments("GSM-7", characters, _needed(characters, 160, 153))
    characters = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return Segments("UCS-2", characters, _needed(characters, 70, 67))


def _needed(characters: int, alone: int, joined: int) -> int:
    return 1 if characters <= alone else -(-characters // joined)


def plain(text: str) -> str:
    """Return the text as it is sent: quotes, dashes, spaces and accented letters that GSM-7 lacks in what it has.

    Spanish keeps its ñ, ¿, ¡, é and ü, and can be read without the accents of á, í, ó and ú: one of them would make a
    text of two segments five. A letter that has no counterpart stays, and costs what it costs.
    """
    return "".join(_in_gsm(character) for character in text.translate(_PLAIN))


def _in_gsm(character: str) -> str:
    if character in _BASIC or character.isascii():
        return character
    base = without_accents(character)
    return base if base and base in _BASIC else character
