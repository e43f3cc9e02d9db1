"""The form inside Rasa, with the trained model: a question of their own at every step."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import yaml

from bot.actions.intake_answers import QUESTIONS
from bot.assistant import Assistant
from bot.context import TurnContext
from tests.bot.actions.stage import BOT, Stage, domain, hotline

ANSWERS = ("me", "02139", "medicaid", "either", "evenings", "none", "no", "no", "yes")
ASIDES = {"how much does iop cost per week": "$250 to $600 a week", "how long does it last": "90 days"}

# Danger, and wishes that end the intake, are never outweighed; the first step is a rule of its own.
NEVER = {"start_intake", "restart", "talk_to_human", "callback_request", "delete_my_data", "opt_out"}


def test_going_on_outweighs_every_intent_that_it_may() -> None:
    """A new intent has to be named in the rule, or "continue" is lost on it."""
    rules = yaml.safe_load((BOT / "data" / "rules_intake.yml").read_text(encoding="utf-8"))["rules"]
    (named,) = [step["or"] for rule in rules for step in rule["steps"] if "or" in step]
    intents = {intent for intent in domain()["intents"] if not intent.startswith(("crisis_", "concern_"))}
    assert {step["intent"] for step in named} == (intents - NEVER) | {"nlu_fallback"}


class Talk:
    """One conversation with the assistant, without a service around it."""

    def __init__(self, assistant: Assistant, stage: Stage) -> None:
        self._assistant = assistant
        self._stage = stage
        self._state: str | None = None

    def says(self, *texts: str) -> list[str]:
        """Say them one after the other; return what the last one brings."""
        replies: list[str] = []
        for text in texts:
            context = TurnContext(self._stage.database, hotline())
            answer = asyncio.run(self._assistant.answer("someone", text, self._state, context))
            assert context.broken is None
            self._state = answer.state
            replies = [reply.text for reply in answer.replies]
        return replies


@pytest.fixture(scope="module")
def assistant(model: Path) -> Assistant:
    """Rasa, as the worker runs it."""
    return Assistant(model)


@pytest.fixture
def talk(assistant: Assistant, stage: Stage) -> Talk:
    """A new conversation, with the intake begun."""
    talk = Talk(assistant, stage)
    (first,) = talk.says("where do i start")
    assert "A few short questions" in first and "Who is this for?" in first
    return talk


at_each = pytest.mark.parametrize("number", range(len(QUESTIONS)), ids=QUESTIONS)


@at_each
def test_a_question_of_their_own_is_answered_and_the_form_goes_on_once(talk: Talk, number: int) -> None:
    """Its own answer, then the question once more; after another one it rests, until they go on."""
    question = talk.says("why", *ANSWERS[:number], "why")[-1]
    (one, its), (two, other) = ASIDES.items()
    answer, again = talk.says(one)
    assert its in answer and again == f"When you're ready: {question}"
    (answer,) = talk.says(two)
    assert other in answer
    assert len(talk.says(one)) == 1
    assert talk.says("lets keep going")[-1] == question
    assert "often ask about an IOP" in talk.says(*ANSWERS[number:])[1]


@at_each
def test_it_can_be_left_and_picked_up_at_every_step(talk: Talk, number: int) -> None:
    """Also by asking for it anew."""
    question = talk.says("why", *ANSWERS[:number], "why")[-1]
    (left,) = talk.says("stop asking")
    assert "no more questions" in left
    assert len(talk.says("thanks")) == 1
    assert talk.says("continue")[-1] == question
    talk.says("forget it")
    assert talk.says("where do i start")[-1] == question


@at_each
def test_an_answer_is_taken_back_at_every_step(talk: Talk, number: int) -> None:
    """And the open question stays open."""
    question = talk.says("why", *ANSWERS[:number], "why")[-1]
    if number == 0:
        assert talk.says("i meant medicare") == [f"Thanks, I noted that. {question}"]
    else:
        assert talk.says("actually its for my son") == [f"Okay, I changed that. {question}"]


@at_each
def test_a_person_is_given_at_every_step(talk: Talk, number: int) -> None:
    """And nothing is asked after it, until they go on."""
    question = talk.says("why", *ANSWERS[:number], "why")[-1]
    (person,) = talk.says("i want to talk to someone")
    assert "You can reach a person now" in person
    assert talk.says("continue")[-1] == question
