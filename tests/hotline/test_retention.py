"""What has been kept long enough is gone, whole and everywhere; what is in somebody's hands stays."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import update

from connectors.retention import BATCH
from connectors.tables import contacts, conversations, inbox, outbox
from hotline.retention import Retention
from hotline.tables import calls, handoffs, notes
from porchlight.settings import RetentionSettings
from tests.connectors.scene import ANN, BOB, CAT, Scene, ago
from tests.everything import PLACES, Everything, mark
from tests.porchlight.postgres import MigratedServer

DAY = dt.timedelta(days=1)
DATABASES = ("sqlite", "postgresql")


@pytest.fixture(params=DATABASES)
def kept(request: pytest.FixtureRequest, scene: Scene) -> Iterator[Everything]:
    """An empty database of either kind, and everything that can be put into it."""
    if request.param == "sqlite":
        yield Everything(scene)
        return
    server: MigratedServer = request.getfixturevalue("postgresql")
    with server.database() as database:
        yield Everything(Scene(database))


@pytest.fixture
def file(scene: Scene) -> Everything:
    """The same in a SQLite file."""
    return Everything(scene)


def found(kept: Everything, who: str) -> set[str]:
    """Return the places in which words of one person can still be read."""
    everything = kept.unsealed()
    return {place for place in PLACES if mark(place, who) in everything}


def numbers(counted: dict[str, int]) -> dict[str, int]:
    """Return what was counted, without what was not there."""
    return {name: number for name, number in counted.items() if number}


def test_before_its_time_nothing_goes(kept: Everything) -> None:
    """On the thirtieth day everything is there."""
    kept.happens(ANN)
    before = kept.unsealed()
    assert numbers(kept.retention(29.9).due()) == numbers(kept.retention(29.9).purge()) == {}
    assert kept.unsealed() == before


def test_words_go_and_the_contact_stays(kept: Everything) -> None:
    """After 30 days nothing that anybody said can be read; who they are, and that they were helped, can."""
    conversation_id = kept.happens(ANN)
    counted = kept.retention(31).due()
    assert kept.retention(31).purge() == counted
    assert counted["messages"] == 1 and counted["notes"] == 1 and counted["dialogue states"] == 1
    assert counted["replies"] > 2 and counted["handoffs"] == counted["people"] == 0
    assert found(kept, ANN) == set()
    (message,) = kept.scene.rows(inbox)
    assert (message.body, message.conversation_id, message.crisis) == (None, conversation_id, "crisis_suicide")
    assert kept.scene.row(contacts).conversation_id == conversation_id
    assert kept.scene.row(conversations).state is None and kept.scene.rows(outbox) == []
    assert numbers(kept.retention(31).due()) == {}


def test_staff_see_that_words_were_erased(kept: Everything) -> None:
    """The transcript of what is old does not break, and says so."""
    conversation_id = kept.happens(ANN)
    kept.retention(31).purge()
    with kept.scene.database.read() as connection:
        story = kept.scene.transcript.story(connection, conversation_id)
    assert [(line.who, line.text) for line in story] == [("person", "(erased)")]
    assert kept.scene.transcript.last_choices(conversation_id) is None


def test_a_person_of_whom_nothing_is_heard_is_gone(kept: Everything) -> None:
    """After 90 days without anything new, there is no row of theirs but the audit log's and a fingerprint."""
    kept.happens(ANN)
    kept.scene.change(conversations, touched_at=ago(91 * 86_400))
    bob = kept.happens(BOB)
    counted = kept.retention().due()
    assert numbers(counted) == {"dialogue states": 1, "handoffs": 1, "people": 1}
    assert kept.retention().purge() == counted
    assert [row.id for row in kept.scene.rows(conversations)] == [bob]
    assert [row.conversation_id for row in kept.scene.rows(contacts)] == [bob]
    assert {row.conversation_id for table in (handoffs, notes, outbox) for row in kept.scene.rows(table)} == {bob}
    assert found(kept, ANN) == set() and found(kept, BOB) == set(PLACES) - {"pending"}


def test_a_fingerprint_that_an_erasure_left_goes_too(kept: Everything) -> None:
    """After the contact's time no provider repeats a webhook any more."""
    kept.happens(ANN)
    kept.retention(91).purge()
    assert [row.conversation_id for row in kept.scene.rows(inbox)] == [None]
    assert numbers(kept.retention(91).purge()) == {"remnants": 1}
    assert kept.scene.rows(inbox) == []


def test_whoever_writes_again_is_kept(kept: Everything) -> None:
    """What counts is the last message, not the first; old words go all the same."""
    kept.happens(ANN)
    kept.scene.change(inbox, received_at=ago(100 * 86_400))
    kept.scene.change(outbox, created_at=ago(100 * 86_400))
    kept.scene.hears("me again", ANN, channel="sms")
    kept.scene.answers("welcome back", state="[]")
    kept.retention().purge()
    assert [row.body is None for row in kept.scene.rows(inbox)] == [True, False]
    assert len(kept.scene.rows(outbox)) == 1 and kept.scene.row(conversations).state is not None


def test_an_open_handoff_keeps_everything(kept: Everything) -> None:
    """However old it is, somebody still has to see to it."""
    kept.happens(ANN, closed=False)
    before = kept.unsealed()
    assert numbers(kept.retention(400, handoff=DAY).purge()) == {}
    assert kept.unsealed() == before


def test_a_call_under_way_keeps_everything(kept: Everything) -> None:
    """The line is being rung for somebody whose handoff was closed."""
    kept.happens(ANN)
    kept.scene.change(calls, status="ringing")
    assert numbers(kept.retention(400, handoff=DAY).purge()) == {}


