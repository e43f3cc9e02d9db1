"""Who can be called, and who asks for a call."""

from __future__ import annotations

import datetime as dt
import threading
from zoneinfo import ZoneInfo

import pytest

from connectors.tables import contacts
from hotline.callbacks import Callback
from hotline.handoffs import Handoff
from hotline.staff import NotPossible
from hotline.tables import callbacks, calls
from hotline.voice.calls import Calls
from hotline.voice.trunk import trunk_of
from porchlight.database import now
from porchlight.sealing import Cipher
from porchlight.settings import read_settings
from tests.connectors.scene import Scene
from tests.doubles.twilio import FakeTwilio
from tests.hotline.voice.telephone import ANN, CALLED, LINE, OPEN, Telephone

NIGHT = dt.datetime(2026, 11, 25, 22, 0, tzinfo=ZoneInfo("America/Chicago"))


@pytest.fixture
def desk(scene: Scene, tmp_path: object) -> Telephone:
    """The parts at rest: nothing is served, and nobody rings."""
    return Telephone(scene, FakeTwilio(), tmp_path)


def number(desk: Telephone, handoff: Handoff) -> str | None:
    """The number that would be called."""
    with desk.scene.database.read() as connection:
        return desk.calls.number(connection, handoff)


def promise(desk: Telephone, handoff: Handoff, zone: str = "America/Chicago") -> Callback:
    """Promise a call for now."""
    with desk.scene.database.write() as connection:
        desk.callbacks.set(connection, handoff, now(), ZoneInfo(zone))
        found = desk.callbacks.of(connection, handoff.id)
    assert found is not None
    return found


def test_somebody_who_texts_is_called_at_the_number_they_text_from(desk: Telephone) -> None:
    """Unless they have given another one."""
    handoff = desk.waits()
    assert number(desk, handoff) == ANN
    with desk.scene.database.write() as connection:
        desk.calls.give_number(connection, handoff.conversation_id, CALLED)
    assert number(desk, handoff) == CALLED


def test_a_number_is_kept_sealed(desk: Telephone) -> None:
    """Whoever has the database alone does not have it."""
    handoff = desk.waits("4711", "telegram")
    assert number(desk, handoff) is None
    with desk.scene.database.write() as connection:
        desk.calls.give_number(connection, handoff.conversation_id, CALLED)
    assert CALLED.encode() not in desk.scene.row(contacts).call_address
    assert number(desk, handoff) == CALLED == desk.given_number()


@pytest.mark.parametrize("address", ["+447700900123", "12345", "PORCH", "+1911", "+10175550123", ""])
def test_who_cannot_be_called(desk: Telephone, address: str) -> None:
    """Abroad, a short code, a name: calls go to North America only."""
    handoff = desk.waits(address)
    assert number(desk, handoff) is None
    assert not desk.wants(handoff)
    assert desk.scene.rows(calls) == []


def test_nobody_on_the_development_phone_is_called(desk: Telephone) -> None:
    """A simulated phone has no number, even where somebody gave one."""
    handoff = desk.waits(ANN, "phone-sms")
    with desk.scene.database.write() as connection:
        desk.calls.give_number(connection, handoff.conversation_id, CALLED)
    assert number(desk, handoff) is None


def test_a_number_sealed_with_another_secret_is_none(desk: Telephone) -> None:
    """It cannot be read, and stops nobody."""
    handoff = desk.waits()
    desk.scene.change(contacts, address=Cipher("another secret of thirty-two letters").encrypt(ANN))
    assert number(desk, handoff) is None


def test_without_a_trunk_nobody_is_called(desk: Telephone) -> None:
    """A person's wish comes to nothing, quietly; staff are told why."""
    calls_off = Calls(desk.scene.database, desk.scene.cipher, desk.line, set_up=False)
    handoff = desk.waits()
    with desk.scene.database.write() as connection:
        assert not calls_off.possible(connection, handoff)
        assert calls_off.want(connection, handoff) is False
        with pytest.raises(NotPossible, match="porchlight check"):
            calls_off.want(connection, handoff, staff_id=1)


def test_one_call_at_a_time(desk: Telephone) -> None:
    """Who asks twice gets one; after its end they get another, under another token."""
    handoff = desk.waits()
    assert desk.wants(handoff)
    assert not desk.wants(handoff)
    desk.scene.change(calls, status="ended")
    assert desk.wants(handoff)
    assert len({row.token for row in desk.scene.rows(calls)}) == 2


