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


@pytest.mark.parametrize(
    ("text", "state"),
    [("en nuevo méxico", "NM"), ("carolina del norte", "NC"), ("Nueva Yersi", "NJ"), ("houston tejas", "TX"),
     ("pto rico", None), ("puerto rico", "PR"), ("algo para mi", None), ("ayuda pa mi", None), ("lansing mi", "MI")],
)  # fmt: skip
def test_a_state_by_its_spanish_name(text: str, state: str | None) -> None:
    """With accents or without, and where it stands; "mi" is a word first of all."""
    assert found(text, "state") == ([state] if state else [])


def test_where_a_state_stands_is_counted_with_accents() -> None:
    """The letters before it are as many as were typed."""
    text = "mamá está en Nuevo México"
    (state,) = (entity for entity in entities_in(text) if entity["entity"] == "state")
    assert text[state["start"] : state["end"]] == "Nuevo México"


def test_needs_in_spanish() -> None:
    """As the search reads them."""
    assert found("un iop que hablen español de noche, sin aseguranza", "need") == ["iop", "evening", "spanish"]
    assert found("un iop que hablen español de noche, sin aseguranza", "payer") == ["low_cost"]
