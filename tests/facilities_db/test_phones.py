"""Numbers people can read and dial."""

from __future__ import annotations

import pytest

from facilities_db.phones import readable


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("617-555-0100", "617-555-0100"),
        ("(617) 555-0100", "617-555-0100"),
        ("1-617-555-0100", "617-555-0100"),
        ("504-555-0128 x102", "504-555-0128 ext. 102"),
        ("504-555-0128 ext 7", "504-555-0128 ext. 7"),
        ("888-304HOPE", "888-304-4673 (888-304-HOPE)"),
        ("855-YESYWCA", "855-937-9922 (855-YES-YWCA)"),
        ("800-FIX1234", "800-349-1234 (800-FIX-1234)"),
        ("", ""),
        ("  911 ", "911"),
    ],
)
def test_a_printed_number_becomes_readable(printed: str, shown: str) -> None:
    """Extensions are named, vanity letters also written as digits, and what is no number stays."""
    assert readable(printed) == shown