def test_of_many_who_ask_at_once_one_gets_it(desk: Telephone) -> None:
    """The person and three of the staff, in the same moment."""
    handoff = desk.waits()
    answers: list[bool] = []
    asking = [threading.Thread(target=lambda: answers.append(desk.wants(handoff))) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert sorted(answers) == [False, False, False, True]


def test_a_promised_call_joins_the_one_under_way(desk: Telephone) -> None:
    """They asked for a call now, just as the promised one fell due: that is the promised one."""
    handoff = desk.waits()
    desk.wants(handoff)
    callback = promise(desk, handoff)
    assert not desk.wants(handoff, callback_id=callback.id)
    assert desk.call.callback_id == callback.id


def test_a_call_for_later_waits(desk: Telephone) -> None:
    """`due_at` is when the line is rung."""
    at = now() + dt.timedelta(hours=1)
    desk.wants(desk.waits(), due_at=at)
    assert desk.call.due_at == at


@pytest.mark.parametrize(
    ("status", "taken_back"),
    [("wanted", True), ("dialling", True), ("ringing", True), ("taken", True), ("connected", False), ("ended", False)],
)
def test_a_call_can_be_taken_back_until_they_talk(desk: Telephone, status: str, taken_back: bool) -> None:
    """And the promise behind it with it."""
    handoff = desk.waits()
    callback = promise(desk, handoff)
    desk.wants(handoff, callback_id=callback.id)
    desk.scene.change(calls, status=status)
    desk.scene.change(callbacks, status="calling")
    with desk.scene.database.write() as connection:
        assert desk.calls.unwant(connection, handoff) is taken_back
    if taken_back:
        assert (desk.call.status, desk.call.result) == ("ended", "cancelled")
        assert desk.scene.row(callbacks).status == "cancelled"
    else:
        assert desk.call.status == status
    assert desk.told() == []


# What staff are told instead of a call


def refusal(desk: Telephone, handoff: Handoff) -> str:
    """The words in which staff are refused a call."""
    with pytest.raises(NotPossible) as refused:
        desk.wants(handoff, staff_id=desk.member())
    assert desk.scene.rows(calls) == []
    return str(refused.value)


def test_staff_hear_that_there_is_no_number(desk: Telephone) -> None:
    """Somebody on Telegram who has given none."""
    assert "no US or Canadian number" in refusal(desk, desk.waits("4711", "telegram"))


def test_staff_hear_that_the_line_is_closed(desk: Telephone) -> None:
    """It would ring where nobody is."""
    desk.close_line()
    assert "line is closed" in refusal(desk, desk.waits())


def test_staff_hear_that_it_is_night_there(desk: Telephone) -> None:
    """Ten in the evening where the person is."""
    desk.moment = NIGHT
    assert "after 9 pm" in refusal(desk, desk.waits())


def test_somebody_in_danger_may_be_called_at_night(desk: Telephone) -> None:
    """Sleep is not what matters then."""
    desk.moment = NIGHT
    assert desk.wants(desk.waits(reason="crisis_suicide", urgent=True), staff_id=desk.member())


def test_the_zone_is_the_persons_own(desk: Telephone) -> None:
    """As they said, else as the promise has it, else by their number."""
    desk.moment = NIGHT
    handoff = desk.waits()
    promise(desk, handoff, "Pacific/Honolulu")  # six in the evening
    with desk.scene.database.write() as connection:
        assert desk.calls.why_not_now(connection, handoff) is None
        desk.handoffs.change(connection, handoff, timezone="America/New_York")
        stated = desk.handoffs.get(connection, handoff.id)
        assert stated is not None
        assert desk.calls.why_not_now(connection, stated) == "quiet_hours"


# What it takes to make calls


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, LINE),
        ({"HOTLINE_NUMBER": "(617) 555-0199"}, LINE),
        ({"HOTLINE_NUMBER": "+1 617 555 0199"}, LINE),
        ({"HOTLINE_NUMBER": "988"}, None),
        ({"HOTLINE_NUMBER": "the front desk"}, None),
        ({"HOTLINE_NUMBER": ""}, None),
        ({"PUBLIC_URL": ""}, None),
        ({"TWILIO_FROM": "", "TWILIO_MESSAGING_SERVICE_SID": "MG1"}, None),
        ({"TWILIO_ACCOUNT_SID": "", "TWILIO_AUTH_TOKEN": "", "TWILIO_FROM": ""}, None),
    ],
)
def test_what_it_takes_to_make_calls(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object, changes: dict[str, str], line: str | None
) -> None:
    """Twilio with a number of its own, a public address, and a line with a whole number."""
    settings = {
        "PORCHLIGHT_FOLDER": str(tmp_path), "PORCHLIGHT_ENV": "development", "PUBLIC_URL": "https://porchlight.test/",
        "TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "+15005550006",
        "TWILIO_MESSAGING_SERVICE_SID": "", "HOTLINE_NUMBER": "1-617-555-0199", "HOTLINE_HOURS": "24/7",
        "TELEGRAM_BOT_TOKEN": "",
    }  # fmt: skip
    for name, value in (settings | changes).items():
        monkeypatch.setenv(name, value)
    read = read_settings(None)
    assert read.hotline.hours == OPEN
    trunk = trunk_of(read)
    assert (trunk and trunk.line) == line
    if trunk is not None:
        assert trunk.address("line", "abc") == "https://porchlight.test/webhooks/voice/line/abc"
