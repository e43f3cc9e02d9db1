"""What is said about being late, and to whom a fresh answer to an old question says it."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.assistant import Answer
from bot.content.library import BOT, read_yaml
from bot.late_words import KINDS, LateWords, ago
from bot.safety.replies import fixed_reply
from connectors.messages import Choice, Kind, Reply
from connectors.sms.segments import count, plain
from porchlight.languages import speaking
from tests.bot.turns import Bench, state_after
from tests.clock import Clock

SLOW = "Sorry this took so long. You wrote about 2 hours ago.\n"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (5, "about 10 minutes ago"), (31, "about 30 minutes ago"), (44, "about 40 minutes ago"),
        (54, "about 50 minutes ago"), (56, "about an hour ago"), (80, "about an hour ago"),
        (100, "about 2 hours ago"), (23 * 60, "about 23 hours ago"), (1439, "about 24 hours ago"),
        (1440, "more than a day ago"), (5000, "more than a day ago"),
    ],
)  # fmt: skip
def test_a_time_in_words(minutes: int, words: str) -> None:
    """Roughly, and true in every time zone."""
    assert ago(dt.timedelta(minutes=minutes)) == words


@pytest.mark.parametrize("follows", [True, False])
def test_the_apology_is_short_and_has_the_numbers(follows: bool) -> None:
    """Two segments, who writes, and where there is help at once."""
    said = LateWords().instead("sms", dt.timedelta(minutes=44), answer_follows=follows)
    assert count(said.text).segments <= 2
    assert all(words in said.text for words in ("Porchlight", "about 40 minutes ago", "988", "911"))
    assert ("comes next" in said.text) is follows


def test_a_late_reply_keeps_what_it_offers() -> None:
    """The words come in front; choices stay."""
    reply = Reply("Are you safe?", (Choice("Yes", "/affirm"),))
    late = LateWords().in_front(dt.timedelta(hours=2), reply)
    assert late == Reply("Sorry, this comes late. It is from about 2 hours ago:\nAre you safe?", reply.choices)


def test_the_kinds_are_real() -> None:
    """What is named by what a message was taken for is an intent."""
    intents = set(read_yaml(BOT / "domain.yml")["intents"])
    assert KINDS.still_fits & intents == {"talk_to_human", "callback_request"}
    assert not KINDS.as_it_is & KINDS.still_fits


def test_an_answer_after_hours_says_so(known: Bench, clock: Clock) -> None:
    """The question is old, the answer is fresh: it comes, with honest words in front."""
    known.said()
    known.scene.hears("what does it cost")
    clock.forward(hours=2)
    assert (known.run(), known.said()) == ("answered", [f"{SLOW}an answer"])
    known.scene.hears("and how long")
    clock.forward(minutes=25)
    assert (known.run(), known.said()) == ("answered", ["an answer"])


def test_only_the_first_answer_says_so(known: Bench, clock: Clock) -> None:
    """Who wrote three times while nobody was there is told once."""
    known.said()
    for _ in range(3):
        known.scene.hears("hello?")
        clock.forward(minutes=40)
    for _ in range(3):
        known.run()
    assert known.said() == [f"{SLOW}an answer", "an answer", "an answer"]


def test_the_first_of_several_replies_says_so(known: Bench, clock: Clock) -> None:
    """It stands at the top."""
    known.said()
    known.assistant.answers = [Answer((Reply("one"), Reply("two")), state_after(1))]
    known.scene.hears("what does it cost")
    clock.forward(hours=2)
    known.run()
    assert known.said() == [f"{SLOW}one", "two"]


def test_danger_is_answered_late_and_says_so(bench: Bench, clock: Clock) -> None:
    """988 stands below the words."""
    bench.scene.hears("i want to kill myself")
    clock.forward(hours=2)
    assert bench.run() == "crisis"
    assert bench.said() == [SLOW + fixed_reply("utter_crisis_suicide", "sms").text]


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("stop", "command", ["<utter_stopped>"]), ("help", "command", ["<utter_help>"]),
        ("leave me alone", "text", ["<utter_opt_out>"]), ("privacy", "text", ["<utter_privacy>"]),
    ],
)  # fmt: skip
def test_a_confirmation_needs_no_excuse(known: Bench, clock: Clock, text: str, kind: Kind, said: list[str]) -> None:
    """What stays true comes without words about the time."""
    known.said()
    known.scene.hears(text, kind=kind)
    clock.forward(hours=2)
    known.run()
    assert known.said() == said


def test_the_goodbye_of_an_erasure_needs_none(known: Bench, clock: Clock) -> None:
    """It is the last thing that is said."""
    known.said()
    known.assistant.forget = True
    known.scene.hears("delete my data")
    clock.forward(hours=2)
    assert (known.run(), known.said()) == ("forgotten", ["an answer"])


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (31, "hace unos 30 minutos"),
        (56, "hace como una hora"),
        (100, "hace unas 2 horas"),
        (5000, "hace más de un día"),
    ],
)
def test_a_time_in_spanish_words(minutes: int, words: str) -> None:
    """In the language that is spoken."""
    with speaking("es"):
        assert ago(dt.timedelta(minutes=minutes)) == words


@pytest.mark.parametrize("follows", [True, False])
def test_the_apology_in_spanish_is_short_and_has_the_numbers(follows: bool) -> None:
    """Two segments as SMS shows it, and what to press and to send for Spanish."""
    with speaking("es"):
        said = LateWords().instead("sms", dt.timedelta(minutes=44), answer_follows=follows)
    assert count(plain(said.text)).segments <= 2
    assert all(
        words in said.text for words in ("Porchlight", "hace unos 40 minutos", "oprima 2", "AYUDA", "988", "911")
    )
    with speaking("es"):
        late = LateWords().in_front(dt.timedelta(hours=2), Reply("¿Está a salvo?"))
    assert late.text == "Perdón, esto llega tarde. Es de hace unas 2 horas:\n¿Está a salvo?"
