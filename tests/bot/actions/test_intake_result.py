"""How the intake ends."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.intake_answers import QUESTIONS
from bot.actions.intake_result import ActionIntakeResult
from connectors.sms.segments import count
from facilities_db.search import SearchResult
from tests.bot.actions.stage import Played, Stage

Around = tuple[dict[str, Any], SearchResult]
RISKS = ("withdrawal", "round_the_clock", "safe_home")
# withdrawal, care day and night, a safe home; None: skipped.
CLASSES = {
    "iop": [("no", "no", "yes"), (None, None, None), ("no", None, "yes"), (None, "no", None)],
    "withdrawal": [("yes", "no", "yes"), ("yes", "yes", "no"), ("yes", None, None), ("yes", "no", "no")],
    "round_the_clock": [
        ("no", "yes", "yes"),
        ("no", "no", "no"),
        (None, "yes", None),
        (None, None, "no"),
        ("no", "yes", "no"),
    ],
}
LEVELS = {"iop": "Intensive outpatient", "withdrawal": "Detox", "round_the_clock": "Residential"}


def _end(stage: Stage, kind: str = "answer", done: str | None = None, form: Any = "sms", **slots: Any) -> Played:
    skipped = [name for name in QUESTIONS if slots.get(name) is None]
    intake = {"asked": "safe_home", "skipped": skipped, "aside": 0, "done": done}
    return stage.play(
        ActionIntakeResult(), slots={"intake": intake, "intake_heard": {"kind": kind}, **slots}, form=form
    )


@pytest.mark.parametrize("form", ["sms", "telegram"])
@pytest.mark.parametrize(
    ("level", "answers"), [(level, answers) for level, rows in CLASSES.items() for answers in rows]
)
def test_each_class_of_answers_has_its_sentence(
    stage: Stage, around_boston: Around, level: str, answers: tuple[str | None, ...], form: str
) -> None:
    """What people in that place often ask about, never a diagnosis; programs of that kind; and a person."""
    played = _end(stage, form=form, place=around_boston[0], **dict(zip(RISKS, answers, strict=True)))
    assert [name for name in played.responses if name != "utter_intake_answers"] == [
        f"utter_intake_{level}",
        "utter_results",
    ]
    assert "People in your place often ask about" in played.text
    assert LEVELS[level] in played.text and "1 SAMPLE" in played.text
    assert "PERSON" in played.text if form == "sms" else "A person who already has your answers" in played.text
    assert ("Get medical advice before stopping" in played.text.replace("Please get", "Get")) is (level == "withdrawal")
    assert ("call 911" in played.text) is (level == "withdrawal")
    assert played.slots["intake"]["done"] == level
    assert not any(word in played.text.lower() for word in ("you have a", "addicted", "disorder", "you need"))


def test_for_someone_else_it_speaks_of_them(stage: Stage) -> None:
    """Their place."""
    assert "People in their place" in _end(stage, for_whom="son").text
    assert "People in your place" in _end(stage, for_whom="me").text


def test_the_answers_are_what_is_searched_for(stage: Stage, around_boston: Around) -> None:
    """As needs, and a level that the person named stays."""
    answers = {"payment": "medicaid", "meeting": "online", "hours": ["evening"], "special": ["co_occurring"]}
    slots = _end(stage, place=around_boston[0], **answers).slots
    assert slots["needs"]["payers"] == ["medicaid"] and slots["needs"]["virtual"] is True
    assert (slots["needs"]["evenings"], slots["needs"]["tracks"]) == (True, ["co_occurring"])
    named = {"level": "php", "level_named": True}
    assert _end(stage, place=around_boston[0], withdrawal="yes", needs=named).slots["needs"]["level"] == "php"


def test_without_a_place_it_says_how_to_see_programs(stage: Stage) -> None:
    """No list of the whole country."""
    assert _end(stage).responses == ["utter_intake_iop", "utter_intake_no_place"]


def test_a_later_change_shows_the_new_list_alone(stage: Stage, around_boston: Around) -> None:
    """Unless the change speaks for another kind of care."""
    place = around_boston[0]
    assert _end(stage, "changed", "iop", place=place).responses == ["utter_intake_lead_changed", "utter_results"]
    assert _end(stage, "changed", "iop", place=place, withdrawal="yes").responses[1] == "utter_intake_withdrawal"


def test_the_answers_are_said_once_more(stage: Stage) -> None:
    """To be put right; and the story that staff read has them, where it has only taps and numbers otherwise."""
    played = _end(stage, "known", "iop", for_whom="son", payment="medicaid", withdrawal="no", safe_home="no")
    assert "What I have: for your son, Medicaid, not sick when it stops, no safe place to live." in played.text


def test_the_most_answers_fit_a_text(stage: Stage) -> None:
    """Two segments."""
    most = {
        "for_whom": "granddaughter",
        "payment": "military",
        "meeting": "either",
        "hours": ["day", "evening", "weekend"],
    }
    most |= {
        "special": ["pregnant", "veterans", "co_occurring", "medication"],
        "withdrawal": "yes",
        "round_the_clock": "yes",
    }
    played = _end(
        stage,
        safe_home="no",
        place={"label": "North Las Vegas, NV 89031", "kind": "zip", "lat": 36.2, "lng": -115.1, "state": "NV"},
        **most,
    )
    counted = count(played.text.splitlines()[0])
    assert counted.encoding == "GSM-7" and counted.segments <= 2


def test_an_intake_that_was_left_keeps_the_door_open(stage: Stage) -> None:
    """In one reply; one that was put aside says nothing at all."""
    assert _end(stage, "leave", intake_paused=True).responses == ["utter_intake_left"]
    assert _end(stage, "put_aside", intake_paused=True).messages == []
