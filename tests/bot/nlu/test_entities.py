"""ZIPs, states, choices and needs in a message."""

from __future__ import annotations

import pytest

from bot.nlu.entities import entities_in


def found(text: str, kind: str) -> list[object]:
    """Return the values of one kind."""
    return [entity["value"] for entity in entities_in(text) if entity["entity"] == kind]


@pytest.mark.parametrize(
    "text", ["iop near 02139", "02139", "zip 02139-4307?", "im in 02139, any evening ones", "zip 2139", "021394307"]
)
def test_a_zip(text: str) -> None:
    """Five digits, with or without four more."""
    assert found(text, "zip") == ["02139"]


@pytest.mark.parametrize(
    "text", ["$15000", "15000 dollars", "call 617-555-0100", "6175550100", "order 123456", "1.50000"]
)
def test_no_zip(text: str) -> None:
    """Prices and phone numbers."""
    assert found(text, "zip") == []


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("rehab in ohio", "OH"), ("Boise, id 83702", "ID"), ("Gary IN", "IN"), ("New Mexico programs", "NM"),
        ("west virginia", "WV"), ("austin tx", "TX"),
    ],
)  # fmt: skip
def test_a_state(text: str, state: str) -> None:
    """By name, or by two letters where they stand as an address has them."""
    assert found(text, "state") == [state]


@pytest.mark.parametrize("text", ["call me", "im in", "ok", "help me or else", "hi there", "can you find one in 46402"])
def test_no_state(text: str) -> None:
    """Two letters that are a word."""
    assert found(text, "state") == []


def test_needs_and_payers() -> None:
    """As the search reads them."""
    text = "evening iop that takes medicaid, with suboxone, for my teen"
    assert found(text, "payer") == ["medicaid"]
    assert {"iop", "evening", "teen"} <= {str(need) for need in found(text, "need")} | {"teen"}
    assert {"best", "any_distance"} <= set(found("best program, any distance", "need"))
    assert found("hello", "need") == found("hello", "payer") == []


def test_an_entity_says_where_it_stands() -> None:
    """Start and end cut the value's words out of the message."""
    (entity,) = entities_in("in 02139")
    assert (entity["start"], entity["end"], entity["extractor"]) == (3, 8, "PhraseEntities")
