"""Handing a conversation to a person, on a real database file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

import hotline.handoffs as module
from connectors.journal import Journal
from connectors.messages import Incoming
from connectors.tables import conversations
from hotline.handoffs import Handoffs, NoCodeLeft
from hotline.tables import handoffs, notes, staff
from porchlight.database import Database, metadata, now
from porchlight.sealing import Cipher


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    metadata.create_all(database.engine)
    yield database
    database.dispose()


@pytest.fixture
def journal(database: Database) -> Journal:
    return Journal(database, Cipher("secret" * 8))


@pytest.fixture
def desk(database: Database) -> Handoffs:
    return Handoffs(database)


def person(journal: Journal, address: str, text: str) -> str:
    """Let someone write, and return their conversation."""
    journal.receive(Incoming("sms", f"{address}{text}", address, text=text))
    with journal.database.read() as connection:
        key = journal.cipher.fingerprint("address", "sms", address)
        query = "SELECT conversation_id FROM contacts WHERE address_key = :key"
        return str(connection.exec_driver_sql(query, {"key": key}).scalar_one())


def opened(desk: Handoffs, conversation: str, reason: str = "asked_for_person", urgent: bool = False) -> str:
    with desk.database.write() as connection:
        return desk.open(connection, conversation, "sms", reason, urgent)


def test_a_code_finds_who_waits_and_why(desk: Handoffs, journal: Journal) -> None:
    """Staff who are told the code see who waits, why and since when."""
    code = opened(desk, person(journal, "+15550001", "can i talk to someone"))
    handoff = desk.by_code(code.lower())
    assert handoff is not None
    assert (handoff.code, handoff.reason, handoff.urgent, handoff.status, handoff.channel) == (
        code, "asked_for_person", False, "waiting", "sms",
    )  # fmt: skip
    assert handoff.opened_at.tzinfo is not None


def test_an_open_handoff_is_joined(desk: Handoffs, journal: Journal) -> None:
    """Asking again keeps the code, the place and the reason."""
    conversation = person(journal, "+15550001", "first")
    code = opened(desk, conversation)
    person(journal, "+15550001", "second")
    assert opened(desk, conversation, "trouble") == code
    (handoff,) = desk.waiting()
    assert handoff.reason == "asked_for_person"


def test_urgency_only_rises(desk: Handoffs, journal: Journal) -> None:
    """A crisis makes a waiting handoff urgent and gives it its reason; nothing makes it less urgent again."""
    conversation = person(journal, "+15550001", "hello")
    code = opened(desk, conversation)
    assert opened(desk, conversation, "crisis_suicide", urgent=True) == code
    assert opened(desk, conversation, "asked_for_person") == code
    assert opened(desk, conversation, "crisis_selfharm", urgent=True) == code
    handoff = desk.by_code(code)
    assert handoff is not None
    assert (handoff.urgent, handoff.reason) == (True, "crisis_suicide")


def test_one_that_is_taken_keeps_who_has_it(desk: Handoffs, journal: Journal, database: Database) -> None:
    """Asking again while staff are there opens nothing new; a danger then marks what they have."""
    conversation = person(journal, "+15550001", "hello")
    code = opened(desk, conversation)
    with database.write() as connection:
        connection.execute(update(handoffs).values(status="taken"))
    assert opened(desk, conversation, "crisis_suicide", urgent=True) == code
    found = desk.by_code(code)
    assert found is not None
    assert (found.status, found.urgent, found.promised_at) == ("taken", True, None)


def test_a_snoozed_one_comes_back(desk: Handoffs, journal: Journal, database: Database) -> None:
    """Who asks again while their handoff is put off waits again."""
    conversation = person(journal, "+15550001", "hello")
    code = opened(desk, conversation)
    with database.write() as connection:
        connection.execute(update(handoffs).values(status="snoozed"))
    opened(desk, conversation)
    assert [each.code for each in desk.waiting()] == [code]


def test_whoever_writes_is_put_off_no_longer(desk: Handoffs, journal: Journal, database: Database) -> None:
    """It goes to whoever has it, or into the queue; another person's stays where it is, and one that is closed."""
    ann, bob = person(journal, "+15550001", "hello"), person(journal, "+15550002", "hello")
    first, second = opened(desk, ann), opened(desk, bob)
    later = now() + dt.timedelta(hours=1)
    with database.write() as connection:
        connection.execute(update(handoffs).values(status="snoozed", snoozed_until=later))
        desk.wake(connection, ann)
    woken, other = desk.by_code(first), desk.by_code(second)
    assert woken is not None and other is not None
    assert (woken.status, woken.snoozed_until, other.status) == ("waiting", None, "snoozed")
    with database.write() as connection:
        connection.execute(update(handoffs).values(status="closed"))
        desk.wake(connection, ann)
    closed = desk.by_code(first)
    assert closed is not None and closed.status == "closed"


def test_saying_it_again_puts_no_promise_off(desk: Handoffs, journal: Journal, database: Database) -> None:
    """Who says "chat here" every minute is told the truth when they would have been."""
    code = opened(desk, person(journal, "+15550001", "hello"))
    promises = []
    for _ in range(2):
        waiting = desk.by_code(code)
        assert waiting is not None
        with database.write() as connection:
            desk.choose(connection, waiting, "chat", promised=True)
        promises.append(desk.by_code(code))
    first, second = promises
    assert first is not None and second is not None
    assert first.promised_at is not None and first.promised_at == second.promised_at


