"""A turn in which somebody wants no more messages: heard in their words, on every channel, and danger still wins."""

from __future__ import annotations

import json

import pytest

from bot.assistant import Answer
from connectors.messages import Reply
from connectors.tables import contacts, conversations
from tests.bot.turns import Bench

CONFIRMED = ("stopped", ["<utter_opt_out>"])
CHANNELS = ("sms", "telegram", "phone-sms")


def opted_out(bench: Bench) -> bool:
    """Whether the only contact is marked."""
    return bench.scene.row(contacts).opted_out_at is not None


@pytest.mark.parametrize("channel", CHANNELS)
def test_it_is_confirmed_once_and_alone(bench: Bench, channel: str) -> None:
    """No welcome goes with it, the model is not asked to answer, and a second time says nothing."""
    assert bench.says("Leave me alone!", channel=channel) == CONFIRMED
    assert opted_out(bench) and bench.assistant.asked == []
    assert bench.says("stop texting me", channel=channel) == ("opted_out", [])
    assert opted_out(bench)


@pytest.mark.parametrize("channel", CHANNELS)
def test_danger_wins(bench: Bench, channel: str) -> None:
    """Whoever says both is helped, and not let go; the phrases come first."""
    outcome, said = bench.says("leave me alone i want to kill myself", channel=channel)
    assert outcome == "crisis" and "988" in said[0] and not opted_out(bench)


def test_what_the_model_sees_wins_too(bench: Bench) -> None:
    """Danger that only the classifier sees."""
    text = "stop texting me"
    bench.assistant.reads[text] = {"danger": {"name": "crisis_suicide", "confidence": 0.95}}
    outcome, said = bench.says(text)
    assert outcome == "crisis" and "988" in said[0] and not opted_out(bench)


def test_after_danger_it_is_honoured(bench: Bench) -> None:
    """Somebody who was answered, and then wants to be left alone."""
    bench.says("i want to kill myself")
    assert bench.says("leave me alone") == CONFIRMED


def test_while_staff_are_in_the_thread(known: Bench) -> None:
    """It is said to whoever is there; the assistant hears it, and the queue keeps the person."""
    known.assistant.handoff = "asked_for_person"
    known.says("i want to talk to someone")
    conversation_id = known.scene.row(conversations).id
    with known.scene.database.write() as connection:
        handoff = known.handoffs.open_one(connection, conversation_id)
        assert handoff is not None
        known.handoffs.change(connection, handoff, joined_at=known.clock())
    assert known.says("please stop messaging me") == CONFIRMED
    with known.scene.database.write() as connection:
        assert known.handoffs.open_one(connection, conversation_id) is not None
        assert not known.relay.tell(connection, handoff, "utter_hotline_left", who="Sam")


def test_what_was_being_asked_is_put_aside(known: Bench) -> None:
    """Whoever comes back is not asked for their ZIP as if nothing had been."""
    known.assistant.answers = [Answer((Reply("which zip?"),), json.dumps([{"event": "active_loop", "name": "form"}]))]
    known.says("find a program")
    known.says("leave me alone")
    state = known.scene.cipher.decrypt(known.scene.row(conversations).state)
    assert json.loads(state)[1] == {"event": "active_loop", "name": None}


def test_start_after_words_is_confirmed_by_us(bench: Bench) -> None:
    """The carrier stopped nothing, so it has nothing to confirm. After STOP it does, and we are silent."""
    bench.says("stop texting me", channel="sms")
    assert bench.says("start", kind="command", channel="sms") == ("started", ["<utter_started>"])
    bench.says("stop", kind="command", channel="sms")
    assert bench.says("start", kind="command", channel="sms") == ("started", [])
    assert not opted_out(bench)


@pytest.mark.parametrize(
    ("channel", "text"), [("sms", "/start"), ("sms", "opt me back in"), ("telegram", "start"), ("telegram", "unstop")]
)
def test_coming_back_in_other_words(bench: Bench, channel: str, text: str) -> None:
    """Whatever the channel's own way is."""
    bench.says("stop texting me", channel=channel)
    assert bench.says(text, channel=channel) == ("started", ["<utter_started>"])
    assert not opted_out(bench)


def test_a_second_stop_says_nothing(bench: Bench) -> None:
    """One confirmation is enough."""
    assert bench.says("stop", kind="command", channel="telegram")[1] == ["<utter_stopped>"]
    assert bench.says("stop", kind="command", channel="telegram") == ("stopped", [])


def test_an_opt_out_of_the_assistants_is_written_too(bench: Bench) -> None:
    """Where the model heard it and the person said yes: confirmed, and without a welcome."""
    bench.assistant.opt_out = True
    assert bench.says("that is enough of you for me") == ("answered", ["an answer"])
    assert opted_out(bench)
