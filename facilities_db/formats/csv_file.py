"""Takes a CSV apart and says in plain words what is wrong with it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from facilities_db.formats.content import LONGEST_CELL, text_of
from facilities_db.refusal import ImportRefused

# Text that ends in a line end of Windows, Unix or the old Mac, or at the end of the file.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV as (line, cells). Raises ImportRefused where it is not UTF-8 or not a CSV."""
    text = text_of(data)
    reader = csv.reader((found[0] for found in _LINE.finditer(text)), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise ImportRefused(_in_words(error), reader.line_num) from error


def _in_words(error: csv.Error) -> str:
    if "field limit" in str(error):
        return f"a cell is longer than {LONGEST_CELL:,} characters; is a quotation mark missing?"
    return f"this is not a readable CSV ({error})"
