"""Taking a locator's answer apart."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from facilities_db.formats.json_file import pages
from facilities_db.refusal import ImportRefused

from .broken import an_answer

_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["rows", "recordCount", "x"]), inner),
)


def test_a_page_or_pages() -> None:
    """One page is a list of one; numbers stay numbers, null stays null."""
    page = json.loads(an_answer({"miles": 0.24, "zip": "02139", "latitude": None, "_irow": 1}))
    assert pages(json.dumps(page).encode()) == [page]
    assert pages(json.dumps([page, page], indent=1).encode()) == [page, page]


@given(_VALUES)
def test_any_json_is_read_or_refused(value: Any) -> None:
    """Whatever JSON it is, what comes through are pages with rows."""
    try:
        found = pages(json.dumps(value).encode())
    except ImportRefused:
        return
    assert found and all(isinstance(row, dict) for page in found for row in page["rows"])
