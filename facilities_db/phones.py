"""Telephone numbers as the directory prints them, made readable and dialable."""

from __future__ import annotations

import re

_KEYS = {
    letter: digit
    for digit, letters in zip("23456789", ("ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"), strict=True)
    for letter in letters
}
_EXTENSION = re.compile(r"[\s,;]*(?:[,;#x]|ext(?:ension)?)\.?:?\s*([0-9]{1,7})\s*$", re.IGNORECASE)
# Only the last seven may be letters: "call office" has ten letters and is no number.
_TEN_KEYS = re.compile(r"[0-9]{3}[0-9A-Z]{7}")
_READABLE = re.compile(r"[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}(?: \([0-9A-Z-]{12}\))?(?: ext\. [0-9]+)?")


def readable(phone: str) -> str:
    """ "504-827-2928 x102" as "504-827-2928 ext. 102", "888-304HOPE" as "888-304-4673 (888-304-HOPE)".

    What is no ten-digit number is returned as it is, without spaces around it.
    """
    phone = phone.strip()
    extension = _EXTENSION.search(phone)
    if extension and (written := _written(phone[: extension.start()])):
        return f"{written} ext. {extension.group(1)}"
    return _written(phone) or phone


def is_whole(phone: str) -> bool:
    """Whether it is a number of ten digits that can exist in North America, with an extension or not."""
    return _READABLE.fullmatch(readable(phone)) is not None


def _written(number: str) -> str | None:
    keys = re.sub(r"[^0-9A-Z]", "", number.upper())
    keys = keys[1:] if len(keys) == 11 and keys[0] == "1" else keys
    if not _TEN_KEYS.fullmatch(keys):
        return None
    written = _grouped("".join(_KEYS.get(key, key) for key in keys))
    return written if keys.isdigit() else f"{written} ({_grouped(keys)})"


def _grouped(ten: str) -> str:
    return f"{ten[:3]}-{ten[3:6]}-{ten[6:]}"
