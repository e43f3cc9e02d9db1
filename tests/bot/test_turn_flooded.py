"""A message in a flood: danger, commands and a call for a person are answered as ever, the rest is told of once."""

from __future__ import annotations

import pytest

from bot.assistant import Answer
from bot.fixed_replies import reply_from, responses_file
from bot.hotline_words import PAYLOAD
from bot.safety.replies import crisis_reply
from bot.safety.verdict import Verdict
from connectors.floods import PER_MINUTE
from connectors.messages import Choice, Reply
from connectors.tables import contacts, inbox
from hotline.tables import handoffs
from porchlight.database import now
from porchlight.numbers import placeholders
from tests.bot.turns import Bench, state_after
from tests.connectors.scene import ago

TOLD = "<utter_flooded>"


@pytest.fixture
def flooding(known: Bench) -> Bench:
    """Turns with a person who has just written as much as anybody may, and was told of their flood."""
    for number in range(PER_MINUTE - 1):
        known.says(f"line {number}")
    assert known.says("one more") == ("flooded", [TOLD])
    known.assistant.asked.clear()
    return known


def test_told_once_and_then_kept_in_silence(flooding: Bench) -> None:
    """Each has its outcome, none is asked of the model's dialogue, and nothing more is said."""
    assert {str(flooding.says(f"more {number}")) for number in range(5)} == {"('flooded', [])"}
    assert flooding.assistant.asked == []
    assert all(row.handled_at is not None for row in flooding.scene.rows(inbox))


def test_the_words_say_what_helps(flooding: Bench) -> None:
    """How to reach a person, and whom to call in danger, on both forms."""
    for form in ("sms", "telegram"):
        reply = reply_from(responses_file("talk.yml"), "utter_flooded", form, placeholders(None))
        assert "911" in reply.text and "988" in reply.text and "wait a minute" in reply.text
        assert "PERSON" in reply.text or [choice.payload for choice in reply.choices] == ["/talk_to_human"]


def test_danger_is_answered_each_time(flooding: Bench) -> None:
    """By phrases and by the classifier, however much came before; staff are called."""
    said = crisis_reply(Verdict("crisis_suicide", "sure"), "sms").text
    assert flooding.says("i want to kill myself") == ("crisis", [said])
    flooding.assistant.reads["the end"] = {"danger": {"name": "crisis_suicide", "confidence": 0.95}}
    assert flooding.says("the end") == ("crisis", [said])
    assert [(row.reason, row.urgent) for row in flooding.scene.rows(handoffs)] == [("crisis_suicide", True)]


def test_whether_they_are_safe_is_heard_behind_a_flood(flooding: Bench) -> None:
    """We asked; their "no" counts, though much was written after the question."""
    flooding.assistant.reads["dark"] = {"danger": {"name": "crisis_suicide", "confidence": 0.6}}
    assert flooding.says("dark")[0] == "asked_safe"
    assert flooding.says("so much") == ("flooded", [])
    assert flooding.says("no")[0] == "crisis"


@pytest.mark.parametrize(("command", "outcome"), [("stop", "stopped"), ("start", "started"), ("help", "help")])
def test_commands_always_work(flooding: Bench, command: str, outcome: str) -> None:
    """Whoever wants no more texts is heard first of all."""
    assert flooding.says(command, kind="command")[0] == outcome
    assert (flooding.scene.row(contacts).opted_out_at is not None) == (command == "stop")


def test_no_more_in_other_words(flooding: Bench) -> None:
    """An opt-out is one in a flood, too."""
    assert flooding.says("stop texting me")[0] == "stopped"
    assert flooding.says("and another thing") == ("flooded", [])


def test_a_person_can_be_asked_for(flooding: Bench) -> None:
    """As the words that told of the flood say; once the handoff is open, more of them change nothing."""
    flooding.assistant.handoff = "asked_for_person"
    flooding.assistant.reads["person"] = {"intent": {"name": "talk_to_human", "confidence": 0.9}}
    assert flooding.says("person") == ("answered", ["an answer"])
    assert [each.reason for each in flooding.handoffs.waiting()] == ["asked_for_person"]
    assert flooding.says("person") == ("flooded", [])


def test_a_button_of_the_hotline_that_is_over_asks_for_a_person(known: Bench) -> None:
    """It does so at any time, in a flood as well."""
    ways = Reply("How?", (Choice("Chat here", f'{PAYLOAD}{{"wish": "chat"}}'),), numbered=True)
    known.assistant.answers.append(Answer((ways,), state_after(1)))
    for number in range(PER_MINUTE):
        known.says(f"line {number}")
    known.assistant.handoff = "asked_for_person"
    assert known.says("1")[0] == "answered"
    assert known.assistant.asked[-1] == "/talk_to_human"
    assert [each.reason for each in known.handoffs.waiting()] == ["asked_for_person"]


def test_nothing_is_limited_while_staff_are_there(flooding: Bench) -> None:
    """Somebody reads it: each message is theirs."""
    flooding.assistant.handoff = "asked_for_person"
    flooding.assistant.reads["person"] = {"intent": {"name": "talk_to_human", "confidence": 0.9}}
    flooding.says("person")
    flooding.scene.change(handoffs, status="taken", joined_at=now())
    assert flooding.says("one") == flooding.says("two") == ("to_staff", [])


def test_staff_see_all_of_it(flooding: Bench) -> None:
    """What got no answer is in the thread like anything else."""
    flooding.says("nobody answered this")
    conversation = flooding.scene.rows(inbox)[-1].conversation_id
    with flooding.scene.database.read() as connection:
        story = flooding.scene.transcript.story(connection, conversation)
    assert [line.text for line in story[-2:]] == [TOLD, "nobody answered this"]


def test_a_minute_later_they_are_answered(flooding: Bench) -> None:
    """Nothing is held against them."""
    flooding.scene.change(inbox, received_at=ago(61))
    assert flooding.says("what does it cost") == ("answered", ["an answer"])
