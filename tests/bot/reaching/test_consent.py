"""Whether their story may be shared: what is a yes, what is a no, and what is neither."""

from __future__ import annotations

import pytest

from connectors.tables import outbox
from hotline.queue import Queue
from hotline.tables import audit, handoffs
from tests.bot.reaching.waiting import Waiting
from tests.bot.turns import Bench


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
