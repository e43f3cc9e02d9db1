"""Numbers people can read and dial."""

from __future__ import annotations

import pytest

from facilities_db.phones import is_whole, readable


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
        ("618-5502DUI", "618-550-2384 (618-550-2DUI)"),
        ("800-NEXT123", "800-639-8123 (800-NEX-T123)"),
        ("888-555HOPE x5", "888-555-4673 (888-555-HOPE) ext. 5"),
        ("+1 617 555 0100", "617-555-0100"),
        ("6175550100", "617-555-0100"),
        ("504-555-0128x102", "504-555-0128 ext. 102"),
        ("504-555-0128, Ext. 7", "504-555-0128 ext. 7"),
        ("504-555-0128 extension: 7", "504-555-0128 ext. 7"),
        ("504-555-0128,102", "504-555-0128 ext. 102"),
        ("504-555-0128 #102", "504-555-0128 ext. 102"),
        ("504-555-0128 ext. 7", "504-555-0128 ext. 7"),
        ("888-555-4673 (888-555-HOPE)", "888-555-4673 (888-555-HOPE)"),
        ("555-0100", "555-0100"),
        ("555-0100 x2", "555-0100 x2"),
        ("617-555-010", "617-555-010"),
        ("617-555-0100 or 0101", "617-555-0100 or 0101"),
        ("call office", "call office"),
        ("", ""),
        ("  911 ", "911"),
    ],
)
def test_a_printed_number_becomes_readable(printed: str, shown: str) -> None:
    """Extensions are named, vanity letters also written as digits, and what is no number stays."""
    assert readable(printed) == shown


@pytest.mark.parametrize("phone", ["617-555-0100", "(617) 555-0100 x12", "888-304HOPE", "888-304HOPE ext 5"])
def test_a_whole_number_is_one(phone: str) -> None:
    """Ten digits or letters for them, with an extension or without."""
    assert is_whole(phone)


@pytest.mark.parametrize("phone", ["", "911", "555-0100", "617-555-010", "017-555-0100", "617-155-0100", "call office"])
def test_no_whole_number_is_none(phone: str) -> None:
    """Too few digits, words, and numbers that North America does not have."""
    assert not is_whole(phone)