def test_a_danger_is_promised_an_answer(desk: Handoffs, journal: Journal) -> None:
    """An urgent handoff says from when on the person must be told the truth; another one promises nothing."""
    urgent = desk.by_code(opened(desk, person(journal, "+15550001", "one"), "crisis_suicide", urgent=True))
    other = desk.by_code(opened(desk, person(journal, "+15550002", "two")))
    assert urgent is not None and other is not None
    assert urgent.promised_at is not None and urgent.promised_at > urgent.opened_at
    assert other.promised_at is None


def test_choosing_how_to_be_reached(desk: Handoffs, journal: Journal, database: Database) -> None:
    """Who wants to chat is promised somebody; who will call is not."""
    conversation = person(journal, "+15550001", "one")
    opened(desk, conversation)
    for wish, promised in (("chat", True), ("will_call", False)):
        with database.write() as connection:
            found = desk.open_one(connection, conversation)
            assert found is not None
            desk.choose(connection, found, wish, promised=promised)
            found = desk.open_one(connection, conversation)
        assert found is not None and (found.wish, found.promised_at is not None) == (wish, promised)


def test_a_closed_handoff_is_not_joined(desk: Handoffs, journal: Journal, database: Database) -> None:
    """Once it is over, asking again opens another one; the old code still finds the old one."""
    conversation = person(journal, "+15550001", "hello")
    code = opened(desk, conversation)
    with database.write() as connection:
        connection.execute(update(handoffs).values(status="closed"))
    again = opened(desk, conversation)
    assert again != code
    assert [each.code for each in desk.waiting()] == [again]
    old = desk.by_code(code)
    assert old is not None
    assert old.status == "closed"


def test_urgent_ones_wait_first_then_the_oldest(
    desk: Handoffs, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is in the order in which people should be helped."""
    start = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
    order = [("a", False, 2), ("b", True, 3), ("c", False, 1), ("d", True, 4)]
    names = {}
    for name, urgent, minute in order:
        monkeypatch.setattr(module, "now", lambda minute=minute: start + dt.timedelta(minutes=minute))
        names[opened(desk, person(journal, f"+1555{name}", name), urgent=urgent)] = name
    assert [names[each.code] for each in desk.waiting()] == ["b", "d", "c", "a"]


def test_a_taken_code_is_not_given_twice(desk: Handoffs, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a random code is in use, another one is drawn."""
    codes = iter(["7KR4", "7KR4", "7KR4", "9WT3"])
    monkeypatch.setattr(module, "new_code", lambda: next(codes))
    assert opened(desk, person(journal, "+15550001", "one")) == "7KR4"
    assert opened(desk, person(journal, "+15550002", "two")) == "9WT3"


def test_running_out_of_codes_is_an_error(desk: Handoffs, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not search forever, and what was there stays."""
    monkeypatch.setattr(module, "new_code", lambda: "7KR4")
    opened(desk, person(journal, "+15550001", "one"))
    with pytest.raises(NoCodeLeft):
        opened(desk, person(journal, "+15550002", "two"))
    assert [each.code for each in desk.waiting()] == ["7KR4"]


def test_two_processes_open_at_once(desk: Handoffs, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """When another process opens it between the look and the insert, its code is used."""
    conversation = person(journal, "+15550001", "hello")
    code = opened(desk, conversation)
    join: Any = desk._join
    calls: list[Any] = []

    def first_look_sees_nothing(*args: Any) -> Any:
        calls.append(args)
        return None if len(calls) == 1 else join(*args)

    monkeypatch.setattr(desk, "_join", first_look_sees_nothing)
    assert opened(desk, conversation) == code
    assert len(desk.waiting()) == 1


def test_a_rollback_opens_nothing(desk: Handoffs, journal: Journal, database: Database) -> None:
    """A handoff is part of the turn's one transaction: when that fails, nobody waits."""
    conversation = person(journal, "+15550001", "hello")
    with pytest.raises(RuntimeError), database.write() as connection:
        desk.open(connection, conversation, "sms", "asked_for_person", False)
        raise RuntimeError
    assert desk.waiting() == []


def test_erasing_a_conversation_erases_its_handoffs(desk: Handoffs, journal: Journal, database: Database) -> None:
    """Who wants to be forgotten is forgotten in the queue as well."""
    conversation = person(journal, "+15550001", "hello")
    code = opened(desk, conversation)
    with database.write() as connection:
        connection.execute(conversations.delete().where(conversations.c.id == conversation))
    assert desk.by_code(code) is None


def test_what_staff_noted_is_erased_at_once(desk: Handoffs, journal: Journal, database: Database) -> None:
    """Not only with the conversation, which stays where somebody writes on before the goodbye is out."""
    first, second = (person(journal, address, "hello") for address in ("+15550001", "+15550002"))
    code = opened(desk, first)
    with database.write() as connection:
        connection.execute(
            staff.insert().values(id=1, name="sam", role="counselor", password_hash="-", created_at=now())
        )
        for each in (first, second):
            connection.execute(notes.insert().values(conversation_id=each, staff_id=1, at=now(), body=b"sealed"))
        desk.forget(connection, first)
    assert desk.by_code(code) is None
    with database.read() as connection:
        assert list(connection.execute(select(notes.c.conversation_id)).scalars()) == [second]


def test_an_unknown_conversation_or_code(desk: Handoffs) -> None:
    """A conversation that does not exist cannot wait; a code nobody has finds nothing."""
    with pytest.raises(IntegrityError):
        opened(desk, "nobody")
    assert desk.by_code("7KR4") is None
    assert desk.by_code("'; DROP TABLE handoffs") is None
