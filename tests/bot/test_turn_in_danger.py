"""A turn when someone is in danger, and the turns after it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.assistant import Answer
from bot.safety.replies import crisis_reply, fixed_reply
from bot.safety.verdict import Verdict
from bot.turn import MAX_ATTEMPTS
from connectors.messages import Choice, Reply
from connectors.tables import contacts, conversations, inbox, outbox
from hotline import handoffs
from hotline.handoffs import NoCodeLeft
from tests.bot.turns import WELCOME, Bench, state_after
from tests.connectors.scene import BOB, CAT, ago

SUICIDE = Verdict("crisis_suicide", "sure")


def test_danger_comes_before_everything(bench: Bench) -> None:
    """The fixed reply alone, without model or welcome, and a person called urgently."""
    outcome, said = bench.says("i want to kill myself")
    assert (outcome, said) == ("crisis", [crisis_reply(SUICIDE, "sms").text])
    assert bench.assistant.asked == []
    (waiting,) = bench.handoffs.waiting()
    assert (waiting.reason, waiting.urgent) == ("crisis_suicide", True)
    assert bench.scene.row(conversations).crisis_at is not None
    assert bench.scene.row(inbox).crisis == "crisis_suicide"
    assert bench.says("what does it cost")[1][0] == WELCOME, "the welcome is only put off"


def test_danger_is_answered_without_a_code(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every code in use nobody can be put into the queue. 988 goes out, and others hear that something broke."""
    monkeypatch.setattr(handoffs, "new_code", lambda: "7KR4")
    assert bench.says("i want to kill myself")[0] == "crisis"
    assert bench.says("i want to kill myself", who=BOB) == ("crisis", [crisis_reply(SUICIDE, "sms").text])
    bench.assistant.handoff = "asked_for_person"
    bench.scene.hears("a person please", CAT)
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(NoCodeLeft):
            bench.run()
        bench.scene.change(conversations, lease_until=None)
    assert bench.run() == "set_aside"
    assert len(bench.handoffs.waiting()) == 1


def test_danger_is_answered_after_an_opt_out_too(known: Bench) -> None:
    """A reply that the carrier may refuse is better than none."""
    known.says("stop", kind="command")
    known.scene.change(contacts, opted_out_at=known.scene.row(conversations).created_at)
    assert known.says("i want to kill myself")[0] == "crisis"


def seen(crisis: str, confidence: float) -> dict[str, Any]:
    """What the pipeline says of danger."""
    return {"danger": {"name": crisis, "confidence": confidence}}


def test_danger_that_only_the_model_sees_is_answered_the_same_way(bench: Bench) -> None:
    """Sure: the full reply alone, and a person called urgently."""
    bench.assistant.reads["he is a funny colour"] = seen("crisis_overdose", 0.99)
    full = crisis_reply(Verdict("crisis_overdose", "sure"), "sms").text
    assert bench.says("he is a funny colour") == ("crisis", [full])
    assert bench.scene.row(inbox).crisis == "crisis_overdose"
    assert [each.urgent for each in bench.handoffs.waiting()] == [True]


def test_where_it_is_unsure_it_asks(bench: Bench) -> None:
    """The kind question alone; a person looks, but not at once. "No" brings the full reply, "yes" a thank you."""
    bench.assistant.reads["i cant do this"] = seen("crisis_suicide", 0.5)
    question = crisis_reply(Verdict("crisis_suicide", "unsure"), "sms").text
    assert bench.says("i cant do this") == ("asked_safe", [question])
    assert [each.urgent for each in bench.handoffs.waiting()] == [False]
    assert bench.says("no") == ("crisis", [crisis_reply(SUICIDE, "sms").text])
    assert [each.urgent for each in bench.handoffs.waiting()] == [True]
    assert bench.says("im ok now") == ("checked_in", [fixed_reply("utter_after_safe", "sms").text])


@pytest.mark.parametrize(("said", "danger"), [("im safe", "crisis_violence"), ("im not safe", "crisis_suicide")])
def test_an_answer_to_the_question_is_no_new_danger(bench: Bench, said: str, danger: str) -> None:
    """Neither phrases nor classifier make another of it: nobody who has just said it is asked if they are safe."""
    bench.assistant.reads |= {"so dark": seen("crisis_overdose", 0.6), said: seen(danger, 0.6)}
    assert bench.says("so dark")[0] == "asked_safe"
    outcome, (reply,) = bench.says(said)
    overdose = crisis_reply(Verdict("crisis_overdose", "sure"), "sms").text
    safe = fixed_reply("utter_after_safe", "sms").text
    assert (outcome, reply) == (("checked_in", safe) if said == "im safe" else ("crisis", overdose))


def test_safe_is_heard_later_too(bench: Bench) -> None:
    """After "no" as well; and the one who was never asked is told no more than where to turn."""
    safe = ("checked_in", [fixed_reply("utter_after_safe", "sms").text])
    bench.says("i want to kill myself")
    bench.says("no")
    assert bench.says("ya estoy a salvo") == safe
    assert bench.says("im safe", who=BOB) == safe


