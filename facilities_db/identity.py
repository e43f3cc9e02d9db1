"""When two listings are of the same program: the key that lasts from edition to edition, and the looser signs.

The directory's own `facility_id` is a row number that the next edition gives to another program, and the locator has
no id at all. So a program is known by its name and address, written in one way.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Hashable

from facilities_db.directory import Program
from facilities_db.placenames import plain

# One spelling for what directories write in two: "100 N. Main Street, Suite 4" is "100 n main st ste 4".
_SHORT = {
    "street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "boulevard": "blvd", "lane": "ln",
    "court": "ct", "place": "pl", "highway": "hwy", "parkway": "pkwy", "circle": "cir", "square": "sq",
    "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se",
    "southwest": "sw", "suite": "ste", "building": "bldg", "floor": "fl", "room": "rm", "unit": "ste",
    "saint": "st", "center": "ctr", "centre": "ctr", "centers": "ctr", "incorporated": "inc", "company": "co",
    "services": "svcs", "service": "svcs", "treatment": "trt", "associates": "assoc", "and": "", "the": "", "of": "",
    "inc": "", "llc": "", "corp": "", "corporation": "", "pc": "", "pllc": "",
}  # fmt: skip
_WORD = re.compile(r"[a-z0-9]+")


def same_spelling(text: str) -> str:
    """`text` in plain lower case words, shortened alike, without the words that come and go."""
    words = (_SHORT.get(word, word) for word in _WORD.findall(plain(text.replace("&", " "))))
    return " ".join(word for word in words if word)


class Keys:
    """Gives each program of one file its key."""

    def __init__(self, family: str = "samhsa") -> None:
        self._family = family
        self._seen: Counter[str] = Counter()

    def key(self, *parts: str) -> str:
        """The same for the same parts (name, second name, address lines, city, state, ZIP) in every edition.

        The how-manyth of equal ones counts too: 14 rows of the 2024 edition are equal to another, and none is lost.
        """
        identity = "\x1f".join((self._family, *(same_spelling(part) for part in parts)))
        self._seen[identity] += 1
        return hashlib.sha256(f"{identity}\x1f{self._seen[identity]}".encode()).hexdigest()


def looser_signs(program: Program) -> tuple[Hashable | None, ...]:
    """Signs that a listing under another key is the same program, the surest first; None where one cannot be had.

    Name and house number in a ZIP; phone and house number in a ZIP; name and phone in a state (it has moved).
    """
    name = same_spelling(f"{program.name} {program.name2}")
    number = house(program.street)
    phone = re.sub(r"\D", "", program.phone)[:10]
    return (
        (name, number, program.zip) if number else None,
        (phone, number, program.zip) if number and phone else None,
        (name, phone, program.state) if phone else None,
    )


def house(street: str) -> str:
    """The house number, with the first word after it: "1010 main"; "" where there is none."""
    found = re.match(r"(\d+\w?)\s+(?:[nsew]\s+|[ns][ew]\s+)?(\w+)", same_spelling(street))
    return f"{found[1]} {found[2]}" if found else ""


def tie_break(key: str) -> int:
    """A fixed, arbitrary order among programs at the same distance: no name that begins with A moves a place up."""
    return int(key[:7], 16)
