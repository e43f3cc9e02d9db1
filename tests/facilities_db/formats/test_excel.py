"""Taking a workbook apart."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilities_db.formats.excel import sheets
from facilities_db.refusal import ImportRefused

from .files import as_excel_writes, directory, raw_sheet, rows_of, workbook

_GOOD = as_excel_writes(rows_of(directory()))


def _cells(content: bytes) -> list[list[str]]:
    return [cells for sheet in sheets(content) for _, cells in sheet]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("02139", "02139"),
        (2139, "2139"),
        (2139.0, "2139"),
        (6175550100, "6175550100"),
        (6175550100.0, "6175550100"),
        (-71.1097, "-71.1097"),
        (True, "True"),
        (dt.datetime(2026, 11, 25), "2026-11-25"),
        (dt.date(2026, 11, 25), "2026-11-25"),
        ("=1+1", "=1+1"),
        ("", ""),
    ],
)
def test_a_value_is_the_text_a_csv_would_have(value: Any, text: str) -> None:
    """Numbers without ".0", days as days, formulas as formulas and never their results."""
    assert _cells(workbook([["first", value, "last"]])) == [["first", text, "last"]]


def test_rows_are_named_as_excel_names_them() -> None:
    """Gaps are rows too, cells that are left out are empty, and rows are as wide as the widest above."""
    content = raw_sheet(
        b'<row r="2"><c r="B2" t="inlineStr"><is><t>x</t></is></c></row><row r="4"><c r="A4"><v>1</v></c></row>'
    )
    rows = [row for sheet in sheets(content) for row in sheet]
    assert rows == [(1, []), (2, ["", "x"]), (3, ["", ""]), (4, ["1", ""])]


def test_only_what_is_seen_is_read() -> None:
    """A hidden sheet may hold last year's list."""
    assert _cells(workbook([["old"]], [["new"]], hidden=[0])) == [["new"]]


def test_the_size_a_sheet_claims_is_not_believed() -> None:
    """A sheet that says it has a million rows and 16,384 columns is read as what it has."""
    before = time.process_time()
    assert [len(row) for row in _cells(_GOOD)] == [15, 15]
    assert time.process_time() - before < 1


def test_xml_is_read_with_care() -> None:
    """openpyxl reads XML through defusedxml, or a few lines of entities would fill the memory."""
    assert openpyxl.DEFUSEDXML


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(_GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused(place: int, damage: bytes) -> None:
    """Whatever happened to a file on its way, nothing but a refusal comes of it."""
    try:
        _cells(_GOOD[:place] + damage + _GOOD[place + len(damage) :])
    except ImportRefused as refused:
        assert "Excel" in str(refused)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([b"<row>", b"</row>", b"<c>", b"</c>", b'<c t="s">', b"<v>", b"</v>", b"1", b"<f>",
                                 b"</f>", b'<c r="A9">', b'<row r="x">', b'<c t="d">', b"<is><t>", b"&#0;", b" "])))  # fmt: skip
def test_a_strange_sheet_is_read_or_refused(parts: list[bytes]) -> None:
    """Nor of XML that no spreadsheet program writes."""
    try:
        _cells(raw_sheet(b"".join(parts)))
    except ImportRefused as refused:
        assert "Excel" in str(refused)
