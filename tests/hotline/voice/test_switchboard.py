"""Twilio is asked for the calls that are wanted, and every call comes to an end."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from connectors.tables import contacts
from hotline.staff import NotPossible
from hotline.tables import callbacks, calls
from porchlight.database import now
from tests.connectors.scene import Scene
from tests.doubles.faults import Kind
from tests.doubles.phone_call import NO_ANSWER, PRESSES_1, PhoneCall
from tests.doubles.twilio import FakeTwilio
from tests.doubles.twilio_webhooks import new_sid
from tests.hotline.voice.telephone import ANN, BROKE, NIGHT, NOBODY, PUBLIC_URL, Telephone

TEN_AT_NIGHT = dt.datetime(2026, 11, 25, 22, 0, tzinfo=ZoneInfo("America/Chicago"))


def test_a_call_for_later_is_made_then(telephone: Telephone, twilio: FakeTwilio) -> None:
    """Not before its time."""
    telephone.wants(telephone.waits(), due_at=now() + dt.timedelta(seconds=1.5))
    assert twilio.calls == []
    assert twilio.wait_for_calls(1, 20.0)


# What has changed since the call was asked for


def test_who_has_said_stop_since_is_not_called(telephone: Telephone, twilio: FakeTwilio) -> None:
    """Nor told anything: they want no messages."""
    handoff = telephone.waits()
    telephone.wants(handoff, due_at=now() + dt.timedelta(seconds=1))
    telephone.says_stop(handoff)
    assert telephone.result == "stopped"
    assert twilio.calls == [] and telephone.told() == []


def test_who_had_said_stop_before_has_asked_for_this_call(telephone: Telephone) -> None:
    """STOP is about messages; what somebody asks for after it they want."""
    handoff = telephone.waits()
    telephone.says_stop(handoff)
    assert telephone.asks(handoff).play(PRESSES_1, PRESSES_1).talked


def test_stop_from_the_same_phone_counts_on_every_channel(telephone: Telephone, twilio: FakeTwilio) -> None:
    """Who chats on Telegram gave the number from which somebody has texted STOP since, and the other way round."""
    chat, texts = telephone.waits("77001", "telegram"), telephone.waits(ANN)
    with telephone.scene.database.write() as connection:
        telephone.calls.give_number(connection, chat.conversation_id, ANN)
    later = now() + dt.timedelta(seconds=1)
    for stopping, called in ((texts, chat), (chat, texts)):
        telephone.wants(called, due_at=later)
        telephone.says_stop(stopping)
    telephone.wait_until(lambda: all(call.status == "ended" for call in telephone.scene.rows(calls)))
    assert [call.result for call in telephone.scene.rows(calls)] == ["stopped", "stopped"]
    assert twilio.calls == [] and telephone.told() == []


def test_somebody_elses_stop_does_not_count(telephone: Telephone) -> None:
    """Only that of the number that would ring."""
    handoff, other = telephone.waits(), telephone.waits("+13125550123")
    telephone.wants(handoff, due_at=now() + dt.timedelta(seconds=1))
    telephone.says_stop(other)
    assert telephone.next_call().play(PRESSES_1, PRESSES_1).talked


def test_staff_cannot_have_somebody_called_who_has_opted_out(telephone: Telephone) -> None:
    """Unless they are in danger."""
    calm, danger = telephone.waits(), telephone.waits("+13125550123", urgent=True)
    for handoff in (calm, danger):
        telephone.says_stop(handoff)
    with pytest.raises(NotPossible, match="opted out"):
        telephone.wants(calm, staff_id=telephone.member())
    assert telephone.wants(danger, staff_id=1)


def test_stop_after_a_promise_counts_when_the_call_is_made_later(telephone: Telephone, twilio: FakeTwilio) -> None:
    """The promise is what they agreed to, not the row that is made when it falls due."""
    handoff = telephone.waits()
    with telephone.scene.database.write() as connection:
        telephone.callbacks.set(connection, handoff, now(), ZoneInfo("America/Chicago"))
        callback = telephone.callbacks.of(connection, handoff.id)
    assert callback is not None
    telephone.says_stop(handoff)
    telephone.wants(handoff, callback_id=callback.id)
    assert telephone.result == "stopped"
    assert twilio.calls == []
    assert telephone.scene.row(callbacks).status == "missed"


def test_stop_while_the_line_rings(telephone: Telephone) -> None:
    """Whoever takes it hears that it is not wanted any more, and the person's phone does not ring."""
    handoff = telephone.waits()
    call = telephone.asks(handoff)
    telephone.says_stop(handoff)
    call.play(PRESSES_1)
    assert len(call.rung) == 1
    assert call.heard["line"][-1].startswith("They do not want a call any more")
    assert telephone.result == "stopped" and telephone.told() == []


