"""The rule by which the reply box counts segments, as data for its script, asked of `connectors.sms.segments`."""

from __future__ import annotations

import json
from functools import cache

from connectors.sms.segments import count, plain

# Every character of GSM 03.38 and every one that `plain` replaces is below this.
_LAST = 0x3000


@cache
def segment_rule() -> str:
    """Return JSON: the characters that take one place and two in GSM-7, what is replaced before sending, the limits."""
    characters = [chr(code) for code in range(_LAST)]
    gsm = [each for each in characters if count(each).encoding == "GSM-7"]
    rule = {
        "single": "".join(each for each in gsm if count(each).characters == 1),
        "double": "".join(each for each in gsm if count(each).characters == 2),
        "replaced": {each: plain(each) for each in characters if plain(each) != each},
        "gsm": _limits("a"),
        "ucs": _limits("\u4e00"),
    }
    return json.dumps(rule).replace("<", "\\u003c")


def _limits(character: str) -> list[int]:
    """How many of a character fit into one segment that stands alone, and into each of several."""
    alone = next(length for length in range(1, 1_000) if count(character * (length + 1)).segments > 1)
    joined = next(length for length in range(1, 1_000) if count(character * (2 * length + 1)).segments > 2)
    return [alone, joined]
