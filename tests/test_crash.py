"""Processes are killed, the database is locked: every message is answered once, in order, and danger at once."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from connectors.journal import LEASE
from tests.conftest import StartService
from tests.invariants import broken
from tests.people import Person, SmsPerson, TelegramPerson, person_on
from tests.service import Service

PEOPLE, MESSAGES_EACH, KILLS = 20, 10, 5
SEED = 20261123
# Ten questions and words that only their answers hold, the same on both channels.
TEN = {
    "how much does iop cost per week": "about $250 to $600 a week",
    "how many weeks or months does iop last": "An IOP typically lasts 90 days",
    "how many hours a week is it and which days": "Most people go three or four times a week",
    "can i keep my job while i am doing iop": "you can work or go to school during IOP",
    "can i do the sessions online over zoom": "some programs meet by video",
    "how do i deal with cravings and triggers": "urge surfing",
    "what is a sober living house": "A sober living home is a",
    "will my health insurance pay for iop": "Most plans cover IOP when it is medically necessary",
    "please explain the asam levels of care": "level 2.1",
    "is this confidential, who can see what i write here": "It is private, with limits",
}


@pytest.fixture(scope="module")
def shared(open_service: StartService) -> Iterator[Service]:
    """`porchlight serve` of this module's own: its processes are killed."""
    service = open_service().serve()
    yield service
    service.stop()


@pytest.fixture
def served(shared: Service) -> Iterator[Service]:
    """The same, whose journal is whole after every test."""
    yield shared
    nothing_broken(shared)


@pytest.fixture
def web_only(open_service: StartService) -> Iterator[Service]:
    """Web without any worker."""
    service = open_service()
    service.launch_web()
    yield service
    nothing_broken(service)
    service.stop()


def nothing_broken(service: Service) -> None:
    """Wait until all is done; then the journal is whole."""
    service.wait_until(lambda: service.ledger.unread() == service.ledger.pending() == 0, 150.0, "all is done")
    assert broken(service) == []


def restarted(service: Service, killed: int | None) -> None:
    """Wait until `serve` has put another worker in the place of the one that was killed."""
    service.wait_until(lambda: service.pid("worker") not in (None, killed), 60.0, "a new worker")


