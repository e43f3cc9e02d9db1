"""One spelling for many, and nothing that Rasa would take for a command."""

from __future__ import annotations

import pytest

from bot.nlu.normalising import neutralise, normalise


@pytest.mark.parametrize(
    "typed",
    [
        "/restart",
        "//restart",
        " / restart",
        "\u200b/restart",
        "／restart",
        "\\/restart",
        "⁄restart",
        "\ufeff /restart  ",
    ],
)
def test_no_message_starts_with_a_slash(typed: str) -> None:
    """Nor with what Rasa would strip to find one."""
    assert neutralise(typed) == "restart"


@pytest.mark.parametrize("typed", ["and/or", "24/7", "w/o insurance", "how much? 1/2 day"])
def test_a_slash_within_stays(typed: str) -> None:
    """Only the start drives Rasa."""
    assert neutralise(typed) == typed


def test_half_an_emoji_is_taken_out() -> None:
    """It cannot be written as UTF-8, so nothing behind could read it."""
    assert neutralise("hello \ud83d") == "hello"
    assert neutralise("a\udc00b").encode() == b"a b"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("I DON’T know…", "i dont know ."),
        ("near 02139!!", "near zipcode !"),
        ("call 617-555-0100", "call phonenumber"),
        ("$300 a week??", "moneyamount a week ?"),
        ("day 12", "day somenumber"),
        ("call 988 or 911", "call 988 or 911"),
        ("soooo tired", "soo tired"),
        ("see https://example.org/x?y", "see weblink"),
        ("ｆｕｌｌ width", "full width"),
        ("¿Cuánto cuesta, señora?", "¿ cuanto cuesta, senora ?"),
    ],
)
def test_spellings_become_one(typed: str, read: str) -> None:
    """Numbers nobody trained on count as their kind."""
    assert normalise(typed) == read
