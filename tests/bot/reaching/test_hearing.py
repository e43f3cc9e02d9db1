"""Someone who waits for a person, or talks with one: when the assistant is quiet, and what it does with what they say."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.hotline_words import PAYLOAD
from bot.safety.screen import CrisisScreen
from connectors.messages import Choice, Reply
from connectors.tables import inbox
from porchlight.database import now
from tests.bot.reaching.waiting import NUMBER, WEDNESDAY, Waiting
from tests.bot.turns import Answer, Bench
from tests.connectors.scene import ANN, Scene


def test_before_anything_is_chosen_the_assistant_answers(ann: Waiting) -> None:
    """Having asked for a person is no reason to be left alone until one comes."""
    assert ann.says("what does it cost") == ("answered", ["an answer"])


def test_while_a_person_is_there_the_assistant_is_quiet(ann: Waiting) -> None:
    """Words, pictures, places and numbers go to the person, and nothing else answers them."""
    ann.joined()
    for said in ("thank you", "2", "what does it cost", "i want to talk to a person", ":)"):
        assert ann.says(said) == ("to_staff", [])
    assert ann.says("", kind="media") == ("to_staff", [])
    assert ann.says("", kind="location", latitude=42.0, longitude=-71.0) == ("to_staff", [])
    assert ann.says("human", kind="command") == ("to_staff", [])
    assert len(ann.bench.assistant.asked) == 1  # the first message alone


def test_danger_is_seen_while_a_person_is_there(ann: Waiting) -> None:
    """A plain danger still gets 988 at once, and what Sam has becomes urgent."""
    ann.joined()
    outcome, said = ann.says("i want to kill myself")
    assert outcome == "crisis" and "988" in said[0]
    assert (ann.now().urgent, ann.now().reason, ann.now().status) == (True, "crisis_suicide", "taken")


def test_a_suspicion_is_left_to_the_person_who_is_there(ann: Waiting) -> None:
    """The assistant does not ask "are you safe" across a talk; the message is marked for Sam."""
    ann.joined()
    ann.bench.assistant.reads["i just cant anymore"] = {"danger": {"name": "crisis_suicide", "confidence": 0.6}}
    assert ann.says("i just cant anymore") == ("to_staff", [])
    assert ann.bench.scene.rows(inbox)[-1].crisis == "crisis_suicide"
    assert not ann.now().urgent


def test_stop_and_erase_work_while_a_person_is_there(ann: Waiting) -> None:
    """Nobody can be kept in a talk: STOP is heard as ever."""
    ann.joined()
    assert ann.says("stop", kind="command")[0] == "stopped"


def test_chat_here_waits_for_a_person(ann: Waiting) -> None:
    """A chat is promised, what is written meanwhile is kept, and that is said once."""
    outcome, said = ann.says("chat here")
    assert outcome == "reaching" and "in 3 minutes" in said[0]
    assert (ann.now().wish, ann.now().expected) == ("chat", True)
    assert ann.says("my husband just left") == ("to_staff", ["Got it. They will see this."])
    assert ann.says("and took the car") == ("to_staff", [])


def test_when_nobody_came_the_assistant_is_back(ann: Waiting) -> None:
    """After the promise has been told to be broken, questions are answered again."""
    ann.says("chat here")
    ann.change(promised_at=None)
    assert ann.says("what does it cost") == ("answered", ["an answer"])


@pytest.mark.parametrize("words", ["is anyone there?", "hello??", "how long do i have to wait"])
def test_who_asks_whether_anybody_comes_is_told(ann: Waiting, words: str) -> None:
    """The promise, with what is left of it; when it is over, the truth again; once somebody is there, they answer."""
    ann.says("chat here")
    assert "in 3 minutes" in ann.says(words)[1][0]
    ann.change(promised_at=now() + dt.timedelta(seconds=50))
    assert "in 1 minute," in ann.says(words)[1][0]
    ann.change(promised_at=None)
    outcome, said = ann.says(words)
    assert outcome == "reaching" and "nobody has been able to answer yet" in said[0] and NUMBER in said[0]
    ann.change(urgent=True)
    assert "do not wait for us" in ann.says(words)[1][0]
    ann.joined()
    assert ann.says(words) == ("to_staff", [])


def test_who_waits_for_nobody_says_hello_to_the_assistant(ann: Waiting) -> None:
    """Before a way is chosen, and after another one."""
    assert ann.says("hello?")[0] == "answered"
    ann.says("i'll call")
    assert ann.says("is anyone there")[0] == "answered"


def test_somebody_in_danger_at_night_is_not_left_without_an_answer(scene: Scene, screen: CrisisScreen) -> None:
    """They are told when people are there again, and the promise that they hear of it runs: nobody is quiet for that."""
    bench = Bench(scene, screen, number=NUMBER, hours="Mon-Fri 16:00-17:00")
    bench.moment = WEDNESDAY
    ann = Waiting(bench)
    ann.change(urgent=True, promised_at=now() + dt.timedelta(minutes=3))
    assert "4 pm to 5 pm" in ann.says("chat here")[1][0]
    assert ann.now().promised_at is not None
    assert ann.says("my husband just left") == ("answered", ["an answer"])
    assert "do not wait for us" in ann.says("is anyone coming")[1][0]


def test_whoever_writes_is_put_off_no_longer(ann: Waiting) -> None:
    """Somebody was in the thread, so nobody else answers: whoever has it sees that there are words."""
    ann.joined()
    ann.change(status="snoozed", snoozed_until=now() + dt.timedelta(hours=4))
    assert ann.says("ok i have the card") == ("to_staff", [])
    assert (ann.now().status, ann.now().staff_id, ann.now().snoozed_until) == ("taken", ann.sam.id, None)


def test_another_way_may_be_chosen_while_waiting(ann: Waiting) -> None:
    """Who waits for a chat can still say that they will call."""
    ann.says("chat here")
    assert "1-617-555-0199, code" in ann.says("i'll call")[1][0]
    assert (ann.now().wish, ann.now().expected) == ("will_call", False)


def test_a_chat_outside_the_hours(scene: Scene, screen: CrisisScreen) -> None:
    """Nothing is promised for minutes: it says when people are there, and the assistant goes on."""
    bench = Bench(scene, screen, number=NUMBER, hours="Mon-Fri 16:00-17:00")
    bench.moment = WEDNESDAY
    ann = Waiting(bench)
    said = ann.says("chat here")[1][0]
    assert "4 pm to 5 pm" in said and "day or night" in said
    assert ann.now().wish == "chat" and not ann.now().expected
    assert ann.says("what does it cost")[0] == "answered"


def test_a_choice_by_its_number(ann: Waiting) -> None:
    """ "1" takes the first of the ways that were offered; once a person is there, it is just a word."""
    ways = Reply("Pick one", (Choice("Chat here", PAYLOAD + '{"wish": "chat"}'),), numbered=True)
    ann.bench.assistant.answers = [Answer((ways,), "[]")]
    ann.says("hello")
    assert "in 3 minutes" in ann.says("1")[1][0]
    ann.joined()
    assert ann.says("1") == ("to_staff", [])


def test_a_choice_of_something_that_is_over(ann: Waiting) -> None:
    """A button under an old message asks for a person anew."""
    ways = Reply("Pick one", (Choice("Chat here", PAYLOAD + '{"wish": "chat"}'),), numbered=True)
    ann.bench.assistant.answers = [Answer((ways,), "[]")]
    ann.says("hello")
    ann.change(status="closed")
    ann.says("1")
    assert ann.bench.assistant.asked[-1] == "/talk_to_human"


@pytest.mark.parametrize("words", ["delete my data", "YES ERASE", "please erase everything", "forget me"])
@pytest.mark.parametrize("state", ["joined", "expected"])
def test_erasing_is_theirs_to_say_whoever_is_there(ann: Waiting, words: str, state: str) -> None:
    """Staff cannot erase for them, so the assistant hears it."""
    if state == "joined":
        ann.joined()
    else:
        ann.says("chat here")
    assert ann.says(words) == ("answered", ["an answer"])


def reaches(ann: Waiting) -> bool:
    """Say whether what Sam writes would reach her."""
    with ann.bench.scene.database.read() as connection:
        return ann.bench.relay.reachable(connection, ann.now())


def test_whoever_comes_back_can_be_answered(bench: Bench) -> None:
    """On Telegram, somebody who wrote /stop and writes again wants an answer, from whoever is there."""
    ann = Waiting(bench, channel="telegram")
    ann.joined()
    ann.says("stop", kind="command")
    assert not reaches(ann)
    assert ann.says("are you there?") == ("to_staff", [])
    assert reaches(ann)
    ann.says("stop", kind="command")
    assert ann.says("i want to kill myself")[0] == "crisis"
    assert reaches(ann)


def test_without_a_staff_there_is_no_choice(scene: Scene, screen: CrisisScreen) -> None:
    """Where nobody is at a desk, "chat here" is words like others."""
    bench = Bench(scene, screen, number=NUMBER)
    bench.assistant.handoff = "asked_for_person"
    bench.says("a person please", who=ANN)
    bench.assistant.handoff = ""
    assert bench.says("chat here")[0] == "answered"
