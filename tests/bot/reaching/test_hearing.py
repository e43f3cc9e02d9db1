"""Someone who waits for a person, or talks with one: when the assistant is quiet, and what it does with what they say."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import update

from bot.hotline_words import PAYLOAD
from bot.safety.screen import CrisisScreen
from connectors.messages import Choice, Reply
from connectors.tables import conversations, inbox, outbox
from hotline.handoffs import Handoff
from hotline.queue import Queue
from hotline.staff import Member
from hotline.tables import audit, callbacks, calls, handoffs
from porchlight.database import now
from tests.bot.turns import Answer, Bench
from tests.connectors.scene import ANN, Scene

NUMBER = "1-617-555-0199"
# A Wednesday, 15:00 in UTC and 10 in the morning in New York.
WEDNESDAY = dt.datetime(2026, 11, 25, 15, 0, tzinfo=dt.timezone.utc)
NEW_YORK = json.dumps(
    [{"event": "slot", "name": "place", "value": {"label": "Boston, MA", "state": "MA", "zip": "02139"}}]
)


class Waiting:
    """Ann, who has asked for a person, and a staff of one."""

    def __init__(self, bench: Bench, *, channel: str = "sms") -> None:
        self.bench = bench
        self.channel = channel
        with bench.scene.database.write() as connection:
            self.sam = bench.register.add(connection, "sam", "counselor", "-", "Sam")
        bench.assistant.handoff = "asked_for_person"
        self.says("can i talk to a person")
        bench.assistant.handoff = ""

    def says(self, text: str, **more: object) -> tuple[str, list[str]]:
        """Let her write; return the outcome and what was said back."""
        return self.bench.says(text, channel=self.channel, **more)

    def now(self) -> Handoff:
        """Return her handoff as it stands."""
        row = self.bench.scene.row(handoffs)
        found = self.bench.handoffs.by_code(row.code)
        assert found is not None
        return found

    def change(self, **values: object) -> None:
        """Change her handoff behind everybody's back."""
        self.bench.scene.change(handoffs, **values)

    def joined(self) -> Member:
        """Let Sam come into the thread."""
        self.change(status="taken", staff_id=self.sam.id, joined_at=now())
        return self.sam

    def numbered(self, number: str = "+16175550123") -> None:
        """Let her phone number be known, as it is on SMS."""
        self.bench.phone.numbers[self.now().conversation_id] = number

    def lives(self, state: str) -> None:
        """Let the assistant know her place."""
        sealed = self.bench.scene.cipher.encrypt(state)
        with self.bench.scene.database.write() as connection:
            connection.execute(update(conversations).values(state=sealed))


@pytest.fixture
def bench(scene: Scene, screen: CrisisScreen) -> Bench:
    """A line that is staffed around the clock, on a Wednesday morning."""
    bench = Bench(scene, screen, number=NUMBER)
    bench.moment = WEDNESDAY
    return bench


@pytest.fixture
def ann(bench: Bench) -> Waiting:
    return Waiting(bench)


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


def test_call_me_now(ann: Waiting) -> None:
    """The line is rung; "no call" takes it back."""
    ann.numbered()
    assert "press 1" in ann.says("call me now")[1][0]
    assert ann.bench.phone.wanted == [ann.now().id] and ann.now().wish == "call_now"
    assert "will not call" in ann.says("no call")[1][0]
    assert ann.bench.phone.wanted == []


def test_a_call_where_none_can_be_made(ann: Waiting) -> None:
    """Where Porchlight cannot ring anybody, a time is asked for, and staff will call by hand."""
    ann.numbered()
    ann.bench.phone.set_up = False
    assert "What time" in ann.says("call me")[1][0]


def test_call_me_at_a_time(ann: Waiting) -> None:
    """The time is read where she is, confirmed with its zone, and can be moved and taken back."""
    ann.numbered()
    ann.lives(NEW_YORK)
    assert "What time" in ann.says("call me later")[1][0]
    assert "today at 5 pm Eastern time" in ann.says("5 pm")[1][0]
    (row,) = ann.bench.scene.rows(callbacks)
    assert (row.due_at, row.status, row.timezone) == (WEDNESDAY + dt.timedelta(hours=7), "set", "America/New_York")
    assert "tomorrow at 10 am" in ann.says("tomorrow at 10 am")[1][0]
    assert "will not call" in ann.says("no call")[1][0]
    assert {row.status for row in ann.bench.scene.rows(callbacks)} == {"cancelled"}


def test_the_time_may_come_with_the_wish(ann: Waiting) -> None:
    """ "call me at 5" needs no second question."""
    ann.numbered()
    ann.lives(NEW_YORK)
    assert "today at 5 pm Eastern time" in ann.says("call me at 5")[1][0]


