"""A whole call, by real TwiML over local HTTP: every way in which it can go."""

from __future__ import annotations

from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from connectors.tables import conversations, outbox
from hotline.tables import audit, callbacks
from porchlight.database import now
from tests.doubles.phone_call import BROKEN, BUSY, HANGS_UP, MAILBOX, NO_ANSWER, PRESSES_1, Phone
from tests.doubles.twilio import FakeTwilio
from tests.doubles.twilio_webhooks import OUR_NUMBER
from tests.hotline.voice.telephone import (
    ANN,
    BROKE,
    CALLED,
    LINE,
    MISSED_YOU,
    NIGHT,
    NOBODY,
    Telephone,
    last,
    steps,
)  # fmt: skip

_WHOLE = ["line", "taken", "person", "connected", "bridged", "ended"]


def test_twilio_is_asked_to_ring_the_line_first(telephone: Telephone, twilio: FakeTwilio) -> None:
    """The operator's line, from our number, for 25 seconds; nothing in the addresses but a token nobody can guess."""
    call = telephone.asks(telephone.waits()).placed
    assert (call.to, call.from_, call.timeout) == (LINE, OUR_NUMBER, 25)
    token = telephone.call.token
    assert len(token) == 43
    assert call.url == f"https://porchlight.test/webhooks/voice/line/{token}"
    assert call.status_callback == f"https://porchlight.test/webhooks/voice/ended/{token}"
    assert twilio.call_contract.spec_checked is twilio.spec_checked


def test_two_talk(telephone: Telephone) -> None:
    """Somebody takes it, the person presses 1, they are joined; nobody is told anything more."""
    handoff = telephone.waits()
    call = telephone.asks(handoff).play(PRESSES_1, PRESSES_1)
    assert call.talked and call.rung == [LINE, ANN]
    assert steps(call) == _WHOLE and last(call).status == 204
    assert telephone.result == "completed"
    assert telephone.told() == []
    assert telephone.log() == [("call_wanted", None), ("call_taken", None), ("call_ended", "completed")]
    assert telephone.handoff(handoff.id) == handoff  # it stays in the queue, as it was
    assert telephone.rung


def test_what_is_said(telephone: Telephone) -> None:
    """The line hears reference, reason and language; the person hears nothing by which a listener would know more."""
    handoff = telephone.waits()
    call = telephone.asks(handoff).play(PRESSES_1, PRESSES_1)
    code = ", ".join(handoff.code)
    assert call.heard["line"][0] == (
        f"Porchlight. Reference {code}. asked for a person. Language: English. Press 1 to take it."
    )
    assert call.heard["person"] == ["This is the call you asked for. Press 1 to talk."]


def test_how_the_person_is_rung(telephone: Telephone) -> None:
    """From our number, for 25 seconds; whoever took the call hears it ring until both have pressed 1."""
    call = telephone.played(PRESSES_1, PRESSES_1)
    taken = next(asked.body for asked in call.asked if "/taken/" in asked.path)
    dial = ElementTree.fromstring(taken).find("Dial")
    assert dial is not None
    assert (dial.attrib["callerId"], dial.attrib["timeout"]) == (OUR_NUMBER, "25")
    assert (dial.attrib["answerOnBridge"], dial.attrib["action"].split("/")[5]) == ("true", "bridged")


@pytest.mark.parametrize(
    ("line", "result"),
    [
        (NO_ANSWER, "line_no_answer"),
        (BUSY, "line_busy"),
        (MAILBOX, "line_not_taken"),
        (Phone(keys=(HANGS_UP,)), "line_not_taken"),
        (Phone(keys=("2", None, None)), "line_not_taken"),
    ],
)
def test_nobody_at_the_line(telephone: Telephone, line: Phone, result: str) -> None:
    """No answer, busy, a mailbox, or a hang-up: the person is told at once, once, and keeps their place."""
    handoff = telephone.waits()
    call = telephone.asks(handoff).play(line)
    assert telephone.result == result
    assert call.rung == [LINE]  # their phone never rang
    (told,) = telephone.told()
    assert told.startswith(NOBODY) and handoff.code in told
    assert telephone.log()[-1] == ("call_ended", result)
    assert telephone.handoff(handoff.id) == handoff


def test_a_mailbox_at_the_line_records_no_more_than_the_whisper(telephone: Telephone) -> None:
    """Twice the same few words, then it is hung up."""
    call = telephone.played(MAILBOX)
    assert len(call.heard["line"]) == 2 and len(set(call.heard["line"])) == 1
    assert steps(call) == ["line", "ended"]