def test_the_question_in_front_of_an_answer_is_answered(bench: Bench) -> None:
    """ "First, are you safe right now?", and then the price: "no" is about the first."""
    bench.says("i want to kill myself")
    assert bench.says("how much is it")[0] == "answered"
    assert bench.says("no") == ("checked_in", [fixed_reply("utter_after_no", "sms").text])


def test_no_to_a_form_is_meant_for_the_form(bench: Bench) -> None:
    """Where the answer behind the question asked something itself."""
    asking = json.dumps([{"event": "active_loop", "name": "intake_form"}])
    bench.says("i want to kill myself")
    bench.assistant.answers.append(Answer((Reply("Do you have insurance?"),), asking))
    bench.says("find me a program")
    assert bench.says("no")[0] == "answered"


def test_no_is_about_danger_not_about_an_earlier_choice(bench: Bench) -> None:
    """What was offered before the danger is still the last choice: on a text message the reply to danger has none."""
    choices = (Choice("Yes", "/affirm"), Choice("No", "/deny"))
    bench.assistant.answers.append(Answer((Reply("Delete all?", choices),), state_after(1)))
    bench.says("delete my data")
    bench.says("i want to kill myself")
    assert bench.says("no") == ("checked_in", [fixed_reply("utter_after_no", "sms").text])


def test_a_button_means_what_it_says_whenever_it_is_tapped(bench: Bench) -> None:
    """Right away, behind other words, and when the question is long over."""
    bench.assistant.reads["so dark"] = seen("crisis_overdose", 0.6)
    bench.says("so dark", channel="telegram")
    token = f"{bench.scene.rows(outbox)[-1].id}"
    bench.says("wait", channel="telegram")
    bench.says("hold on", channel="telegram")
    overdose = crisis_reply(Verdict("crisis_overdose", "sure"), "telegram").text
    assert bench.says(f"{token}:1", kind="choice", channel="telegram") == ("crisis", [overdose])
    safe = fixed_reply("utter_after_safe", "telegram").text
    assert bench.says(f"{token}:0", kind="choice", channel="telegram") == ("checked_in", [safe])
    bench.scene.change(inbox, received_at=ago(3 * 24 * 3600))
    assert bench.says(f"{token}:1", kind="choice", channel="telegram") == (
        "crisis",
        [crisis_reply(SUICIDE, "telegram").text],
    )


def test_not_safe_is_an_alarm_by_itself(bench: Bench) -> None:
    """Nobody asked; also while a form does, and after the danger was answered."""
    assert bench.says("im not safe") == ("crisis", [crisis_reply(SUICIDE, "sms").text])
    assert bench.says("i am in danger please help", who=BOB)[0] == "crisis"


def test_after_danger_it_checks_in_and_keeps_a_number_at_hand(bench: Bench) -> None:
    """The first question after it is answered behind "are you safe", the next ones with a line under them."""
    bench.says("i want to kill myself")
    line = fixed_reply("utter_line_crisis", "sms").text
    check = fixed_reply("utter_check_in", "sms").text
    assert bench.says("how much is it")[1] == [WELCOME, check, "an answer"]
    assert bench.says("and how long")[1] == [f"an answer\n{line}"]
    for _ in range(6):
        bench.says("and how long")
    assert bench.says("and how long")[1] == ["an answer"], "it does not go on forever"


@pytest.mark.parametrize(
    ("intent", "reply"), [("thanks", "thanks"), ("out_of_scope", "here"), ("nlu_fallback", "here")]
)
def test_after_danger_small_talk_is_answered_gently(bench: Bench, intent: str, reply: str) -> None:
    """Nobody is told "I can't help with that one", or asked for a ZIP."""
    bench.says("i want to kill myself")
    bench.assistant.reads["she never calls"] = {"intent": {"name": intent, "confidence": 0.9}}
    assert bench.says("she never calls") == ("checked_in", [fixed_reply(f"utter_after_{reply}", "sms").text])


def test_danger_puts_a_form_aside(known: Bench) -> None:
    """What was being asked is not asked again as if nothing had happened."""
    known.says("i want to kill myself")
    known.says("she never calls")
    events = json.loads(known.assistant.states[-1] or "[]")
    assert {"event": "active_loop", "name": None} in events


def test_a_sentence_in_two_messages_is_one(known: Bench) -> None:
    """ "I want to", "die": neither alone is an alarm."""
    assert known.says("i really just want to")[0] == "answered"
    assert known.says("die")[0] == "crisis"


@pytest.mark.parametrize("channel", ["phone-sms", "sms"])
def test_a_stop_word_may_end_a_sentence(known: Bench, channel: str) -> None:
    """ "i want it to", "END" is no opt-out. The carrier takes it as one all the same, and so it is noted."""
    known.says("i just want it to", channel=channel)
    assert known.says("stop", kind="command", written="END", channel=channel)[0] == "asked_safe"
    assert (known.scene.rows(contacts)[-1].opted_out_at is not None) == (channel == "sms")


def test_a_stop_word_alone_is_an_opt_out(known: Bench) -> None:
    """Whatever was said before it."""
    known.says("what does it cost")
    assert known.says("stop", kind="command", written="END")[0] == "stopped"
