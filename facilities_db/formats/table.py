"""Finds the header of a table, tells by it whose table it is, and gives the rows with the columns that are read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from facilities_db.formats.content import LONGEST_CELL
from facilities_db.refusal import ImportRefused

Row = tuple[int, list[str]]

# Directories in Excel have titles and explanations above the table.
_HEADER_WITHIN = 20
# What a spreadsheet would work out or run. A name that begins with "=" is none; "+1 617 ..." is a phone.
_FORMULA = re.compile(r"=.|[+@-][A-Za-z][A-Za-z0-9.]*[(|!]", re.DOTALL)
_EXCEL_ERROR = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)")


class Layout(NamedTuple):
    """The columns of one kind of table: those by which it is recognised, and those that may be there as well."""

    name: str
    needed: tuple[str, ...]
    optional: tuple[str, ...]


@dataclass
class Table:
    """A recognised table. `unread` are the columns that its layout does not know, as the file spells them."""

    layout: Layout
    unread: tuple[str, ...]
    rows: Iterator[tuple[int, dict[str, str]]]


def table_in(sheets: Iterable[Iterable[Row]], layouts: Sequence[Layout]) -> Table:
    """The first sheet with all needed columns of a layout, in any order, with others between them.

    Blank rows are passed over. Column names are compared without case, with underscores for spaces and hyphens. Cells
    come without spaces around them and without invisible characters. Raises ImportRefused for a missing or doubled
    column, a row that is not as wide as the header, a cell that is too long, a formula, and what Excel writes for a
    formula that failed.
    """
    nearest = _Missing(-1.0, "the file has no rows", None)
    for sheet in sheets:
        rows = iter(sheet)
        for line, cells in islice(rows, _HEADER_WITHIN):
            names = [_column(cell) for cell in cells]
            for layout in layouts:
                missing = _missing(layout, line, names)
                if missing is None:
                    return _opened(layout, line, cells, rows)
                nearest = max(nearest, missing, key=lambda each: each.found)
    raise ImportRefused(nearest.words, nearest.line)


class _Missing(NamedTuple):
    """found: which part of the needed columns is there, 0 to 1."""

    found: float
    words: str
    line: int | None


def _missing(layout: Layout, line: int, names: list[str]) -> _Missing | None:
    """What a row lacks to be the header; None if nothing."""
    missing = [name for name in layout.needed if name not in names]
    found = 1 - len(missing) / len(layout.needed)
    if not missing:
        return None
    if found:
        return _Missing(found, f"for {layout.name}, these columns are missing: {', '.join(missing)}", line)
    words = "this does not look like a table of programs: it has "
    if len(names) != 1:
        return _Missing(0.0, words + "none of their columns", line)
    separator = re.search(r"[;\t|]", names[0])
    return _Missing(0.0, words + f"only one column{'; save it with commas between them' * bool(separator)}", line)


def _opened(layout: Layout, line: int, header: list[str], rows: Iterator[Row]) -> Table:
    names = [_column(cell) for cell in header]
    doubled = [name for name, count in Counter(names).items() if name and count > 1]
    if doubled:
        raise ImportRefused(f"the column {doubled[0]} is there twice", line)
    read = {name: place for place, name in enumerate(names) if name in layout.needed + layout.optional}
    unread = tuple(cell.strip() for cell, name in zip(header, names, strict=True) if name and name not in read)
    return Table(layout, unread, _rows(rows, read, len(names)))


def _rows(rows: Iterator[Row], read: dict[str, int], width: int) -> Iterator[tuple[int, dict[str, str]]]:
    for line, cells in rows:
        if not any(cells) or not any(cell.strip() for cell in cells):
            continue
        if len(cells) != width:
            cells = _fitted(cells, width, line)
        if max(map(len, cells)) > LONGEST_CELL:
            raise ImportRefused(f"a cell is longer than {LONGEST_CELL:,} characters", line)
        yield line, {name: _cell(cells[place], name, line) for name, place in read.items()}


def _fitted(cells: list[str], width: int, line: int) -> list[str]:
    if len(cells) < width or any(cells[width:]):
        raise ImportRefused(f"has {len(cells)} columns where the header has {width}; is the file cut off?", line)
    return cells[:width]


def _cell(text: str, column: str, line: int) -> str:
    text = text.strip()
    if not text:
        return text
    if not text.isprintable():
        text = " ".join("".join(c if c.isprintable() else _blank(c) for c in text).split())
    if text[0] in "=+@-" and _FORMULA.match(text):
        raise ImportRefused(f"{column} holds a formula ({text[:30]!r}); save the table with values only", line)
    if text[0] == "#" and _EXCEL_ERROR.fullmatch(text):
        raise ImportRefused(f"{column} holds {text}, a formula of Excel that failed", line)
    return text


def _blank(character: str) -> str:
    """A space for what separates words (line ends, tabs, wide spaces), nothing for marks nobody sees."""
    return " " if character.isspace() else ""


def _column(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", cell.strip().lower())