def test_a_line_that_cannot_be_rung(telephone: Telephone) -> None:
    """Twilio's "failed": that is ours to be sorry for."""
    telephone.played(BROKEN)
    assert telephone.result == "line_failed"
    assert [told[: len(BROKE)] for told in telephone.told()] == [BROKE]


def test_at_night_the_person_is_given_the_line_that_is_there(telephone: Telephone) -> None:
    """The line closed while it rang: what they are told names the national one."""
    call = telephone.asks(telephone.waits())
    telephone.close_line()
    call.play(NO_ANSWER)
    assert telephone.result == "line_no_answer"
    assert [told[: len(NIGHT)] for told in telephone.told()] == [NIGHT]


@pytest.mark.parametrize(
    ("person", "result", "said"),
    [
        (NO_ANSWER, "person_no_answer", "They did not pick up. We have sent them a text."),
        (BUSY, "person_busy", "They are on another call. We have sent them a text."),
        (MAILBOX, "person_not_taken", "nobody pressed 1. We have sent them a text."),
        (Phone(keys=("5", HANGS_UP)), "person_not_taken", "nobody pressed 1. We have sent them a text."),
        (BROKEN, "person_failed", "did not go through. We have sent them a text."),
    ],
)
def test_the_person_cannot_be_reached(telephone: Telephone, person: Phone, result: str, said: str) -> None:
    """Whoever took the call hears why, the person is told kindly, once, and nothing else changes."""
    handoff = telephone.waits()
    call = telephone.asks(handoff).play(PRESSES_1, person)
    assert not call.talked and call.rung == [LINE, ANN]
    assert said in call.heard["line"][-1]
    assert telephone.result == result
    (told,) = telephone.told()
    assert told.startswith(BROKE if result == "person_failed" else MISSED_YOU)
    assert telephone.handoff(handoff.id) == handoff


def test_a_mailbox_of_the_person_records_nothing_of_what_it_is(telephone: Telephone) -> None:
    """No name of a service, no word of treatment: someone else may listen."""
    call = telephone.played(PRESSES_1, MAILBOX)
    heard = " ".join(call.heard["person"]).lower()
    assert heard and not any(word in heard for word in ("porchlight", "hotline", "treatment", "reference", "help"))


def test_a_phone_that_was_picked_up_may_count_as_not_answered(telephone: Telephone) -> None:
    """Twilio may say so of one that hung up at the question; the person is told the same."""
    call = telephone.asks(telephone.waits())
    call.unjoined = "no-answer"
    call.play(PRESSES_1, MAILBOX)
    assert telephone.result == "person_no_answer"
    assert [told[: len(MISSED_YOU)] for told in telephone.told()] == [MISSED_YOU]


def test_a_hang_up_at_the_line_while_the_person_is_rung(telephone: Telephone) -> None:
    """Their phone rang and stopped: they are told that it was us."""
    call = telephone.played(Phone(keys=("1",), hangs_up_while_ringing=True))
    assert not call.talked
    assert telephone.result == "hung_up"
    assert [told[: len(BROKE)] for told in telephone.told()] == [BROKE]


def test_another_key_is_asked_about_again(telephone: Telephone) -> None:
    """A slip of the finger loses no call, on either phone."""
    call = telephone.played(Phone(keys=("9", "#", "1")), Phone(keys=("0", None, "1")))
    assert call.talked
    assert telephone.result == "completed"
    assert call.heard["line"][1:3] == ["Press 1 to take the call."] * 2


def test_the_second_asking_counts_as_well(telephone: Telephone) -> None:
    """Nothing at the first question, 1 at the second."""
    assert telephone.played(Phone(keys=(None, "1")), Phone(keys=(None, "1"))).talked


# Calls that staff begin


def test_staff_call_somebody(telephone: Telephone) -> None:
    """The log names who; nobody says that the person asked for it."""
    dana = telephone.member()
    call = telephone.asks(telephone.waits(), staff_id=dana).play(PRESSES_1, PRESSES_1)
    assert telephone.result == "completed"
    assert call.heard["person"] == ["This is a call for you. Press 1 to talk."]
    rows = {row.action: row.staff_id for row in telephone.scene.rows(audit) if row.action.startswith("call")}
    assert rows == {"call_wanted": dana, "call_taken": dana, "call_ended": dana}


