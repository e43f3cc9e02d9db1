"""Replies whose turn comes late: which are replaced, which go out all the same, and that everybody is told once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from connectors.capabilities import Form
from connectors.held_up import HeldUp, Kinds
from connectors.messages import Choice, Reply
from connectors.outbox import Outbox
from connectors.tables import contacts, conversations, inbox, outbox
from porchlight.languages import spoken
from tests.clock import Clock
from tests.connectors.scene import ANN, BOB, Scene

AFTER = dt.timedelta(minutes=30)
SMS = "sms"


class Words:
    """Words that say only what is needed to tell them apart."""

    def instead(self, form: Form, waited: dt.timedelta, *, answer_follows: bool) -> Reply:
        """Return the apology."""
        return Reply(f"<too late after {minutes(waited)}, {'answer follows' if answer_follows else 'write again'}>")

    def in_front(self, waited: dt.timedelta, reply: Reply) -> Reply:
        """Return the reply behind its age."""
        return replace(reply, text=f"<{minutes(waited)} late> {reply.text}")


def minutes(waited: dt.timedelta) -> int:
    """Return whole minutes."""
    return round(waited.total_seconds() / 60)


class Line:
    """Texts to people that wait for a provider, in one line each."""

    def __init__(self, scene: Scene, clock: Clock) -> None:
        self.scene = scene
        self.clock = clock
        kinds = Kinds(frozenset({"stopped", "help", "forgotten"}), frozenset({"reaching", "talk_to_human"}))
        scene.outbox = Outbox(scene.database, scene.cipher, HeldUp(AFTER, Words(), kinds))

    def answered(
        self,
        *replies: Reply | str,
        outcome: str = "answered",
        who: str = ANN,
        topic: str | None = None,
        crisis: str | None = None,
        opts_out: bool = False,
        welcomed: bool = False,
    ) -> str:
        """Let somebody write and be answered, with a turn of that kind; return the conversation."""
        self.scene.hears("words", who, channel=SMS)
        claim = self.scene.claim()
        said = [Reply(reply) if isinstance(reply, str) else reply for reply in replies]
        with self.scene.database.write() as connection:
            if opts_out:
                self.scene.journal.set_opted_out(connection, claim.conversation_id, True)
            self.scene.journal.finish(
                connection, claim, outcome=outcome, replies=said, topic=topic, crisis=crisis, welcomed=welcomed
            )
        return claim.conversation_id

    def staff_write(self, conversation_id: str, text: str, *, staff_id: int | None = 1) -> None:
        """Queue something that no message caused; without `staff_id` the hotline says it."""
        with self.scene.database.write() as connection:
            self.scene.outbox.add(connection, conversation_id, Reply(text), staff_id=staff_id)

    def provider_takes(self) -> list[str]:
        """Let the provider take everything; return the texts in order."""
        texts = []
        for _ in range(20):
            for delivery in self.scene.due(SMS):
                texts.append(delivery.reply.text)
                self.scene.outbox.sent(delivery, f"SM{delivery.outbox_id}")
        return texts

    @property
    def statuses(self) -> Sequence[str]:
        """What became of everything."""
        return [row.status for row in self.scene.rows(outbox)]

    def kept(self) -> list[str]:
        """Return the texts as they are written down."""
        rows = self.scene.rows(outbox)
        return [Reply.from_json(self.scene.cipher.decrypt(row.body)).text for row in rows]


@pytest.fixture
def line(scene: Scene, clock: Clock) -> Line:
    """Nobody has written yet."""
    return Line(scene, clock)


def test_what_is_in_time_goes_out_as_it_is(line: Line) -> None:
    """A quarter of an hour is nothing to speak of."""
    line.answered("one", "two")
    line.clock.forward(minutes=15)
    assert line.provider_takes() == ["one", "two"]


def test_late_answers_are_replaced_by_one_message(line: Line) -> None:
    """However many were waiting, and in how many parts: the person is told once, with the age of the first."""
    line.answered("welcome", "one")
    line.clock.forward(minutes=20)
    line.answered("two", "three")
    line.clock.forward(minutes=40)
    assert line.provider_takes() == ["<too late after 60, write again>"]
    assert line.statuses == ["sent", "too_late", "too_late", "too_late"]
    assert {row.error for row in line.scene.rows(outbox)[1:]} == {"held up"}


def test_what_was_said_is_what_is_kept(line: Line) -> None:
    """The desk shows the words that the person got, and "2" means no list that nobody has seen."""
    offer = Reply("Which?", (Choice("A", "/a"), Choice("B", "/b")))
    conversation_id = line.answered(offer, offer)
    line.clock.forward(hours=2)
    line.provider_takes()
    assert line.kept() == ["<too late after 120, write again>", "Which?"]
    assert line.scene.transcript.last_choices(conversation_id) is None


def test_each_person_is_told(line: Line) -> None:
    """One apology each, and each person's own age."""
    line.answered("to ann")
    line.clock.forward(minutes=60)
    line.answered("to bob", who=BOB)
    line.clock.forward(minutes=31)
    assert line.provider_takes() == ["<too late after 91, write again>", "<too late after 31, write again>"]


