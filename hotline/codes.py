"""The four characters by which a person and the staff call one handoff, in a text or over the phone."""

from __future__ import annotations

import re
import secrets

LENGTH = 4
DIGITS = "34679"
LETTERS = "CDFHJKMPRTWX"
# Left out, and why:
#   0 O Q, 1 I L, 5 S, 8 B, 2 Z, 6 and G (6 stays), U V: look alike on a phone or in handwriting;
#   N: sounds like M on a bad line;
#   A E I O U Y: vowels make words.
ALPHABET = DIGITS + LETTERS

# Between letters a 3 reads as E and a 4 as A ("M3TH"); three equal characters say something, or are miscounted.
_UNFIT = re.compile(r"[A-Z][34]+[A-Z]|(.)\1\1")


def new_code() -> str:
    """Return a random code with at least one digit, such as 7KR4.

    There are some fifty thousand. A code is no secret: the worst a guessed one can do is name a handoff to
    staff, who alone can look it up.
    """
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if any(character in DIGITS for character in code) and not _UNFIT.search(code):
            return code


def read_code(text: str) -> str:
    """Return a code as somebody typed it (`7kr 4`, `7KR-4`) in the form in which it is kept."""
    return re.sub(r"[\s.\-\0]", "", text).upper()  # a NUL, which PostgreSQL takes for an error, is in no code