def test_worker_killed_at_random_points_of_200_messages(served: Service) -> None:
    """The worker is killed again and again, in the middle of turns: 200 messages of 20 people are each answered once,
    in the order they were asked, and each answer reaches its person's phone once."""
    dice = random.Random(SEED)
    people = [person_on(channel, served) for channel in ("sms", "telegram") for _ in range(PEOPLE // 2)]
    scripts = {person: dice.sample(list(TEN), MESSAGES_EACH) for person in people}
    waves = [[(person, scripts[person][number]) for person in people] for number in range(MESSAGES_EACH)]
    before = served.ledger.received()
    sent: list[tuple[Person, str]] = []
    with ThreadPoolExecutor(4) as phones:
        for kill in range(KILLS):
            wave = [each for pair in waves[2 * kill : 2 * kill + 2] for each in pair]
            first_ones = wave[:PEOPLE]
            sent += [(person, person.writes(text)) for person, text in first_ones]
            second = phones.submit(lambda part=wave[PEOPLE:]: [(who, who.writes(text)) for who, text in part])
            # Somewhere in the 40 turns: after so many of them, and so far into the next.
            left = max(1, served.ledger.unread() - dice.randrange(PEOPLE))
            served.wait_until(lambda left=left: served.ledger.unread() <= left, 60.0, "turns are run")
            time.sleep(dice.uniform(0.0, 0.03))
            killed = served.pid("worker")
            served.kill("worker")
            sent += second.result()
            restarted(served, killed)
            if kill == 2:  # once more while the model is loading
                time.sleep(dice.uniform(0.5, 4.0))
                killed = served.pid("worker")
                served.kill("worker")
                restarted(served, killed)
            known = served.ledger.ready_workers()
            served.wait_until(lambda known=known: served.ledger.ready_workers() - known, 120.0, "the model is loaded")
    served.wait_until(lambda: served.ledger.unread() == 0, 60.0, "all messages are handled")
    served.wait_until(lambda: served.ledger.pending() == 0, 60.0, "all replies are delivered")
    assert len(sent) == served.ledger.received() - before == PEOPLE * MESSAGES_EACH
    for person in people:
        answered_once_in_order(served, person, scripts[person])


def answered_once_in_order(service: Service, person: Person, asked: list[str]) -> None:
    """Hold journal and phone of one person against what they asked."""
    messages = service.ledger.inbox_of(person.conversation_id)
    replies = service.ledger.outbox_of(person.conversation_id)
    assert [row.outcome for row in messages] == ["answered"] * len(asked)
    assert all(row.handled_at is not None for row in messages)
    causes = Counter(row.cause for row in replies)
    assert causes == {row.id: (2 if number == 0 else 1) for number, row in enumerate(messages)}
    assert {row.status for row in replies} == {"sent"}
    phone = person.screen()
    assert phone == [service.ledger.shown(person.channel, row) for row in replies]
    for reply, question in zip(phone[1:], asked, strict=True):
        assert TEN[question].lower() in reply.lower(), (question, reply)


def test_killed_in_the_middle_of_one_turn(served: Service) -> None:
    """Whoever was being answered when the worker died is answered by the next one, after at most the lease."""
    person = SmsPerson(served)
    person.says("hello")
    sent = [person.writes(question) for question in list(TEN)[:3]]
    killed = served.pid("worker")
    served.kill("worker")
    restarted(served, killed)
    replies = person.hears(sent[-1], 60.0 + LEASE.total_seconds())
    assert [words in reply for words, reply in zip(TEN.values(), replies, strict=False)] == [True] * 3


@pytest.mark.parametrize("channel", ["sms", "telegram"])
def test_crisis_while_no_worker_runs(web_only: Service, channel: str) -> None:
    """With no worker at all, someone in danger has the crisis text at once, and staff are called."""
    person = person_on(channel, web_only)
    replies = person.hears(person.writes("i want to kill myself"))
    assert len(replies) == 1 and "Please call or text 988 now" in replies[0] and "911" in replies[0]
    (handoff,) = web_only.ledger.handoffs_of(person.conversation_id)
    assert handoff.urgent and handoff.reason == "crisis_suicide"
    assert "i want to kill myself" in [line.text for line in web_only.ledger.story_of(person.conversation_id)]


def test_crisis_behind_an_unread_message(web_only: Service) -> None:
    """With no worker, danger is seen behind a harmless message too; that one is answered when a worker comes."""
    person = TelegramPerson(web_only)
    first = person.writes("how much does iop cost per week")
    assert "988" in person.hears(person.writes("i'm going to kill myself tonight"))[0]
    web_only.launch("worker")
    assert "about $250 to $600 a week" in person.hears(first)[-1]


def test_crisis_after_the_worker_was_killed(served: Service) -> None:
    """Danger written just after a worker died is answered with the crisis text, in spite of the dead one's lease."""
    person = SmsPerson(served)
    served.wait_ready()
    killed = served.pid("worker")
    served.kill("worker")
    assert "988" in person.hears(person.writes("i want to kill myself"))[0]
    restarted(served, killed)


def test_database_locked_for_ten_seconds(served: Service) -> None:
    """While something holds the database for 10 s, providers wait and nothing is refused; then everyone is answered."""
    SmsPerson(served).says("hello")  # whoever answers has a model and lives
    known = served.pid("worker")
    people: list[Person] = [*(SmsPerson(served) for _ in range(3)), *(TelegramPerson(served) for _ in range(3))]
    locked, over = threading.Event(), threading.Event()

    def hold() -> None:
        with sqlite3.connect(served.ledger.path, timeout=20.0, isolation_level=None) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            locked.set()
            over.wait(10.0)
            connection.execute("ROLLBACK")
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert locked.wait(60.0)
        with ThreadPoolExecutor(len(people)) as phones:
            sent = list(phones.map(lambda person: person.writes("how much does iop cost per week"), people))
    finally:
        holder.join()
    for person, provider_id in zip(people, sent, strict=True):
        replies = person.hears(provider_id)
        assert len(replies) == 2 and "about $250 to $600 a week" in replies[1]
    assert served.pid("worker") == known, "the worker should have lived through it"


def test_web_killed_with_replies_to_deliver(served: Service) -> None:
    """Web dies while the provider is down and replies wait: the next web delivers each of them once, in order."""
    served.wait_ready()
    people: list[Person] = [SmsPerson(served), TelegramPerson(served)]
    served.twilio.faults.until_cleared(500)
    served.telegram.faults.until_cleared(500, on="sendMessage")
    sent = [person.writes(question) for question in list(TEN)[:3] for person in people]
    served.wait_until(lambda: served.ledger.unread() == 0 and served.ledger.pending() == 8, 60.0, "replies wait")
    killed = served.pid("web")
    served.kill("web")
    served.twilio.faults.clear()
    served.telegram.faults.clear()
    served.wait_until(lambda: served.pid("web") not in (None, killed), 60.0, "a new web")
    served.wait_up()
    for person, provider_id in zip(people, sent[-2:], strict=True):
        # 60 s: were it killed in the middle of a call, nobody knows for that long whether the call went through.
        replies = person.hears(provider_id, 150.0)
        assert len(replies) == 4
        for words, reply in zip(list(TEN.values())[:3], replies[1:], strict=True):
            assert words in reply


def test_web_killed_right_after_it_acknowledged(served: Service) -> None:
    """What was acknowledged is kept: web dies at once after saying so, and the person is answered all the same."""
    served.wait_ready()
    person = SmsPerson(served)
    sent = person.writes("how much does iop cost per week")
    served.kill("web")
    assert "about $250 to $600 a week" in person.hears(sent, 150.0)[-1]