@pytest.mark.parametrize("line", [NO_ANSWER, BUSY, BROKEN, MAILBOX])
def test_a_call_of_the_staffs_that_never_left_the_house(telephone: Telephone, line: Phone) -> None:
    """The person knows nothing of it and is told nothing; the desk finds it in the log."""
    telephone.played(line, staff_id=telephone.member())
    assert telephone.result.startswith("line_")
    assert telephone.told() == []
    assert telephone.log()[-1][0] == "call_ended"


def test_a_call_of_the_staffs_that_they_missed(telephone: Telephone) -> None:
    """Their phone rang: they are told who it was."""
    telephone.played(PRESSES_1, NO_ANSWER, staff_id=telephone.member())
    assert telephone.result == "person_no_answer"
    assert [told[: len(MISSED_YOU)] for told in telephone.told()] == [MISSED_YOU]


# Promised calls


@pytest.mark.parametrize(("person", "status"), [(PRESSES_1, "done"), (NO_ANSWER, "missed")])
def test_a_promised_call(telephone: Telephone, person: Phone, status: str) -> None:
    """A talk keeps the promise; anything else does not."""
    handoff = telephone.waits()
    with telephone.scene.database.write() as connection:
        telephone.callbacks.set(connection, handoff, now(), ZoneInfo("America/Chicago"))
        callback = telephone.callbacks.of(connection, handoff.id)
        assert callback is not None
        telephone.callbacks.mark(connection, callback, "calling")
    telephone.asks(handoff, callback_id=callback.id).play(PRESSES_1, person)
    telephone.wait_until(lambda: telephone.call.status == "ended")
    assert telephone.scene.row(callbacks).status == status


def test_a_promise_that_was_settled_otherwise_stays_so(telephone: Telephone) -> None:
    """It was moved to another time while this call was tried: it is not missed."""
    handoff = telephone.waits()
    with telephone.scene.database.write() as connection:
        telephone.callbacks.set(connection, handoff, now(), ZoneInfo("America/Chicago"))
        callback = telephone.callbacks.of(connection, handoff.id)
    assert callback is not None
    call = telephone.asks(handoff, callback_id=callback.id)
    telephone.scene.change(callbacks, status="cancelled")
    call.play(NO_ANSWER)
    assert telephone.result == "line_no_answer"
    assert telephone.scene.row(callbacks).status == "cancelled"


# Telegram


def test_somebody_on_telegram_is_called_at_the_number_they_gave(telephone: Telephone) -> None:
    """And told in their thread; their chat id is no number."""
    handoff = telephone.waits("4711", "telegram")
    with telephone.scene.database.write() as connection:
        assert not telephone.calls.possible(connection, handoff)
        telephone.calls.give_number(connection, handoff.conversation_id, CALLED)
    call = telephone.asks(handoff).play(PRESSES_1, NO_ANSWER)
    assert call.rung == [LINE, CALLED]
    assert telephone.scene.row(outbox).conversation_id == handoff.conversation_id
    assert telephone.told()[0].startswith(MISSED_YOU)


def test_a_call_with_somebody_who_speaks_spanish(telephone: Telephone) -> None:
    """Staff hear in English which language it will be; the person hears Spanish, read aloud as Spanish."""
    handoff = telephone.waits()
    telephone.scene.change(conversations, language="es")
    call = telephone.asks(handoff).play(PRESSES_1, Phone(keys=("2", "1")))
    assert " Language: Spanish. Press 1 to take it." in call.heard["line"][0]
    assert call.heard["person"] == [
        "Esta es la llamada que usted pidió. Oprima 1 para hablar.", "Oprima 1 para hablar.",
    ]  # fmt: skip
    spoken = {
        asked.path.split("/")[3]: {each.attrib["language"] for each in ElementTree.fromstring(asked.body).iter("Say")}
        for asked in call.asked
        if asked.body
    }
    assert spoken["line"] == spoken["taken"] == {"en-US"}
    assert spoken["person"] == {"es-MX"}


def test_they_are_told_in_spanish_what_became_of_a_call(telephone: Telephone) -> None:
    """Nobody at the line: the text that says so is in their language."""
    handoff = telephone.waits()
    telephone.scene.change(conversations, language="es")
    telephone.asks(handoff).play(NO_ANSWER)
    (told,) = telephone.told()
    assert told.startswith("Lo siento: nadie de nuestro equipo pudo contestar.") and f"código {handoff.code}" in told
