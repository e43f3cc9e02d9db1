"""After danger: how the next messages are answered."""

from __future__ import annotations

import pytest

from bot.safety.checkin import Feeling, answer_in, answer_to, feeling, not_safe, says_safe
from bot.safety.verdict import Verdict
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
    assert not_safe(Danger("crisis_overdose", "asked_safe", 0)) == Verdict("crisis_overdose", "sure")


def test_not_safe_days_later_is_the_whole_alarm() -> None:
    """A button under an old question still means what it says, whatever has been forgotten meanwhile."""
    assert answer_to(None, "", "not_safe", {}) == "full"
    assert not_safe(None) == not_safe(Danger("grief", "asked_safe", 0)) == Verdict("crisis_suicide", "sure")


@pytest.mark.parametrize(("said", "feels"), [("yes", "safe"), ("no", "not_safe"), ("sí", "safe"), ("nel", "not_safe")])
def test_a_bare_yes_or_no_answers_the_last_question(said: str, feels: Feeling) -> None:
    """It was asked with the alarm, and in front of the answer after that. Later on, it answers something else."""
    assert answer_in(said, Danger("crisis_suicide", "crisis", 0)) == feels
    assert answer_in(said, Danger("crisis_suicide", "crisis", 1, "answered")) == feels
    assert answer_in(said, Danger("crisis_suicide", "crisis", 1, "checked_in")) is None
    assert answer_in(said, Danger("crisis_suicide", "crisis", 2, "answered")) is None
    assert answer_in(said, None) is None
    assert answer_to(Danger("crisis_suicide", "crisis", 2), said, None, read_as("affirm")) is None


@pytest.mark.parametrize(
    "said",
    [
        "im safe", "I'm safe now", "no im safe", "we are safe now thanks", "she is safe", "not in danger", "I feel better now",
        "im ok now", "Yes, I'm okay now, thank you", "im in a safe place", "at a safe place now",
        "ya estoy a salvo", "Estoy a salvo, gracias", "ya estoy bien", "Sí, ya me siento mejor, gracias a Dios",
        "no corro peligro", "ya estoy más tranquila", "estoy en un lugar seguro", "fuera de peligro", "ya estamos a salvo",
    ],
)  # fmt: skip
def test_safe_in_so_many_words_is_heard_at_any_time(said: str) -> None:
    """However long ago it was asked, and also by whom nobody asked."""
    assert says_safe(said)
    assert answer_in(said, Danger("crisis_suicide", "crisis", 5, "answered")) == answer_in(said, None) == "safe"


@pytest.mark.parametrize(
    "said",
    [
        "yes", "ok", "im good", "im fine", "good", "sure", "not safe", "im not safe", "is it safe", "safe sober living",
        "sí", "bien", "estoy bien", "estoy seguro", "no estoy a salvo", "ya no estoy bien", "estoy en peligro", "es seguro?",
        "ya estoy mal", "no me siento a salvo",
    ],
)  # fmt: skip
def test_what_may_answer_something_else_is_not(said: str) -> None:
    """ "I'm good" declines an offer, "estoy seguro" is how one is sure; and the opposite is not the same."""
    assert not says_safe(said)


def test_who_wants_to_go_on_may() -> None:
    """However "continue" was read."""
    danger = Danger("crisis_suicide", "crisis", 0)
    assert answer_to(danger, "lets continue", None, read_as("nlu_fallback")) is None
    assert answer_to(danger, "sí, ¿en qué quedamos?", None, read_as("nlu_fallback")) is None
    assert answer_to(danger, "she never called", None, read_as("nlu_fallback")) == "utter_after_here"


def test_grief_changes_nothing_after_it() -> None:
    """No check-in: nobody was in danger."""
    assert answer_in("no", Danger("grief", "asked_safe", 0)) is None
    assert answer_to(Danger("grief", "asked_safe", 0), "no", None, read_as("thanks")) is None
