"""ZIP codes as people type them, and the postcodes of other countries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_PLUS_4 = r"(?:(?:[ ]?-[ ]?|[ ])?\d{4})?"
# Not part of a longer number, a price or a phone number. "02139-1234" and "021391234" count, "617-555-0100" does not;
# "MA02139" and "O2139" (the letter) are 02139.
_ZIP = re.compile(
    rf"(?<![\d$#.-])(?<![A-Za-z]{{3}})(?<![^\W\d_A-Za-z])(?P<code>[\dOo]\d{{4}}){_PLUS_4}"
    r"(?![\d-])(?!\.\d)(?! ?(?:dollars|bucks|miles|mg|a (?:year|month))\b)"
)
# A spreadsheet, or a person who thinks a number cannot begin with 0, leaves it out. Only after the word "zip".
_WITHOUT_ZERO = re.compile(r"\bzip(?: ?code)?(?: is|'s|s)?[ :=]*(\d{4})(?![\w-])", re.IGNORECASE)
# Nine digits after one of these are no ZIP.
_OTHER_NUMBER = re.compile(
    r"\b(?:ssn|social|security|phone|call|text|number|case|id|policy|member)\W+(?:\w+\W+)?$", re.I
)
_CANADIAN = re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d\b", re.IGNORECASE)
_BRITISH = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")


class Zip(NamedTuple):
    """A ZIP and where its five digits stand."""

    code: str
    start: int
    end: int


def zips_in(text: str) -> Iterator[Zip]:
    """The five-digit ZIPs of `text`, in order, without their +4. They need not exist."""
    for match in _ZIP.finditer(text):
        code = match["code"].upper().replace("O", "0")
        together = match.end() - match.start() == 9
        if not (together and _OTHER_NUMBER.search(text[: match.start()])):
            yield Zip(code, match.start("code"), match.end("code"))
    for match in _WITHOUT_ZERO.finditer(text):
        yield Zip("0" + match[1], match.start(1), match.end(1))


def foreign_postcode(text: str) -> Literal["canadian", "british"] | None:
    """Whose postcode the text has, of the two that cannot be taken for anything else."""
    if _CANADIAN.search(text):
        return "canadian"
    return "british" if _BRITISH.search(text) else None