def test_a_fresh_answer_is_announced(line: Line) -> None:
    """Who wrote again meanwhile is told that the earlier words got no answer, and then gets the fresh one."""
    line.answered("old")
    line.clock.forward(minutes=60)
    line.answered("fresh", "and more")
    assert line.provider_takes() == ["<too late after 60, answer follows>", "fresh", "and more"]


def test_what_is_almost_too_late_behind_an_apology_counts_as_too_late(line: Line) -> None:
    """Nobody is told that an answer follows which is then too old itself."""
    line.answered("old")
    line.clock.forward(minutes=1)
    line.answered("a minute younger")
    line.clock.forward(minutes=29, seconds=10)
    assert line.provider_takes() == ["<too late after 30, write again>"]


def test_an_apology_that_fails_is_tried_again_with_its_new_age(line: Line) -> None:
    """The provider is still down: what has grown too old meanwhile goes as well, and one apology comes in the end."""
    line.answered("one")
    line.clock.forward(minutes=31)
    line.answered("two")
    first = line.scene.next_due(SMS)
    line.scene.outbox.retry(first, 60.0, "503")
    assert line.kept() == ["one", "two"]
    line.clock.forward(minutes=31)
    assert line.provider_takes() == ["<too late after 62, write again>"]
    assert line.statuses == ["sent", "too_late"]


def test_the_next_trouble_is_told_again(line: Line) -> None:
    """A second outage of the same day is news again."""
    for _ in range(2):
        line.answered("an answer")
        line.clock.forward(hours=1)
        assert line.provider_takes() == ["<too late after 60, write again>"]


@pytest.mark.parametrize(
    ("outcome", "topic", "crisis"),
    [("crisis", None, "crisis_suicide"), ("reaching", None, None), ("answered", "talk_to_human", None)],
)
def test_what_must_be_said_goes_out_and_says_that_it_is_late(
    line: Line, outcome: str, topic: str | None, crisis: str | None
) -> None:
    """Help in danger, what was agreed about a call, how a person is reached."""
    line.answered("call 988", outcome=outcome, topic=topic, crisis=crisis)
    line.clock.forward(minutes=45)
    assert line.provider_takes() == line.kept() == ["<45 late> call 988"]


def test_the_words_in_front_come_once(line: Line) -> None:
    """However often it is tried: they are put before what was written, not before what was tried last."""
    line.answered("call 988", crisis="crisis_suicide")
    line.clock.forward(minutes=45)
    for _ in range(3):
        line.scene.outbox.retry(line.scene.next_due(SMS), 60.0, "503")
        line.clock.forward(minutes=15)
    assert line.provider_takes() == ["<90 late> call 988"]


def test_what_staff_and_the_hotline_say_goes_out(line: Line) -> None:
    """Late words of a person are better than none."""
    conversation_id = line.answered()
    line.staff_write(conversation_id, "Sam is here", staff_id=None)
    line.staff_write(conversation_id, "hello, this is Sam")
    line.clock.forward(minutes=45)
    assert line.provider_takes() == ["<45 late> Sam is here", "<45 late> hello, this is Sam"]


@pytest.mark.parametrize("crisis", [None, "crisis_suicide"])
def test_nothing_is_put_before_danger_or_a_person(line: Line, crisis: str | None) -> None:
    """The late answer goes without a word where more than a machine's apology comes next."""
    conversation_id = line.answered("old")
    line.clock.forward(minutes=40)
    if crisis:
        line.answered("call 988", crisis=crisis)
    else:
        line.staff_write(conversation_id, "hello, this is Sam")
    assert line.provider_takes() == ["call 988" if crisis else "hello, this is Sam"]
    assert line.statuses == ["too_late", "sent"]


