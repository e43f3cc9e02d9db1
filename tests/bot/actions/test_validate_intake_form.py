"""What the intake does next."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.intake_answers import QUESTIONS
from bot.actions.validate_intake_form import ValidateIntakeForm
from tests.bot.actions.stage import Played, Stage

ASIDE = [{"event": "action", "name": "utter_cost"}]


def _next(stage: Stage, question: str | None, kind: str | None, *, aside: int = 0, **more: Any) -> Played:
    slots = {
        "intake": {"asked": question, "skipped": more.pop("skipped", []), "aside": aside, "done": None},
        "requested_slot": question, "intake_heard": {"kind": kind} if kind else None, **more.pop("slots", {}),
    }  # fmt: skip
    return stage.play(ValidateIntakeForm(), loop="intake_form", slots=slots, **more)


def _ends(played: Played) -> bool:
    return any(event["event"] == "active_loop" and event["name"] is None for event in played.events)


@pytest.mark.parametrize("question", QUESTIONS)
def test_something_else_is_left_to_its_own_answer(empty_stage: Stage, question: str) -> None:
    """The form steps back: no event at all."""
    assert _next(empty_stage, question, None).events == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_behind_another_answer_the_question_comes_once_more(empty_stage: Stage, question: str) -> None:
    """Gently; and what was said is not read as an answer."""
    before = dict.fromkeys(QUESTIONS[: QUESTIONS.index(question)], "x")
    played = _next(empty_stage, question, None, after=ASIDE, slots=before)
    assert played.slots["requested_slot"] == question
    assert (played.slots["intake_heard"]["kind"], played.slots["intake"]["aside"]) == ("resume", 1)


@pytest.mark.parametrize("question", QUESTIONS)
def test_behind_a_second_one_it_rests(empty_stage: Stage, question: str) -> None:
    """Put aside, until the person goes on."""
    played = _next(empty_stage, question, None, aside=1, after=ASIDE)
    assert _ends(played) and played.slots["intake_paused"] is True
    assert (played.slots["requested_slot"], played.slots["intake"]["aside"]) == (None, 0)


def test_an_answer_between_starts_the_count_again(empty_stage: Stage) -> None:
    """Two in a row, not two in all."""
    assert _next(empty_stage, "payment", "answer", aside=1).slots["intake"]["aside"] == 0


def test_it_is_left_when_they_say_so(empty_stage: Stage) -> None:
    """And says so at its end."""
    played = _next(empty_stage, "payment", "leave")
    assert _ends(played) and played.slots["intake_paused"] is True
    assert played.slots["intake_heard"] == {"kind": "leave"}


def test_the_first_open_question_is_next(empty_stage: Stage) -> None:
    """Neither answered nor skipped; after the last one, none."""
    slots = {"for_whom": "me", "payment": "cash"}
    assert _next(empty_stage, "payment", "answer", slots=slots).slots["requested_slot"] == "place"
    assert _next(empty_stage, "payment", "answer", slots=slots, skipped=["place"]).slots["requested_slot"] == "meeting"
    assert _next(empty_stage, "safe_home", "skip", skipped=list(QUESTIONS)).slots["requested_slot"] is None


def test_an_unclear_answer_counts_as_one_aside(empty_stage: Stage) -> None:
    """So that the same question is not put three times to someone who cannot answer it."""
    assert _next(empty_stage, "hours", "unclear").slots["intake"]["aside"] == 1
