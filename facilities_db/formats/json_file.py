"""Takes apart what the FindTreatment.gov locator answers: a page of JSON, or a list of such pages."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from facilities_db.formats.content import text_of
from facilities_db.refusal import ImportRefused

# Ten times what the locator holds of the whole country. Two bytes of JSON can become an object of a hundred.
_MOST_GROUPS = 5_000_000
# Its longest numbers are positions and counts.
_MOST_DIGITS = 18


def pages(data: bytes) -> list[dict[str, Any]]:
    """The pages of an answer; each has a list of objects under "rows".

    Raises ImportRefused, with the line where there is one, for what is no JSON, no answer of the locator, nested too
    deep, or holds numbers that no answer has (NaN, 1e999, a thousand digits).
    """
    text = text_of(data)
    if text.count("{") + text.count("[") > _MOST_GROUPS:
        raise ImportRefused("this JSON holds more than the locator can answer")
    try:
        answer = json.loads(
            text,
            parse_int=lambda digits: _whole(digits, text),
            parse_float=lambda digits: _real(digits, text),
            parse_constant=lambda name: _refuse_number(name, text),
        )
    except json.JSONDecodeError as error:
        raise ImportRefused(f"this is not readable JSON ({error.msg}); is the file cut off?", error.lineno) from None
    except RecursionError:
        raise ImportRefused("this JSON is nested too deep; it is no answer of the locator") from None
    found = answer if isinstance(answer, list) else [answer]
    if not found:
        raise ImportRefused("the file holds an empty list")
    for number, page in enumerate(found, start=1):
        _check(page, f"page {number}: " if len(found) > 1 else "")
    return found


def _check(page: Any, where: str) -> None:
    if not isinstance(page, dict) or not {"recordCount", "rows"} <= page.keys():
        raise ImportRefused(f'{where}this JSON is no answer of the locator: it has no "recordCount" and "rows"')
    if not isinstance(page["rows"], list):
        raise ImportRefused(f'{where}"rows" is no list')
    for number, row in enumerate(page["rows"], start=1):
        if not isinstance(row, dict):
            raise ImportRefused(f"{where}row {number} is no program")


def _whole(digits: str, text: str) -> int:
    if len(digits) > _MOST_DIGITS:
        _refuse_number(digits, text)
    return int(digits)


def _real(digits: str, text: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        _refuse_number(digits, text)
    return number


def _refuse_number(written: str, text: str) -> NoReturn:
    found = re.search(r"[:\[,]\s*" + re.escape(written), text)
    line = text.count("\n", 0, found.end()) + 1 if found else None
    raise ImportRefused(f"{written[:20]} is no number that an answer of the locator has", line)
