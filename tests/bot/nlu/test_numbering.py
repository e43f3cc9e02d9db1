"""Which program of a list is meant."""

from __future__ import annotations

import pytest

from bot.nlu.numbering import LAST, chosen_numbers


def numbers(text: str, *, choosing: bool = False) -> list[int]:
    """Return the numbers alone."""
    return [number for number, _, _ in chosen_numbers(text, choosing=choosing)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2), ("#3", 3), ("2.", 2), ("the second one", 2), ("The 3rd one please", 3), ("two", 2), ("last one", LAST),
        ("tell me about number 2", 2), ("more info on #1", 1), ("option 4", 4), ("call the first one", 1),
        ("la segunda", 2),
    ],
)  # fmt: skip
def test_a_choice(text: str, number: int) -> None:
    """By digit, by word, alone or in a sentence."""
    assert numbers(text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "im 2 weeks sober", "02139", "12 step program", "number 12 step meetings", "i have 3 kids", "the second week",
        "the last place kicked me out", "how many hours", "50", "",
    ],
)  # fmt: skip
def test_no_choice(text: str) -> None:
    """Numbers that count something else."""
    assert numbers(text) == []


def test_more_is_read_when_a_list_is_talked_of() -> None:
    """A bare number in a sentence, the last place: only then."""
    assert numbers("whats 2 like", choosing=True) == [2]
    assert numbers("the last place", choosing=True) == [LAST]
    assert numbers("does it open at 9 am", choosing=True) == []


def test_where_it_stands() -> None:
    """Start and end, so that Rasa can mark it."""
    ((number, start, end),) = chosen_numbers("the second one")
    assert ("the second one"[start:end], number) == ("second", 2)
