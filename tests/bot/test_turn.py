"""One message from claim to commit: danger first, then commands, then the assistant."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import event

from bot.assistant import Answer
from bot.context import REFERENCE
from bot.safety.replies import fixed_reply
from bot.turn import MAX_ATTEMPTS
from connectors.journal import LeaseLost
from connectors.messages import Choice, Reply
from connectors.tables import contacts, conversations, inbox, outbox
from hotline.tables import handoffs
from tests.bot.turns import GREETING, WELCOME, Bench, state_after
from tests.connectors.scene import BOB


def test_the_first_answer_begins_with_a_welcome(bench: Bench) -> None:
    """Who is writing, that it is automated, how to stop; once."""
    assert bench.says("what does it cost") == ("answered", [WELCOME, "an answer"])
    assert bench.says("and how long") == ("answered", ["an answer"])


def test_a_greeting_is_greeted_once(bench: Bench) -> None:
    """The welcome is a greeting already; later ones are answered as such."""
    bench.assistant.answers = [GREETING, GREETING]
    assert bench.says("hi") == ("greeting", [WELCOME])
    assert bench.says("hi again") == ("greeting", ["hi"])


def test_who_is_deaf_hears_of_lines_that_need_no_hearing(known: Bench) -> None:
    """The answer comes first; in danger too, since nobody can call who does not hear."""
    line = fixed_reply("utter_line_deaf", "sms").text
    assert known.says("im deaf, what does it cost")[1] == ["an answer", line]
    known.assistant.reads["im deaf"] = {"intent": {"name": "out_of_scope", "confidence": 0.9}}
    assert known.says("im deaf")[1] == [line]
    outcome, replies = known.says("im deaf and i want to kill myself")
    assert (outcome, replies[1:]) == ("crisis", [line])


def test_ayuda_is_answered_by_us_in_spanish(bench: Bench) -> None:
    """The carrier knows the English word alone, and people are told to text AYUDA to 988."""
    more = {"channel": "sms", "kind": "command", "written": "AYUDA"}
    assert bench.says("help", **more, carrier_answered=True) == ("help", ["<utter_help>"])
    assert bench.scene.row(conversations).language == "es"


def test_help_after_danger_silences_nobody(bench: Bench) -> None:
    """It is no STOP: the carrier has stopped nothing, and the next message is answered."""
    bench.says("i want to kill myself", channel="sms")
    bench.says("help", channel="sms", kind="command", written="HELP")
    assert bench.scene.row(contacts).opted_out_at is None
    assert bench.says("what does it cost", channel="sms")[0] == "answered"


def test_two_questions_get_two_answers(known: Bench) -> None:
    """Each part is asked by itself, the second from the state that the first left."""
    text = "how much is it and can i keep my job"
    for part, intent in (("how much is it", "cost"), ("can i keep my job", "work_school"), (text, "cost")):
        entry = {"name": intent, "confidence": 0.9}
        known.assistant.reads[part] = {"intent": entry, "intent_ranking": [entry]}
    assert known.says(text)[1] == ["an answer", "an answer"]
    assert known.assistant.asked == ["how much is it", "can i keep my job"]
    assert known.assistant.states[1] == state_after(1)


def test_a_story_is_no_second_question(known: Bench) -> None:
    """Only parts that clearly ask for an answer of their own are asked."""
    text = "my son is 19 and how much is it"
    known.assistant.reads["how much is it"] = {"intent": {"name": "cost", "confidence": 0.9}}
    known.says(text)
    assert known.assistant.asked == [text]


@pytest.mark.parametrize(
    ("channel", "command", "said"),
    [
        ("sms", "stop", []),
        ("telegram", "stop", ["<utter_stopped>"]),
        ("phone-sms", "stop", ["<utter_stopped>"]),
        ("sms", "help", ["<utter_help>"]),
        ("telegram", "help", ["<utter_commands>"]),
        ("telegram", "privacy", ["<utter_privacy>"]),
        ("telegram", "start", [WELCOME]),
        ("sms", "start", [WELCOME]),
    ],
)
def test_commands_have_fixed_answers(bench: Bench, channel: str, command: str, said: list[str]) -> None:
    """On SMS the carrier confirms STOP itself; the model is never asked."""
    assert bench.says(command, kind="command", channel=channel)[1] == said
    assert bench.assistant.asked == []
    assert (bench.scene.row(contacts).opted_out_at is not None) == (command == "stop")


def test_what_the_carrier_answered_is_not_answered_again(bench: Bench) -> None:
    """The operator's own HELP text."""
    assert bench.says("help", kind="command", channel="sms", carrier_answered=True) == ("help", [])


