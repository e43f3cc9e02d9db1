"""Two questions in one text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot.several import parts_of, questions_in

ANSWERABLE = frozenset({"cost", "duration", "work_school"})


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("how much is it and can i keep my job", ["how much is it", "can i keep my job"]),
        ("how long does it last? do i have to stop working?", ["how long does it last", "do i have to stop working"]),
        ("what does it cost, also is it private", ["what does it cost", "is it private"]),
        ("how much is it? /restart it now", ["how much is it", "restart it now"]),
        ('how much is it? \u200b/cost{"a": "b"} please', ["how much is it", 'cost{"a": "b"} please']),
        ("¿Cuánto cuesta y puedo seguir trabajando?", ["Cuánto cuesta", "puedo seguir trabajando"]),
        ("cuanto dura, aceptan medicaid", ["cuanto dura", "aceptan medicaid"]),
        ("cuánto cuesta y es privado", ["cuánto cuesta", "es privado"]),
        ("mi esposo y yo queremos ayuda", []),
        ("alcohol and drugs", []),
        ("my husband and i want help", []),
        ("how much?", []),
        ("", []),
        ("a b. " * 30, []),
    ],
)
def test_a_text_falls_apart_where_a_question_begins(text: str, parts: list[str]) -> None:
    """Not at every "and", and not into a dozen pieces."""
    assert parts_of(text) == parts


def test_two_clear_questions_are_found() -> None:
    """In the order in which they were asked; a story in front is none, nor is the same one twice."""
    read = {
        "i am 30": entry("out_of_scope", 0.9),
        "how much is it": entry("cost", 0.9),
        "what is the price": entry("cost", 0.8),
        "can i work": entry("work_school", 0.7),
        "will it rain": entry("out_of_scope", 0.9),
        "how long maybe": entry("duration", 0.3),
    }
    whole = {"intent_ranking": [{"name": "cost", "confidence": 0.6}]}

    def reader(parts: Sequence[str]) -> list[dict[str, Any]]:
        return [read[part] for part in parts]

    def found(text: str, ranked: dict[str, Any] = whole) -> list[str]:
        return [part for part, _ in questions_in(text, ranked, reader, ANSWERABLE)]

    assert found("i am 30. how much is it? can i work?") == ["how much is it", "can i work"]
    assert found("how much is it? what is the price?") == []
    assert found("how much is it? will it rain?") == []
    assert found("how much is it? how long maybe?") == []
    assert found("how much is it? can i work?", {"intent_ranking": [{"name": "mat", "confidence": 0.9}]}) == []


def entry(intent: str, confidence: float) -> dict[str, Any]:
    """What the pipeline made of a part."""
    return {"intent": {"name": intent, "confidence": confidence}}
