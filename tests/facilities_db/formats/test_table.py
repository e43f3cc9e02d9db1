"""Finding the header and reading rows by it."""

from __future__ import annotations

import pytest

from facilities_db.formats.table import Layout, Row, Table, table_in
from facilities_db.refusal import ImportRefused

FIRST = Layout("the first kind", ("name", "phone"), ("notes",))
SECOND = Layout("the second kind", ("name", "zip_code"), ())


def _sheet(*lines: list[str]) -> list[Row]:
    return list(enumerate(lines, start=1))


def _read(*sheets: list[Row]) -> tuple[Table, list[tuple[int, dict[str, str]]]]:
    table = table_in(sheets, (FIRST, SECOND))
    return table, list(table.rows)


def test_columns_are_found_by_name() -> None:
    """In any order and case, with spaces or hyphens; what is not known is named and not read."""
    table, rows = _read(_sheet(["Zip-Code", "Seen", " NAME "], ["02139", "x", "Elm"]))
    assert (table.layout, table.unread) == (SECOND, ("Seen",))
    assert rows == [(2, {"zip_code": "02139", "name": "Elm"})]


def test_the_header_may_come_later() -> None:
    """Titles and blank lines may stand above it, as in directories in Excel, and other sheets before it."""
    about = _sheet(["About"], ["Elm is the name"])
    _, rows = _read(about, _sheet(["Programs", "", ""], [], ["name", "phone", ""], ["Elm", "1", ""]))
    assert rows == [(4, {"name": "Elm", "phone": "1"})]


def test_a_header_far_down_is_none() -> None:
    """After twenty lines nobody looks any more; the refusal names the line that came nearest."""
    with pytest.raises(ImportRefused, match="line 3: for the first kind, these columns are missing: phone"):
        _read(_sheet(*[["x", "y"]] * 2, ["name", "y"], *[["x", "y"]] * 17, ["name", "phone"]))


def test_blank_rows_are_passed_over() -> None:
    """Spreadsheets save empty lines below a table; they are no rows."""
    _, rows = _read(_sheet(["name", "phone"], ["", ""], ["Elm", "1"], [" ", "\t"], []))
    assert [line for line, _ in rows] == [3]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("  Elm ", "Elm"),
        ("Elm\nHouse", "Elm House"),
        ("Elm\u00a0 House\u200b", "Elm House"),
        ("\ufeffElm\u202e", "Elm"),
        ("Peña 李", "Peña 李"),
    ],
)
def test_cells_hold_what_can_be_seen(cell: str, read: str) -> None:
    """Line ends and wide spaces are spaces; marks that nobody sees, or that turn a text around, go."""
    assert _read(_sheet(["name", "phone"], [cell, "1"]))[1][0][1]["name"] == read


@pytest.mark.parametrize(
    "cell", ["+1 617-555-0100", "---", "- - -", "@Home Recovery", "-Elm", "#5", "A=B", "+", "=", "(617)"]
)
def test_what_looks_like_a_formula_need_not_be_one(cell: str) -> None:
    """Phones begin with a plus, hidden addresses with dashes, names with what people like."""
    assert _read(_sheet(["name", "phone"], [cell, cell]))[1] == [(2, {"name": cell, "phone": cell})]


def test_a_formula_that_is_not_read_does_no_harm() -> None:
    """Operators count and colour in columns of their own."""
    _, rows = _read(_sheet(["name", "count", "phone"], ["Elm", "=1+1", "1"]))
    assert rows == [(2, {"name": "Elm", "phone": "1"})]