def test_coming_back_is_confirmed_where_no_carrier_does(bench: Bench) -> None:
    """START after STOP."""
    bench.says("stop", kind="command")
    assert bench.says("start", kind="command") == ("started", ["<utter_started>"])
    assert bench.scene.row(contacts).opted_out_at is None
    bench.says("stop", kind="command", who=BOB, channel="sms")
    assert bench.says("start", kind="command", who=BOB, channel="sms") == ("started", [])


@pytest.mark.parametrize(("command", "payload"), [("human", "/talk_to_human"), ("forget", "/delete_my_data")])
def test_some_commands_are_the_assistants_business(known: Bench, command: str, payload: str) -> None:
    """Asked as the payload that our own code chose."""
    known.says(command, kind="command", channel="phone-sms")
    assert known.assistant.asked == [payload]


def test_after_an_opt_out_the_carrier_would_refuse_any_reply(bench: Bench) -> None:
    """On SMS nothing is said; where no carrier stands between, writing again is coming back."""
    for channel, outcome in (("sms", "opted_out"), ("telegram", "answered")):
        bench.says("stop", kind="command", channel=channel, who="77")
        assert bench.says("are you there", channel=channel, who="77")[0] == outcome
    assert [row.opted_out_at is None for row in bench.scene.rows(contacts)] == [False, True]


@pytest.mark.parametrize(
    ("intent", "reason"), [("talk_to_human", "asked_for_person"), ("callback_request", "callback"), ("cost", None)]
)
def test_who_opted_out_and_asks_for_a_person_is_in_the_queue(known: Bench, intent: str, reason: str | None) -> None:
    """No text reaches them; somebody may call."""
    known.says("stop", kind="command", channel="sms", who="77")
    known.assistant.reads["please"] = {"intent": {"name": intent, "confidence": 0.9}}
    assert known.says("please", channel="sms", who="77") == ("opted_out", [])
    assert [row.reason for row in known.scene.rows(handoffs)] == ([reason] if reason else [])


def test_an_opt_out_in_other_words_is_kept(known: Bench) -> None:
    """The goodbye goes out, and the contact is marked."""
    known.assistant.opt_out = True
    assert known.says("that is enough of you for me") == ("answered", ["an answer"])
    assert known.scene.row(contacts).opted_out_at is not None


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("", "media", "<utter_media>"),
        ("", "text", "<utter_empty>"),
        ("  \u200b ", "text", "<utter_empty>"),
        ("/", "text", "<utter_empty>"),
        ("😀😀", "text", "<utter_emoji>"),
        ("?!", "text", "<utter_emoji>"),
        ("Privacy", "text", "<utter_privacy>"),
        ("nonsense", "choice", "<utter_which_one>"),
    ],
)
def test_what_needs_no_model_gets_none(known: Bench, text: str, kind: str, said: str) -> None:
    """Files, emptiness and emoji have answers of their own."""
    assert known.says(text, kind=kind)[1] == [said]
    assert known.assistant.asked == []


@pytest.mark.parametrize("text", ["/restart", '/affirm{"consent": "yes"}', " //restart", "\u200b/restart"])
def test_nobody_drives_the_model_by_slashes(known: Bench, text: str) -> None:
    """A leading slash is taken off before Rasa sees it."""
    known.says(text)
    assert not known.assistant.asked[0].startswith("/")


def test_no_word_of_theirs_is_kept_in_the_clear(known: Bench) -> None:
    """What a message was taken for is: of two questions, too, it is an intent, whatever the second one begins with."""
    text = "is it dear? /joe must work"
    for part, intent in (("is it dear", "cost"), ("joe must work", "work_school"), (text, "cost")):
        entry = {"name": intent, "confidence": 0.9}
        known.assistant.reads[part] = {"intent": entry, "intent_ranking": [entry]}
    known.says(text)
    assert known.assistant.asked == ["is it dear", "joe must work"]
    assert known.scene.rows(inbox)[-1].topic == "work_school"


def test_a_number_takes_what_was_last_offered(known: Bench) -> None:
    """By number or title; any other words are words."""
    offer = Reply("Which?", (Choice("Toledo, OH", "/find{1}"), Choice("Toledo, OR", "/find{2}")))
    known.assistant.answers = [Answer((offer,), "[]")]
    for text in ("where?", "2", "toledo, oh", "3"):
        known.says(text)
    assert known.assistant.asked == ["where?", "/find{2}", "/find{1}", "3"]