def test_a_line_that_has_closed_is_not_rung(telephone: Telephone, twilio: FakeTwilio) -> None:
    """The person is given the number that is answered at night."""
    handoff = telephone.waits()
    telephone.close_line()
    telephone.wants(handoff)
    assert telephone.result == "line_closed"
    assert twilio.calls == []
    assert [told[: len(NIGHT)] for told in telephone.told()] == [NIGHT]


def test_a_promised_call_is_not_made_at_night(telephone: Telephone, twilio: FakeTwilio) -> None:
    """However it came to be late."""
    handoff = telephone.waits()
    with telephone.scene.database.write() as connection:
        telephone.callbacks.set(connection, handoff, now(), ZoneInfo("America/Chicago"))
        callback = telephone.callbacks.of(connection, handoff.id)
    assert callback is not None
    telephone.moment = TEN_AT_NIGHT
    telephone.wants(handoff, callback_id=callback.id)
    assert telephone.result == "quiet_hours"
    assert twilio.calls == []
    assert [told[: len(NOBODY)] for told in telephone.told()] == [NOBODY]


def test_who_asks_to_be_called_now_is_called_now(telephone: Telephone) -> None:
    """They are awake: they have just asked."""
    telephone.moment = TEN_AT_NIGHT
    assert telephone.asks(telephone.waits()).play(PRESSES_1, PRESSES_1).talked


def test_without_a_number_any_more(telephone: Telephone, twilio: FakeTwilio) -> None:
    """It cannot be read: that is ours to be sorry for."""
    handoff = telephone.waits()
    telephone.wants(handoff, due_at=now() + dt.timedelta(seconds=1))
    telephone.scene.change(contacts, address=b"unreadable")
    assert telephone.result == "no_number"
    assert twilio.calls == []
    assert [told[: len(BROKE)] for told in telephone.told()] == [BROKE]


def test_who_is_erased_is_not_called(telephone: Telephone, twilio: FakeTwilio) -> None:
    """The call goes with the conversation."""
    handoff = telephone.waits()
    telephone.wants(handoff, due_at=now() + dt.timedelta(seconds=1))
    with telephone.scene.database.write() as connection:
        telephone.handoffs.forget(connection, handoff.conversation_id)
    assert telephone.scene.rows(calls) == [] and twilio.calls == []


# Twilio's bad days


@pytest.mark.parametrize("kind", [429, 503])
def test_twilio_that_is_busy_is_asked_again(telephone: Telephone, twilio: FakeTwilio, kind: Kind) -> None:
    """It has surely not taken the call."""
    twilio.faults.next(kind)
    telephone.wants(telephone.waits())
    telephone.wait_until(lambda: telephone.call.status == "wanted" and telephone.call.attempts == 1)
    assert telephone.call.due_at > now() + dt.timedelta(seconds=2)
    telephone.overdue()
    assert telephone.next_call().play(PRESSES_1, PRESSES_1).talked