@pytest.mark.parametrize("outcome", ["stopped", "help", "forgotten"])
def test_what_stays_true_goes_out_as_it_is(line: Line, outcome: str) -> None:
    """A confirmation is never exchanged for an apology."""
    line.answered("done", outcome=outcome)
    line.clock.forward(hours=5)
    assert line.provider_takes() == ["done"]


def test_who_has_opted_out_gets_no_apology(line: Line) -> None:
    """The old answer stays here, the confirmation goes, however it came about."""
    line.answered("old")
    line.answered("we will stop", opts_out=True)
    line.clock.forward(hours=2)
    assert line.provider_takes() == ["we will stop"]
    assert line.statuses == ["blocked", "sent"]


def test_the_goodbye_of_an_erasure_goes_out_and_erases(line: Line) -> None:
    """Two hours late, and nothing is left after it."""
    line.scene.hears("forget me", channel=SMS)
    line.scene.forget(line.scene.claim())
    line.clock.forward(hours=2)
    assert line.provider_takes() == ["It is done."]
    assert line.scene.rows(contacts) == line.scene.rows(outbox) == []


def test_who_never_got_the_welcome_is_welcomed_again(line: Line) -> None:
    """The first words were replaced: the next answer begins as a first one does. Who was welcomed stays so."""
    line.answered("welcome", "one", welcomed=True)
    line.clock.forward(hours=1)
    line.provider_takes()
    line.scene.hears("again", channel=SMS)
    claim = line.scene.claim()
    assert claim.first_contact
    line.scene.finish(claim, "welcome", "two", welcomed=True)
    assert line.provider_takes() == ["welcome", "two"]
    line.answered("three")
    line.clock.forward(hours=1)
    line.provider_takes()
    line.scene.hears("once more", channel=SMS)
    assert not line.scene.claim().first_contact


def test_every_message_keeps_its_one_outcome(line: Line) -> None:
    """What is not sent was answered all the same, and is seen at the desk with what became of it."""
    conversation_id = line.answered("one")
    line.answered("two")
    line.clock.forward(hours=1)
    line.provider_takes()
    assert [row.outcome for row in line.scene.rows(inbox)] == ["answered", "answered"]
    with line.scene.database.read() as connection:
        story = line.scene.transcript.story(connection, conversation_id)
    assert [(each.text, each.status) for each in story if each.who == "assistant"] == [
        ("<too late after 60, write again>", "sent"),
        ("two", "too_late"),
    ]


def test_without_an_age_everything_goes(scene: Scene, clock: Clock) -> None:
    """An outbox that was told nothing about lateness sends what it has."""
    scene.asked_and_answered("one", channel=SMS)
    clock.forward(days=1)
    assert scene.next_due(SMS).reply.text == "one"
    assert scene.row(conversations).sending_until is not None


class TellingWords(Words):
    """Words that say in which language they were asked for."""

    def instead(self, form: Form, waited: dt.timedelta, *, answer_follows: bool) -> Reply:
        """Return the language."""
        return Reply(f"<too late, in {spoken()}>")

    def in_front(self, waited: dt.timedelta, reply: Reply) -> Reply:
        """Return the language in front."""
        return replace(reply, text=f"<late, in {spoken()}> {reply.text}")


@pytest.mark.parametrize(("kept", "language"), [("es", "es"), (None, "en")])
def test_being_late_is_said_in_the_persons_language(
    scene: Scene, clock: Clock, kept: str | None, language: str
) -> None:
    """Both what stands in place of an answer and what stands in front of one that still fits."""
    line = Line(scene, clock)
    scene.outbox = Outbox(scene.database, scene.cipher, HeldUp(AFTER, TellingWords(), Kinds(frozenset(), frozenset())))
    line.answered("one")
    line.answered("call 988", who=BOB, crisis="crisis_suicide")
    scene.change(conversations, language=kept)
    clock.forward(hours=2)
    due = scene.due(SMS)
    assert [each.reply.text for each in due] == [f"<too late, in {language}>", f"<late, in {language}> call 988"]
    assert [each.language for each in due] == [kept, kept]
    assert spoken() == "en"
