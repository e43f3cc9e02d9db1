"""Taking a CSV apart."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilities_db.formats.csv_file import rows

_CELLS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=10)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way(end: str) -> None:
    """Unix, Windows and the old Mac; the last line needs no end, and a cell may hold one."""
    assert list(rows(f'a,b{end}"1{end}2",3{end}{end}4,5'.encode())) == [
        (1, ["a", "b"]),
        (3, [f"1{end}2", "3"]),
        (4, []),
        (5, ["4", "5"]),
    ]


@given(st.lists(st.lists(_CELLS, min_size=2, max_size=4), max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_what_was_written_is_read(table: list[list[str]], end: str) -> None:
    """Any text in any cell comes back, separators of lines that only Unicode knows included."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(table)
    assert [cells for _, cells in rows(out.getvalue().encode())] == table