def test_twilio_that_cannot_be_reached_is_asked_three_times(telephone: Telephone, twilio: FakeTwilio) -> None:
    """Then the person is told, and need not wait any longer."""
    twilio.stop()
    telephone.wants(telephone.waits())
    for attempt in (1, 2, 3):
        telephone.wait_until(lambda: telephone.call.status == "wanted" and telephone.call.attempts == attempt)  # noqa: B023
        telephone.overdue()
    assert telephone.result == "line_failed"
    assert [told[: len(BROKE)] for told in telephone.told()] == [BROKE]


def test_a_number_that_twilio_refuses(telephone: Telephone, twilio: FakeTwilio) -> None:
    """Asking again would not help."""
    twilio.faults.next(400)
    telephone.wants(telephone.waits())
    assert telephone.result == "line_failed"
    assert [told[: len(BROKE)] for told in telephone.told()] == [BROKE]


@pytest.mark.parametrize("kind", [500, "garbage", "drop"])
def test_an_answer_that_tells_nothing(telephone: Telephone, twilio: FakeTwilio, kind: Kind) -> None:
    """Nobody knows whether the line rings: a minute is waited for news, then it is rung again."""
    twilio.faults.next(kind)
    telephone.wants(telephone.waits())
    telephone.wait_until(lambda: len(twilio.attempts) == 1 and twilio.faults.pending == 0)
    assert telephone.call.status == "dialling"
    assert telephone.call.due_at > now() + dt.timedelta(seconds=30)
    telephone.overdue()
    assert telephone.next_call().play(PRESSES_1, PRESSES_1).talked
    assert telephone.result == "completed"


def test_an_answer_that_is_lost(telephone: Telephone, twilio: FakeTwilio) -> None:
    """Twilio has taken the call and says so by ringing: nobody asks for it again."""
    twilio.faults.next("lost")
    call = telephone.asks(telephone.waits())
    telephone.wait_until(lambda: telephone.call.status == "dialling")
    assert call.play(PRESSES_1, PRESSES_1).talked
    assert telephone.result == "completed"
    assert len(twilio.calls) == 1


def test_a_line_that_rings_twice_is_taken_once(telephone: Telephone, twilio: FakeTwilio) -> None:
    """The answer was lost, and Twilio took more than a minute to begin: only one of the two calls is real."""
    twilio.faults.next("lost")
    handoff = telephone.waits()
    first = telephone.asks(handoff)
    telephone.wait_until(lambda: telephone.call.status == "dialling")
    telephone.overdue()
    second = telephone.next_call(2)
    telephone.wait_until(lambda: telephone.call.status == "ringing")
    first.play(PRESSES_1, PRESSES_1)
    assert not first.talked and len(first.rung) == 1
    assert first.heard["line"] == ["This call is over. Goodbye."]
    assert telephone.call.status == "ringing"  # its end is not this one's
    assert second.play(PRESSES_1, PRESSES_1).talked
    assert telephone.result == "completed"
    assert telephone.told() == []


def test_a_process_that_died_while_it_asked(telephone: Telephone, twilio: FakeTwilio) -> None:
    """Nobody heard anything for a minute: another process rings the line."""
    telephone.wants(telephone.waits(), due_at=now() + dt.timedelta(hours=1))
    telephone.overdue(status="dialling", attempts=1)
    assert telephone.next_call().play(PRESSES_1, PRESSES_1).talked


def test_what_is_long_overdue_is_not_made_any_more(telephone: Telephone, twilio: FakeTwilio) -> None:
    """Everything stood still for an hour: the person is told, not surprised."""
    telephone.wants(telephone.waits(), due_at=now() - dt.timedelta(hours=1))
    assert telephone.result == "line_failed"
    assert twilio.calls == []
    assert [told[: len(BROKE)] for told in telephone.told()] == [BROKE]


# Calls of which nothing more is heard


@pytest.mark.parametrize(
    ("status", "result", "told"),
    [("ringing", "line_failed", [BROKE]), ("taken", "person_failed", [BROKE]), ("connected", "completed", [])],
)
def test_a_call_without_news_ends(telephone: Telephone, status: str, result: str, told: list[str]) -> None:
    """Web was away when Twilio said how it went, and it says so only once."""
    handoff = telephone.waits()
    telephone.asks(handoff)
    telephone.overdue(status=status)
    assert telephone.result == result
    assert [said[: len(BROKE)] for said in telephone.told()] == told
    assert telephone.wants(handoff)  # and another one can be asked for