def test_a_tapped_button_means_what_it_said(known: Bench) -> None:
    """Also an old one; another person's row, a place that is none and nonsense are asked back."""
    known.assistant.answers = [Answer((Reply("Which?", (Choice("A", "/a"), Choice("B", "/b"))),), "[]")]
    known.says("where?")
    row = known.scene.rows(outbox)[-1].id
    known.says("something else")
    known.says(f"{row}:1", kind="choice")
    assert known.assistant.asked[-1] == "/b"
    for token in (f"{row}:2", f"{row}:-1", f"{row}:", ":1", "999:0", "9" * 30 + ":0", f"{row}:²"):
        assert known.says(token, kind="choice")[1] == ["<utter_which_one>"]
    assert known.says(f"{row}:1", kind="choice", who=BOB)[1][-1] == "<utter_which_one>"


def test_a_shared_place_is_looked_around(known: Bench) -> None:
    """As the payload with the position."""
    known.says("", kind="location", latitude=42.1, longitude=-71.2)
    assert known.assistant.asked == ['/find_facility{"place": "@42.1,-71.2"}']


def test_a_very_long_message_is_read_in_part_and_screened_whole(known: Bench) -> None:
    """The person is told; danger in its last words is still seen."""
    assert known.says("why " * 400)[1] == ["<utter_too_long>", "an answer"]
    assert len(known.assistant.asked[0]) == 1000
    assert known.says("why " * 400 + ". i want to kill myself")[0] == "crisis"


def test_the_dialogue_state_goes_round(bench: Bench) -> None:
    """What one turn leaves, the next one gets."""
    bench.says("one")
    bench.says("two")
    assert bench.assistant.states == [None, state_after(1)]


def test_a_reply_names_the_code_of_the_handoff(known: Bench) -> None:
    """The code is certain only when the turn is written."""
    known.assistant.handoff = "asked_for_person"
    known.assistant.answers = [Answer((Reply(f"Your code: {REFERENCE}."),), "[]")]
    said = known.says("a person please")[1]
    (waiting,) = known.handoffs.waiting()
    assert said == [f"Your code: {waiting.code}."]


def test_being_forgotten_leaves_the_goodbye(known: Bench) -> None:
    """State, earlier words and whoever was called with them are gone with the turn."""
    known.assistant.handoff = "asked_for_person"
    known.says("a person please")
    known.assistant.handoff = ""
    known.assistant.forget = True
    outcome, said = known.says("YES ERASE")
    assert (outcome, said) == ("forgotten", ["an answer"])
    assert known.scene.row(conversations).state is None
    assert len(known.scene.rows(outbox)) == 1
    assert known.handoffs.waiting() == []


def test_a_turn_that_fails_writes_nothing(known: Bench) -> None:
    """The error goes to the worker; the message can be tried again."""
    known.assistant.answers = [RuntimeError()]
    known.scene.hears("hello?")
    with pytest.raises(RuntimeError):
        known.run()
    assert known.said() == [] and known.scene.rows(inbox)[-1].handled_at is None


def test_what_fails_too_often_is_said_and_looked_at(known: Bench) -> None:
    """After three attempts the person is told, and staff have a handoff."""
    known.scene.hears("poison")
    known.scene.change(inbox, attempts=MAX_ATTEMPTS)
    assert (known.run(), known.said()) == ("set_aside", ["<utter_trouble>"])
    assert [(each.reason, each.urgent) for each in known.handoffs.waiting()] == [("trouble", False)]


@pytest.mark.parametrize("broken", [None, "ValueError"])
def test_silence_is_never_an_answer(known: Bench, broken: str | None) -> None:
    """An action that broke, or a rule that is missing, is admitted."""
    known.assistant.broken = broken
    known.assistant.answers = [Answer((), "[]")]
    assert known.says("hm") == ("set_aside", ["<utter_trouble>"])


def test_a_turn_that_was_taken_over_writes_nothing(known: Bench) -> None:
    """Web was quicker: the worker's own answer, handoff and state are all undone."""
    known.assistant.handoff = "asked_for_person"
    known.scene.hears("hello?")
    claim = known.scene.claim()
    with known.scene.database.write() as connection:
        known.scene.journal.seize(connection, claim)
    with pytest.raises(LeaseLost):
        asyncio.run(known.turns.run(claim))
    assert known.said() == [] and known.handoffs.waiting() == []


def test_a_turn_asks_the_database_little(known: Bench) -> None:
    """From the claim to the commit, thirteen statements in two transactions that write and three that read."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement.split()[0])

    known.scene.hears("what does it cost")
    event.listen(known.scene.database.engine, "before_cursor_execute", note)
    known.run()
    assert statements.count("SELECT") <= 7 and len(statements) <= 13 + 3  # BEGIN is a statement where one only reads
