"""The same service on PostgreSQL, with two workers: what holds on one machine holds past it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from connectors.doorbell import Topic, doorbell_for
from porchlight.database import Database
from tests.conftest import StartService
from tests.invariants import broken
from tests.people import Person, SmsPerson, TelegramPerson, person_on
from tests.porchlight.postgres import NoServer, running_server, skip_without_server
from tests.service import Service

COST = "about $250 to $600 a week"


@pytest.fixture(scope="module")
def service(open_service: StartService) -> Iterator[Service]:
    """Web and two workers on a database of their own; skips with the reason where no server can be started, but not in CI."""
    try:
        with running_server() as url:
            started = open_service(template=None, database_url=url)
            started.launch("serve", "--workers", "2")
            yield started.wait_ready()
            started.stop()
    except NoServer as reason:
        skip_without_server(reason)


@pytest.fixture(autouse=True)
def _nothing_broken(service: Service) -> Iterator[None]:
    """After every test, the journal is whole."""
    yield
    service.wait_until(lambda: service.ledger.unread() == service.ledger.pending() == 0, 150.0, "all is done")
    assert broken(service) == []


@pytest.mark.parametrize("channel", ["sms", "telegram"])
def test_a_whole_conversation(service: Service, channel: str) -> None:
    """Welcome, answer, programs, one of them, a person with the story, and erased at the end."""
    person = person_on(channel, service)
    assert COST in person.says("how much does iop cost per week")[-1]
    assert "SAMPLE" in person.says("iop near 02139")[-1]
    assert "They say they offer" in person.says("tell me about the second one")[-1]
    assert "Your code is" in person.says("i want to talk to someone")[-1]
    conversation = person.conversation_id
    assert len(service.ledger.handoffs_of(conversation)) == 1
    story = service.ledger.story_of(conversation)
    assert [line.text for line in story if line.who == "person"][0].startswith("how much")
    person.says("delete my data")
    assert "erased" in person.says("yes erase")[-1]
    service.wait_until(lambda: not service.ledger.traces_of(conversation), 60.0, "nothing is left")


def test_danger(service: Service) -> None:
    """The crisis text at once, and an urgent handoff."""
    person = SmsPerson(service)
    assert "988" in person.says("i want to kill myself")[0]
    (handoff,) = service.ledger.handoffs_of(person.conversation_id)
    assert handoff.urgent


def test_a_repeated_webhook_is_one_message(service: Service) -> None:
    """Also when both copies come at the same moment."""
    person = SmsPerson(service)
    headers, body = service.signed(person.address, "hello")
    with ThreadPoolExecutor(6) as provider:
        answers = list(provider.map(lambda _: service.post("/webhooks/sms", headers, body).status_code, range(6)))
    assert answers == [200] * 6
    service.wait_until(lambda: service.ledger.unread() == 0, 60.0, "it is handled")
    assert len(service.ledger.inbox_of(person.conversation_id)) == 1


def test_many_people_at_once_and_a_worker_killed(service: Service) -> None:
    """Twenty people ask five things each of two workers, one of which is killed: all answered once, in order."""
    people: list[Person] = [TelegramPerson(service) for _ in range(20)]
    asked = ["how much does iop cost per week", "how long does it take", "can i keep my job", "is it private", "thanks"]
    with ThreadPoolExecutor(10) as phones:
        sent = list(phones.map(lambda person: [person.writes(text) for text in asked], people))
        service.kill("worker")
    for person, ids in zip(people, sent, strict=True):
        assert COST in person.hears(ids[-1], 90.0)[1]
        rows = service.ledger.inbox_of(person.conversation_id)
        assert [row.outcome for row in rows] == ["answered"] * len(asked)
        causes = [row.cause for row in service.ledger.outbox_of(person.conversation_id)]
        assert causes == sorted(causes) and len(causes) == len(asked) + 1


def test_a_ring_wakes_a_worker(service: Service) -> None:
    """By LISTEN and NOTIFY: only its own topic's rings end a listener's wait."""
    database = Database(service.database_url)
    doorbell = doorbell_for(database)

    async def woken_by(topic: Topic, seconds: float) -> bool:
        listener = doorbell.listen("inbox")
        try:
            await asyncio.to_thread(doorbell.ring, topic)
            return await listener.wait(seconds)
        finally:
            listener.close()

    assert asyncio.run(woken_by("inbox", 60.0))
    assert not asyncio.run(woken_by("outbox", 0.3))
    database.dispose()