def test_a_long_talk_is_not_ended(telephone: Telephone) -> None:
    """Two who talk for three hours are still talking."""
    call = telephone.asks(telephone.waits())
    token, leg = telephone.call.token, call.placed.sid
    telephone.post("line", token, CallSid=leg)
    telephone.post("taken", token, CallSid=leg, Digits="1")
    telephone.post("connected", token, CallSid=new_sid("CA"), ParentCallSid=leg, Digits="1")
    assert telephone.call.status == "connected"
    assert telephone.call.due_at > now() + dt.timedelta(hours=4)


# All at once


def test_many_calls_at_once(telephone: Telephone, twilio: FakeTwilio) -> None:
    """Twelve people: each call is made once, and each is told for themselves."""
    people = [telephone.waits(f"+1312555{number:04}") for number in range(12)]
    for handoff in people:
        telephone.wants(handoff)
    placed = twilio.wait_for_calls(12, 60.0)
    assert len({call.url for call in placed}) == 12
    for call in placed:
        PhoneCall(twilio, call, PUBLIC_URL, telephone.url).play(NO_ANSWER)
    assert {row.result for row in telephone.scene.rows(calls)} == {"line_no_answer"}
    assert len(telephone.told()) == 12
    assert len(twilio.calls) == 12


def test_two_processes_make_each_call_once(
    scene: Scene, telephone: Telephone, twilio: FakeTwilio, short_folder: Path
) -> None:
    """Both look at the same database."""
    with Telephone(Scene(type(scene.database)(scene.database.url)), twilio, short_folder):
        people = [telephone.waits(f"+1312555{number:04}") for number in range(8)]
        for handoff in people:
            telephone.wants(handoff)
        twilio.wait_for_calls(8, 60.0)
        telephone.wait_until(lambda: {row.status for row in scene.rows(calls)} == {"ringing"})
    assert len(twilio.calls) == 8


def test_nothing_of_the_person_is_logged(telephone: Telephone, twilio: FakeTwilio) -> None:
    """Neither a number nor a token, in the log or in the audit log."""
    with capture_logs() as logged:
        twilio.faults.next(400)
        telephone.wants(telephone.waits("+13125550144"))
        telephone.wait_until(lambda: telephone.call.status == "ended")
        telephone.asks(telephone.waits()).play(PRESSES_1, NO_ANSWER)
        telephone.post("line", "")
    assert [entry["result"] for entry in logged if entry["event"] == "call"] == ["refused", "ringing"]
    written = repr(logged) + repr(telephone.log())
    tokens = [row.token for row in telephone.scene.rows(calls)]
    assert not any(word in written for word in (ANN, ANN[2:], "3125550144", *tokens))


def test_a_database_that_is_gone_is_waited_for(telephone: Telephone, twilio: FakeTwilio) -> None:
    """Somebody else holds it for a while; then the call is made."""
    handoff = telephone.waits()
    telephone.wants(handoff, due_at=now() + dt.timedelta(seconds=0.5))
    with telephone.scene.database.write():
        telephone.changed()
    assert twilio.wait_for_calls(1, 30.0)


def test_a_call_that_breaks_something_holds_nobody_up(telephone: Telephone, twilio: FakeTwilio) -> None:
    """A row that nobody can make sense of is left; the next person is called."""
    broken, well = telephone.waits(), telephone.waits("+13125550199")
    with telephone.scene.database.write() as connection:
        telephone.handoffs.change(connection, broken, timezone="Nowhere/Land")
        telephone.calls.want(connection, broken)
    telephone.wants(well)
    assert telephone.next_call().play(PRESSES_1, PRESSES_1).talked
    assert [row.status for row in telephone.scene.rows(calls)] == ["wanted", "ended"]