def test_the_ways_may_be_answered_with_a_time(ann: Waiting) -> None:
    """ "When is good?" "5 pm": it is no question about treatment. A choice that was offered comes first, and so does
    the intake."""
    ann.numbered()
    ann.lives(json.dumps([*json.loads(NEW_YORK), {"event": "active_loop", "name": "intake_form"}]))
    assert ann.says("tomorrow at 10")[0] == "answered"
    ann.lives(NEW_YORK)
    days = Reply("When?", (Choice("Tomorrow", "/later"),), numbered=True)
    ann.bench.assistant.answers = [Answer((days,), NEW_YORK)]
    ann.says("when can i begin")
    assert ann.says("tomorrow")[0] == "answered"
    ann.lives(NEW_YORK)
    assert "tomorrow at 10 am Eastern time" in ann.says("tomorrow at 10")[1][0]


def test_another_day_without_a_time(ann: Waiting) -> None:
    """A call is planned, and "actually friday" is meant for it: they are asked to say it whole."""
    ann.numbered()
    ann.lives(NEW_YORK)
    ann.says("call me at 5")
    assert "Friday at 10 am" in ann.says("actually friday")[1][0]
    assert "Friday, Nov 27, at 3 pm" in ann.says("friday at 3")[1][0]


def test_a_time_that_is_none(ann: Waiting) -> None:
    """It is asked once more, kindly; another question is answered, and a story's numbers are no time."""
    ann.numbered()
    ann.lives(NEW_YORK)
    ann.says("call me later")
    assert "could not read a time" in ann.says("25 or 30 pm")[1][0]
    assert ann.says("what does it cost")[0] == "answered"
    story = "my son is 19 and he has been using since he was 15 and i am so tired of it"
    assert ann.says(story)[0] == "answered"
    assert ann.bench.scene.rows(callbacks) == []


def test_a_call_in_the_night_is_moved(ann: Waiting) -> None:
    """Nobody is called at 11 at night: the next time that is possible is offered, and a yes takes it."""
    ann.numbered()
    ann.lives(NEW_YORK)
    ann.says("call me later")
    said = ann.says("tonight at 11 pm")[1][0]
    assert "cannot call at that time" in said and "tomorrow at 8 am Eastern time" in said
    assert "tomorrow at 8 am Eastern time" in ann.says("yes")[1][0]
    (row,) = ann.bench.scene.rows(callbacks)
    assert row.due_at == dt.datetime(2026, 11, 26, 13, 0, tzinfo=dt.timezone.utc)


def test_a_call_now_while_the_line_is_closed(scene: Scene, screen: CrisisScreen) -> None:
    """It cannot be, and that is said, with the next time at which it can; where there is none, that is said."""
    bench = Bench(scene, screen, number=NUMBER, hours="Mon-Fri 16:00-17:00")
    bench.moment = WEDNESDAY
    ann = Waiting(bench)
    ann.numbered()
    ann.lives(NEW_YORK)
    said = ann.says("call me now")[1][0]
    assert "cannot call at that time" in said and "today at 11 am Eastern time" in said
    assert "We plan to call you today at 11 am" in ann.says("yes")[1][0]


def test_a_line_that_is_staffed_at_night_alone(scene: Scene, screen: CrisisScreen) -> None:
    """Nobody is called then, and nobody is told "okay" to a call that will never come."""
    bench = Bench(scene, screen, number=NUMBER, hours="Mon-Sun 05:00-07:00")
    bench.moment = WEDNESDAY
    ann = Waiting(bench)
    ann.numbered()
    ann.lives(NEW_YORK)
    assert "we cannot call you" in ann.says("call me tomorrow at 9")[1][0]
    assert (ann.now().wish, bench.scene.rows(callbacks)) == ("will_call", [])


def test_an_unknown_time_zone_is_asked(ann: Waiting) -> None:
    """A number from everywhere and no place: she says where she is."""
    ann.numbered("+18005550123")
    assert "What time zone" in ann.says("call me later")[1][0]
    assert "What time should" in ann.says("pacific")[1][0]
    assert "Pacific time" in ann.says("3 pm")[1][0]


def test_telegram_stays_anonymous(bench: Bench) -> None:
    """Only someone who wants to be called is asked for a number; it is kept with the contact and logged."""
    ann = Waiting(bench, channel="telegram")
    said = ann.says("call me now")[1][0]
    assert "Which phone number" in said and "anonymous" in said and NUMBER in said
    assert "all ten digits" in ann.says("617-555")[1][0]
    assert "press 1" in ann.says("it is (617) 555-0123")[1][0]
    assert bench.phone.numbers == {ann.now().conversation_id: "+16175550123"}
    assert bench.phone.wanted == [ann.now().id]
    assert [row.action for row in bench.scene.rows(audit)][-1] == "number_given"