def test_what_nobody_has_answered_yet_is_kept(kept: Everything) -> None:
    """A message waits for a worker, however long that takes."""
    kept.scene.hears(mark("message", ANN), ANN, channel="sms")
    kept.scene.change(conversations, touched_at=ago(91 * 86_400))
    kept.scene.change(inbox, received_at=ago(91 * 86_400))
    assert numbers(kept.retention().purge()) == {}
    assert found(kept, ANN) == {"message"}


def test_a_reply_on_its_way_is_kept_for_as_long_as_it_can_be(kept: Everything) -> None:
    """It is tried for a day. A week later there is nobody who could send it, and it is no reason to keep a person."""
    kept.scene.asked_and_answered(mark("pending", ANN), who=ANN, channel="sms")
    day = {"content": DAY, "contact": DAY}
    assert numbers(kept.retention(6, **day).purge()) == {"messages": 1}
    assert found(kept, ANN) == {"pending"}
    assert numbers(kept.retention(8, **day).purge()) == {"replies": 1, "people": 1}
    assert found(kept, ANN) == set()


def test_handoffs_go_by_the_operators_rule(kept: Everything) -> None:
    """Ten days after its end, with its calls; the conversation stays."""
    kept.happens(ANN)
    assert numbers(kept.retention(11).purge()) == {}
    assert numbers(kept.retention(11, handoff=10 * DAY).purge()) == {"handoffs": 1}
    assert kept.scene.rows(handoffs) == kept.scene.rows(calls) == []
    assert found(kept, ANN) == set(PLACES) - {"pending"}


def test_more_than_one_batch(kept: Everything) -> None:
    """All of it goes, a few at a time."""
    for _ in range(BATCH + 5):
        kept.scene.asked_and_answered("an answer", who=ANN, channel="phone-sms")
    kept.scene.change(outbox, status="sent")
    erased = kept.retention(31).purge()
    assert erased["messages"] == erased["replies"] == BATCH + 5


def test_a_message_that_comes_meanwhile_saves_the_person(kept: Everything) -> None:
    """Between being found and being erased, somebody writes: their conversation is not touched."""
    kept.happens(ANN)
    kept.scene.change(conversations, touched_at=ago(91 * 86_400))
    (people,) = (sweep for sweep in kept.retention()._sweeps() if sweep.name == "people")
    writes = iter([lambda: kept.scene.hears("wait", ANN, channel="sms")])
    real = kept.scene.database.write

    def write(**named: bool) -> Any:
        next(writes, lambda: None)()
        return real(**named)

    kept.scene.database.write = write
    assert people.run(kept.scene.database) == 0
    assert len(kept.scene.rows(conversations)) == 1


def test_two_processes_at_once(kept: Everything) -> None:
    """Each thing is erased by one of them, and neither trips over the other."""
    for number in range(12):
        kept.scene.asked_and_answered("an answer", who=f"+1555010{number:04}", channel="phone-sms")
    kept.scene.change(outbox, status="sent")
    start, erased = threading.Barrier(2), []

    def run() -> None:
        retention = kept.retention(91)
        start.wait()
        erased.append(retention.purge())

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept.retention(91).purge()
    assert sum(each["people"] for each in erased) == 12
    assert kept.scene.rows(conversations) == kept.scene.rows(outbox) == []


# In the file itself


@pytest.mark.sqlite
def test_nothing_readable_remains_in_the_file(file: Everything) -> None:
    """Neither in any column nor in the bytes of file, log and free pages; not even what was sealed is there any more."""
    for who in (ANN, BOB, CAT):
        file.happens(who)
    sealed, raw = file.ciphertexts(), file.raw()
    assert len(sealed) > 20 and all(each in raw for each in sealed)
    file.retention(91).purge()
    left = file.ciphertexts()
    assert left == []
    raw, everything = file.raw(), file.unsealed()
    assert [each for each in sealed if each in raw] == []
    for who in (ANN, BOB, CAT):
        assert found(file, who) == set() and who not in everything
        assert who.encode() not in raw and not any(mark(place, who).encode() in raw for place in PLACES)


def test_after_thirty_days_only_addresses_are_sealed_in_the_file(file: Everything) -> None:
    """The words' ciphertexts are gone from every byte; those of the numbers are still there."""
    for who in (ANN, BOB, CAT):
        file.happens(who)
    before = set(file.ciphertexts())
    file.retention(31).purge()
    left, raw = set(file.ciphertexts()), file.raw()
    assert sorted(map(file.scene.cipher.decrypt, left)) == sorted([ANN, BOB, CAT] * 2)
    assert left < before and [each for each in before - left if each in raw] == []


def test_what_somebody_had_erased_leaves_the_log_as_well(file: Everything) -> None:
    """The next purge empties SQLite's log even when nothing is old."""
    file.scene.asked_and_answered("an answer", who=ANN, channel="sms")
    file.delivers("sms")
    sealed = file.ciphertexts()
    file.scene.hears("yes erase", ANN, channel="sms")
    file.scene.forget(file.scene.claim())
    file.delivers("sms")
    assert file.ciphertexts() == []
    assert numbers(file.retention().purge()) == {}
    assert [each for each in sealed if each in file.raw()] == []


# In web


def test_web_purges_by_itself(file: Everything, monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop purges until it is told to end."""
    monkeypatch.setattr("hotline.retention._FIRST", 0.01)
    monkeypatch.setattr("hotline.retention._EVERY", 0.01)
    file.happens(ANN)
    with file.scene.database.write() as connection:
        connection.execute(update(inbox).values(received_at=ago(40 * 86_400)))
    retention = Retention(file.scene.database, RetentionSettings())

    async def run() -> None:
        task = asyncio.create_task(retention.run())
        while file.scene.row(inbox).body is not None:
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(asyncio.wait_for(run(), 20.0))
    assert "message" not in found(file, ANN)
