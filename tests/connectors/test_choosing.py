"""Which choice a person's words name, in any language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.choosing import named

WAYS = ["Chatear aquí", "Llámenme ahora", "Llámenme después"]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("2", 2), ("el 2", 2), ("la 2", 2), ("opción 2", 2), ("opcion 2 por favor", 2), ("El dos.", 2), ("la segunda", 2),
        ("el segundo porfa", 2), ("quiero la tercera", 3), ("primera opción", 1), ("número 1", 1), ("1ero", 1),
        ("Llámenme ahora", 2), ("llamenme ahora", 2), ("LLAMENME DESPUES", 3), ("chatear aqui!", 1),
        ("the second one", 2), ("Second", 2),
    ],
)  # fmt: skip
def test_a_choice_is_named_with_or_without_accents(words: str, number: int) -> None:
    """By its number, its place or its title, in Spanish or English, whichever they were shown in."""
    assert named(WAYS, words) == number


@pytest.mark.parametrize(
    "words", ["", "el", "la", "2 hijos", "cuarta", "el 4", "4", "0", "-1", "opción", "llamenme", "un segundo por favor",
              "tengo dos hijos", "a las 2 de la tarde", "a la 1", "las 2", "una", "por favor"],
)  # fmt: skip
def test_other_words_are_the_persons_own(words: str) -> None:
    """A number among words that say something is no choice, and neither is one that was not offered."""
    assert named(WAYS, words) is None


def test_a_question_may_be_typed_without_its_marks() -> None:
    """Nobody types ¿ on an old phone."""
    titles = ["¿Cuánto cuesta?", "Sí", "No"]
    assert [named(titles, words) for words in ("cuanto cuesta", "¿Cuánto cuesta?", "si", "SI", "Sí.", "no")] == [
        1, 1, 2, 2, 2, 3,
    ]  # fmt: skip


@given(st.text(), st.lists(st.text(), max_size=4))
def test_whatever_is_typed_names_a_choice_that_is_there_or_none(words: str, titles: list[str]) -> None:
    """No text breaks it, and no number is beyond the list."""
    number = named(titles, words)
    assert number is None or 1 <= number <= len(titles)