def test_other_words_instead_of_a_number(bench: Bench) -> None:
    """Whoever speaks of something else is answered, and not asked again and again."""
    ann = Waiting(bench, channel="telegram")
    ann.says("call me now")
    assert ann.says("what does it cost")[0] == "answered"


def test_consent(ann: Waiting) -> None:
    """A yes and a no are heard while a person is there, and a later no wins."""
    ann.joined()
    ann.change(consent="asked", asking="consent")
    assert "only what they need" in ann.says("yes")[1][0]
    assert (ann.now().consent, ann.now().asking) == ("yes", None)
    assert ann.says("yes") == ("to_staff", [])
    assert "will not share" in ann.says("do not share")[1][0]
    assert ann.now().consent == "no"
    assert [row.action for row in ann.bench.scene.rows(audit)][-2:] == ["consent_given", "consent_refused"]


def test_no_consent_and_still_helped(ann: Waiting) -> None:
    """A no changes nothing else: the person stays."""
    ann.joined()
    ann.change(consent="asked", asking="consent")
    assert "still help you" in ann.says("no thanks")[1][0]
    assert ann.now().joined


def asks(ann: Waiting) -> str:
    """Let Sam, who is in the thread, ask whether her story may be shared; return the token of the button for yes."""
    desk = Queue(ann.bench.scene.database, ann.bench.scene.cipher, ann.bench.handoffs, ann.bench.register, ann.bench.relay,
                 lambda state, settled: state)  # fmt: skip
    desk.ask_consent(ann.joined(), ann.now().id)
    return f"{ann.bench.scene.rows(outbox)[-1].id}:0"


def speaks(ann: Waiting, text: str) -> None:
    """Let Sam say something."""
    with ann.bench.scene.database.write() as connection:
        ann.bench.relay.say(connection, ann.now(), ann.sam, text, text)


@pytest.mark.parametrize("words", ["yes", "ok", "1", "Yes, share", "sure"])
def test_an_answer_to_the_question(ann: Waiting, words: str) -> None:
    """Right behind it, a plain yes will do."""
    asks(ann)
    assert "only what they need" in ann.says(words)[1][-1]
    assert ann.now().consent == "yes"


@pytest.mark.parametrize("words", ["yes", "ok", "1", "sure", "no", "2"])
def test_an_answer_to_another_question_is_no_consent(ann: Waiting, words: str) -> None:
    """When the talk has gone on, "yes" means whatever was asked last."""
    asks(ann)
    speaks(ann, "do you have a car? and how many children?")
    assert ann.says(words)[0] == "to_staff"
    assert ann.now().consent == "asked"


@pytest.mark.parametrize(
    ("words", "consent"),
    [
        ("Yes, share", "yes"), ("you can share it", "yes"), ("please share my story", "yes"), ("I agree to share that", "yes"),
        ("do not share it", "no"),
    ],
)  # fmt: skip
def test_so_many_words_are_an_answer_at_any_time(ann: Waiting, words: str, consent: str) -> None:
    """They say what they agree to."""
    asks(ann)
    speaks(ann, "do you have a car?")
    assert ann.says(words)[0] == "reaching"
    assert ann.now().consent == consent


def test_a_button_means_sharing_for_as_long_as_it_was_asked_here(bench: Bench) -> None:
    """Tapped late, it still says what it says; under another code, nobody has asked."""
    ann = Waiting(bench, channel="telegram")
    token = asks(ann)
    speaks(ann, "do you have a car?")
    assert ann.says(token, kind="choice")[0] == "reaching" and ann.now().consent == "yes"
    ann.change(status="closed")
    bench.assistant.handoff = "asked_for_person"
    ann.says("a person please")
    bench.assistant.handoff = ""
    ann.says(token, kind="choice")
    assert [row.consent for row in bench.scene.rows(handoffs)] == ["yes", None]


def test_one_is_no_consent_of_somebody_in_danger(ann: Waiting) -> None:
    """ "Press 1", the crisis reply says to veterans; the last choice that was offered is another time's."""
    asks(ann)
    ann.change(status="closed")
    assert ann.says("i want to kill myself")[0] == "crisis"
    ann.says("1")
    assert [row.consent for row in ann.bench.scene.rows(handoffs)] == ["asked", None]


def test_a_no_counts_for_ever(ann: Waiting) -> None:
    """ "Text DO NOT SHARE", they were told: after everything is closed, and under a new code, it ends every consent."""
    asks(ann)
    ann.says("yes")
    ann.change(status="closed")
    assert "will not share" in ann.says("do not share")[1][-1]
    assert ann.now().consent == "no"
    ann.change(consent="yes")
    ann.bench.assistant.handoff = "asked_for_person"
    ann.says("a person please")
    ann.bench.assistant.handoff = ""
    assert "will not share" in ann.says("please don't share my story")[1][-1]
    assert [row.consent for row in ann.bench.scene.rows(handoffs)] == ["no", "no"]
    assert [row.action for row in ann.bench.scene.rows(audit)].count("consent_refused") == 2


