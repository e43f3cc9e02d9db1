"""After danger: how the next messages are answered."""

from __future__ import annotations

import pytest

from bot.safety.checkin import Feeling, answer_to, feeling
from connectors.lately import Danger


@pytest.mark.parametrize(
    ("text", "feels"),
    [
        ("yes", "safe"), ("Yes I am", "safe"), ("im safe", "safe"), ("I'm ok now thanks", "safe"), ("she is safe", "safe"),
        ("no im fine", "safe"), ("yeah we're okay", "safe"),
        ("no", "not_safe"), ("not really", "not_safe"), ("idk", "not_safe"), ("i don't know", "not_safe"),
        ("no i'm not", "not_safe"), ("im not safe", "not_safe"), ("kind of", "not_safe"), ("I am not okay", "not_safe"),
        ("sí", "safe"), ("Sí, estoy bien, gracias", "safe"), ("estoy segura", "safe"), ("ahorita sí", "safe"),
        ("no sé", "not_safe"), ("no estoy segura", "not_safe"), ("no estoy bien", "not_safe"), ("más o menos", "not_safe"),
        ("aquí está", "not_safe"), ("ayúdame por favor", "not_safe"),
        ("sí pero cuánto cuesta", None), ("estoy en Dallas", None), ("es seguro?", None),
        ("how much does it cost", None), ("yes but how much is it", None), ("", None), ("is it safe", None),
    ],
)  # fmt: skip
def test_yes_and_no_in_few_words(text: str, feels: Feeling | None) -> None:
    """Anything longer says something else, and is answered as that."""
    assert feeling(text) == feels


def read_as(intent: str) -> dict[str, object]:
    """What the pipeline made of a message."""
    return {"intent": {"name": intent}}


def test_no_after_the_question_brings_the_full_reply() -> None:
    """After the full reply it does not come again: it offers the other way, by text."""
    assert answer_to(Danger("crisis_suicide", "asked_safe", 0), "no", "not_safe", {}) == "full"
    assert answer_to(Danger("crisis_suicide", "crisis", 0), "no", "not_safe", {}) == "utter_after_no"


def test_yes_is_thanked_for_once() -> None:
    """Later on, a yes answers something else."""
    assert answer_to(Danger("crisis_suicide", "crisis", 0), "yes", "safe", {}) == "utter_after_safe"
    assert answer_to(Danger("crisis_suicide", "crisis", 1), "yes", "safe", read_as("affirm")) is None


def test_who_wants_to_go_on_may() -> None:
    """However "continue" was read."""
    danger = Danger("crisis_suicide", "crisis", 0)
    assert answer_to(danger, "lets continue", None, read_as("nlu_fallback")) is None
    assert answer_to(danger, "sí, ¿en qué quedamos?", None, read_as("nlu_fallback")) is None
    assert answer_to(danger, "she never called", None, read_as("nlu_fallback")) == "utter_after_here"


def test_grief_changes_nothing_after_it() -> None:
    """No check-in: nobody was in danger."""
    assert answer_to(Danger("grief", "asked_safe", 0), "no", "not_safe", {}) is None
