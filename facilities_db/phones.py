"""Telephone numbers as the directory prints them, made readable and dialable."""

from __future__ import annotations

import re

_KEYS = {
    letter: digit
    for digit, letters in zip("23456789", ("ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"), strict=True)
    for letter in letters
}
_EXTENSION = re.compile(r"(?:\s*,|\s+x|\s*\bext\.?|\s*\bextension)\s*(\d+)\s*$", re.IGNORECASE)


def readable(phone: str) -> str:
    """ "504-827-2928 x102" as "504-827-2928 ext. 102", "888-304HOPE" as "888-304-4673 (888-304-HOPE)".

    What is no ten-digit number is returned as it is, without spaces around it.
    """
    phone = phone.strip()
    extension = _EXTENSION.search(phone)
    number = phone[: extension.start()] if extension else phone
    keys = re.sub(r"[^0-9A-Z]", "", number.upper())
    keys = keys[1:] if len(keys) == 11 and keys[0] == "1" else keys
    if len(keys) != 10:
        return phone
    written = _grouped("".join(_KEYS.get(key, key) for key in keys))
    if keys.isalnum() and not keys.isdigit():
        written += f" ({_grouped(keys)})"
    return f"{written} ext. {extension.group(1)}" if extension else written


def _grouped(ten: str) -> str:
    return f"{ten[:3]}-{ten[3:6]}-{ten[6:]}"