def test_not_sharing_what_was_never_asked_about(ann: Waiting) -> None:
    """Is a sentence like another."""
    assert ann.says("do not share")[0] == "answered"
    ann.change(status="closed")
    assert ann.says("do not share")[0] == "answered"


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


def rung(ann: Waiting, times: int, minutes: float) -> None:
    """Let her have been called so often, so long ago."""
    with ann.bench.scene.database.write() as connection:
        for number in range(times):
            at = WEDNESDAY - dt.timedelta(minutes=minutes)
            row = {
                "token": f"{number} {minutes}",
                "handoff_id": ann.now().id,
                "status": "ended",
                "made_at": at,
                "due_at": at,
            }
            connection.execute(calls.insert().values(**row))


def test_nobody_has_us_ring_without_end(ann: Waiting) -> None:
    """The number may be somebody else's, and others wait for the line: after five calls in an hour it is given."""
    ann.numbered()
    ann.lives(NEW_YORK)
    rung(ann, 4, 30)
    rung(ann, 9, 61)
    assert "press 1" in ann.says("call me now")[1][0]
    rung(ann, 1, 2)
    assert "Call when you are ready" in ann.says("call me again")[1][0]
    assert "Call when you are ready" in ann.says("call me in 5 minutes")[1][0]
    assert "tomorrow at 10 am" in ann.says("call me tomorrow at 10 am")[1][0]
    assert len(ann.bench.phone.wanted) == 1


def test_without_a_staff_there_is_no_choice(scene: Scene, screen: CrisisScreen) -> None:
    """Where nobody is at a desk, "chat here" is words like others."""
    bench = Bench(scene, screen, number=NUMBER)
    bench.assistant.handoff = "asked_for_person"
    bench.says("a person please", who=ANN)
    bench.assistant.handoff = ""
    assert bench.says("chat here")[0] == "answered"


# In Spanish


@pytest.fixture
def ana(bench: Bench) -> Waiting:
    """Somebody who writes Spanish, and has a number."""
    ana = Waiting(bench)
    bench.scene.change(conversations, language="es")
    ana.lives(NEW_YORK)
    ana.numbered()
    return ana


def test_a_call_is_planned_in_spanish(ana: Waiting) -> None:
    """The time is read, and said back with its day and zone, all in Spanish."""
    outcome, said = ana.says("llámenme mañana a las 5 de la tarde")
    assert outcome == "reaching" and said[0].startswith("Pensamos llamarle mañana a las 5 pm, hora del Este.")
    assert ana.bench.scene.row(callbacks).due_at == dt.datetime(2026, 11, 26, 22, 0, tzinfo=dt.timezone.utc)
    outcome, said = ana.says("mejor el viernes a las 10 de la mañana")
    assert said[0].startswith("Pensamos llamarle el viernes 27 de noviembre a las 10 am, hora del Este.")
    assert ana.says("no me llamen")[1][0].startswith("Está bien, no le llamaremos.")


def test_a_chat_is_promised_in_spanish(ana: Waiting) -> None:
    """With the minutes in words, and the truth to whoever asks for it."""
    assert "Si en 3 minutos nadie ha venido" in ana.says("aquí por chat")[1][0]
    assert "minuto" in ana.says("¿hay alguien?")[1][0]


def test_now_answers_when(ana: Waiting) -> None:
    """Asked for a time, "ahorita" is a call at once."""
    ana.change(wish="call_at", asking="time")
    outcome, said = ana.says("ahorita")
    assert outcome == "reaching" and said[0].startswith("Está bien. Primero llamamos a nuestro equipo")


@pytest.mark.parametrize("word", ["ahora", "right now"])
def test_now_moves_no_call_that_is_planned(ana: Waiting, word: str) -> None:
    """Behind a promise it may mean anything, and a phone that rings at once is no answer to it."""
    ana.says("llámenme mañana a las 5 de la tarde")
    ana.says(word)
    assert ana.bench.phone.wanted == []
    assert ana.bench.scene.row(callbacks).status == "set"


def test_sharing_is_refused_in_spanish(ana: Waiting) -> None:
    """NO COMPARTIR, as the reply names it, and in other words."""
    ana.change(consent="yes", consent_at=now())
    assert ana.says("no compartan mi historia")[1] == ["Está bien, no lo compartimos. De todos modos le ayudamos."]
    assert ana.now().consent == "no"


def test_spanish_is_heard_from_somebody_who_wrote_english(ann: Waiting) -> None:
    """Words for a way are no test of the language; the answer is in the one of the conversation."""
    assert "in 3 minutes" in ann.says("aquí por chat")[1][0]
