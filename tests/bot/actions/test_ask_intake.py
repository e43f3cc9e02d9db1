"""The intake's questions."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.actions import ask_intake
from bot.actions.ask_intake import AskIntake, AskIntakePlace
from bot.actions.intake_answers import QUESTIONS
from connectors.capabilities import SMS
from connectors.messages import Choice, Reply
from connectors.rendering import shown_text
from connectors.sms.segments import count
from tests.bot.actions.stage import Played, Stage, domain

ACTIONS: dict[str, AskIntake] = {cls.question: cls() for cls in AskIntake.__subclasses__()}  # type: ignore[misc]
LEADS = ("start", "resume", "changed", "noted", "unclear", None)


def _ask(stage: Stage, question: str, kind: str | None = None, **slots: Any) -> Played:
    about = slots.pop("about", [])
    return stage.play(
        ACTIONS[question], loop="intake_form", slots={"intake_heard": {"kind": kind, "about": about}, **slots}
    )


def _choices(played: Played, number: int) -> list[dict[str, str]]:
    message = played.messages[number]
    return [*domain()["responses"][message["response"]][0].get("buttons", []), *message["buttons"]]


def test_there_is_one_action_a_question() -> None:
    """Named as Rasa looks for them, and in the domain."""
    assert set(ACTIONS) == set(QUESTIONS) == set(domain()["forms"]["intake_form"]["required_slots"])
    assert {action.name() for action in ACTIONS.values()} <= set(domain()["actions"])
    assert ask_intake.AskIntake.__abstractmethods__


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("kind", LEADS)
def test_a_text_with_its_choices_is_two_segments(empty_stage: Stage, question: str, kind: str | None) -> None:
    """With what is said in front, the numbered list and "Start over" too."""
    played = _ask(empty_stage, question, kind)
    assert len(played.messages) == 1
    titles = [button["title"] for button in _choices(played, 0)]
    assert titles[-1] == "Skip"
    choices = tuple(Choice(title, "") for title in [*titles, "Start over"])
    reply = Reply(played.text, choices, numbered=bool(played.messages[0].get("numbered")))
    counted = count(shown_text(reply, SMS))
    assert counted.encoding == "GSM-7" and counted.segments <= 2, counted


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_choice_carries_its_own_question(empty_stage: Stage, question: str) -> None:
    """Rasa takes one of the doubled braces off."""
    for button in _choices(_ask(empty_stage, question), 0):
        payload = button["payload"].replace("{{", "{").replace("}}", "}")
        assert payload.startswith(("/start_intake{" + f'"{question}"', '/start_intake{"intake": "skip"}'))


@pytest.mark.parametrize("question", QUESTIONS)
def test_why_gives_a_reason_and_asks_again(empty_stage: Stage, question: str) -> None:
    """In a sentence or two."""
    played = _ask(empty_stage, question, "why")
    assert played.responses == [f"utter_intake_why_{question}", f"utter_ask_intake_form_{question}"]
    reason = played.text.splitlines()[0]
    assert re.search(r"\bI ask\b", reason) and reason.count(".") <= 2


@pytest.mark.parametrize("question", QUESTIONS)
def test_coming_back_says_what_is_known(empty_stage: Stage, question: str) -> None:
    """In one sentence, with a way to start over."""
    known = {"for_whom": "son", "payment": "medicaid", "hours": ["evening"]}
    played = _ask(empty_stage, question, "known", **known)
    assert "So far I have: for your son, Medicaid, evenings." in played.text
    assert "Start over" in [title for title, _ in played.buttons]


@pytest.mark.parametrize("question", QUESTIONS)
def test_resuming_is_gentle(empty_stage: Stage, question: str) -> None:
    """ "When you're ready", once."""
    assert _ask(empty_stage, question, "resume").text.startswith("When you're ready: ")


def test_getting_sick_without_it_is_answered_at_once(empty_stage: Stage) -> None:
    """Who leaves before the end has heard it too."""
    played = _ask(empty_stage, "round_the_clock", "answer", withdrawal="yes", about=["withdrawal"])
    assert "medical advice before stopping" in played.text and "911" in played.text
    assert (
        "before stopping"
        not in _ask(empty_stage, "round_the_clock", "answer", withdrawal="no", about=["withdrawal"]).text
    )


def test_a_name_of_several_towns_is_asked_back(empty_stage: Stage) -> None:
    """As choices that this form reads."""
    asked = {"city": "Springfield", "options": ["Springfield, MO", "Springfield, MA"]}
    played = empty_stage.play(AskIntakePlace(), slots={"place_asked": asked})
    assert played.responses == ["utter_which_city"]
    assert played.buttons[0] == ("Springfield, MO", '/start_intake{"place": "Springfield, MO"}')
    assert played.buttons[-1][0] == "Skip"


@pytest.mark.parametrize("reason", ["unknown_zip", "unknown_city", "outside_us"])
def test_an_unknown_place_is_named_as_such(empty_stage: Stage, reason: str) -> None:
    """As in a search."""
    assert empty_stage.play(AskIntakePlace(), slots={"place_asked": {"reason": reason}}).responses == [
        f"utter_{reason}"
    ]
