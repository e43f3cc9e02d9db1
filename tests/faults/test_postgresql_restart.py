"""PostgreSQL goes away under load and comes back: everything is kept, answered once and in order, and at once again."""

from __future__ import annotations

import asyncio
import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import pytest

from connectors.doorbell import doorbell_for
from porchlight.database import Database
from tests.faults.hosts import Hosts
from tests.invariants import broken
from tests.people import Person, SmsPerson, TelegramPerson
from tests.porchlight.postgres import NoServer, Server, server_to_restart, skip_without_server
from tests.test_crash import TEN

WEBS, WORKERS, PEOPLE = 2, 2, 8


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of this module's own; skips with the reason where none can be started, but not in CI."""
    try:
        with server_to_restart() as running:
            yield running
    except NoServer as reason:
        skip_without_server(reason)


@pytest.fixture(scope="module")
def hosts(server: Server, model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    """Two webs and two workers."""
    del model
    with Hosts(tmp_path_factory.mktemp("hosts"), server.url) as hosts:
        hosts.come_up(WEBS, WORKERS)
        yield hosts
        assert hosts.twilio.invalid == hosts.telegram.invalid == []


class Load:
    """People who go on writing, a question every second and a half each, until the block ends."""

    def __init__(self, hosts: Hosts, people: int) -> None:
        half = people // 2
        self.people: list[Person] = [SmsPerson(hosts) for _ in range(half)]
        self.people += [TelegramPerson(hosts) for _ in range(half)]
        self.asked: dict[Person, list[str]] = {person: [] for person in self.people}
        self._over = threading.Event()
        self._phones = ThreadPoolExecutor(people)

    def __enter__(self) -> Load:
        self._writing = [self._phones.submit(self._write, number) for number in range(len(self.people))]
        return self

    def _write(self, number: int) -> None:
        person = self.people[number]
        for question in itertools.islice(itertools.cycle(TEN), number, None):
            self.asked[person].append(question)
            person.writes(question)
            if self._over.wait(1.5):
                return

    def more(self, hosts: Hosts, count: int) -> None:
        """Wait until so many more messages were acknowledged."""
        wanted = len(hosts.acknowledged) + count
        hosts.wait_until(lambda: len(hosts.acknowledged) >= wanted, 120.0, f"{count} more messages")

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for writing in self._writing:
            writing.result(120.0)
        self._phones.shutdown()


def all_answered(hosts: Hosts, load: Load) -> None:
    """Everybody has the answer to each question, once and in the order of asking."""
    hosts.wait_until(lambda: hosts.ledger.unread() == 0, 120.0, "all messages are handled", pause=0.2)
    hosts.wait_until(lambda: hosts.ledger.pending() == 0, 120.0, "all replies are delivered", pause=0.2)
    for person in load.people:
        rows = hosts.ledger.inbox_of(person.conversation_id)
        assert [row.outcome for row in rows] == ["answered"] * len(load.asked[person])
        screen = person.screen()
        assert len(screen) == 1 + len(rows), "the welcome, and an answer to each"
        for question, reply in zip(load.asked[person], screen[1:], strict=True):
            assert TEN[question].lower() in reply.lower()
    assert broken(hosts) == []


def sessions_listening(database: Database, topic: str) -> int:
    """How many connections have said LISTEN as their last word."""
    with database.read() as connection:
        query = f"SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN porchlight_{topic}'"
        return int(connection.exec_driver_sql(query).scalar_one())


def test_restarted_twice_under_load(server: Server, hosts: Hosts) -> None:
    """As if killed, and then in good order: nobody notices but by waiting, and everybody listens again."""
    with Load(hosts, PEOPLE) as load:
        load.more(hosts, 2 * PEOPLE)
        server.restart("immediate")
        load.more(hosts, 3 * PEOPLE)
        server.restart("fast")
        load.more(hosts, 2 * PEOPLE)
    all_answered(hosts, load)
    database = hosts.ledger.database
    hosts.wait_until(lambda: sessions_listening(database, "inbox") == WORKERS, 30.0, "every worker listens")
    # Delivery, and whoever makes the calls.
    hosts.wait_until(lambda: sessions_listening(database, "outbox") == 2 * WEBS, 30.0, "every web listens")


def test_gone_for_longer_than_a_provider_waits(server: Server, hosts: Hosts) -> None:
    """Webhooks get a 503 then, and nothing is lost: the provider sends them again, and each is one message."""
    with Load(hosts, PEOPLE) as load:
        load.more(hosts, PEOPLE)
        server.stop("immediate")
        hosts.refused.clear()
        hosts.wait_until(lambda: hosts.refused, 60.0, "a webhook is refused")
        assert hosts.http.get(f"{hosts.webs[0]}/readyz").status_code == 503
        assert hosts.http.get(f"{hosts.webs[0]}/healthz").status_code == 200
        server.start()
        load.more(hosts, PEOPLE)
    assert set(hosts.refused) == {503}, "a web was gone, or said something else"
    all_answered(hosts, load)


def test_the_watches_of_web_go_on(server: Server, hosts: Hosts) -> None:
    """After a restart, with every worker gone, web itself still sees danger, and still tells who waits the truth."""
    for number in range(WORKERS):
        hosts.kill(f"worker-{number}")
    server.restart("immediate")
    person = SmsPerson(hosts)
    assert "988" in person.hears(person.writes("i want to kill myself"))[0]
    database = hosts.ledger.database
    with database.write() as connection:  # three minutes pass
        connection.exec_driver_sql("UPDATE handoffs SET promised_at = now() - interval '1 second'")
    hosts.wait_until(lambda: len(person.screen()) == 2, 60.0, "the person is told that nobody has come")
    hosts.wait_until(lambda: hosts.ledger.pending() == 0, 60.0, "it is written down as sent")
    assert broken(hosts) == []


def test_web_begins_without_a_database(server: Server, hosts: Hosts) -> None:
    """A web that starts while the database is away stays, and works as soon as it is there; before, it died."""
    server.stop("fast")
    hosts.webs.clear()
    hosts.join("web", "web-late")
    hosts.wait_up()
    server.start()
    person = SmsPerson(hosts)
    assert "988" in person.hears(person.writes("i want to kill myself"))[0]
    assert broken(hosts) == []


def test_a_host_that_vanished_is_noticed(server: Server) -> None:
    """The system is told to give a connection up that has been silent for half a minute."""
    database = Database(server.url)
    with database.engine.connect() as connection:
        with socket.fromfd(connection.connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as line:
            assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 10
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 30_000
    database.dispose()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_listener_comes_back(server: Server, mode: Literal["fast", "immediate"]) -> None:
    """A listener connects again by itself, looks once for what it did not hear, and is then woken by each ring."""
    database = Database(server.url)
    doorbell = doorbell_for(database)

    async def run() -> None:
        listener = doorbell.listen("desk")
        try:
            await asyncio.to_thread(server.restart, mode)
            await until(lambda: sessions_listening(database, "desk") == 1)
            assert await listener.wait(60.0), "it should look for what it did not hear"
            await listener.wait(0.2)
            for _ in range(3):
                doorbell.ring("desk")
                assert await listener.wait(60.0), "the ring was not heard"
        finally:
            listener.close()

    asyncio.run(run())
    database.dispose()


def test_a_listener_that_began_without_a_server(server: Server) -> None:
    """A process that starts while the database is away hears the first ring after it is back."""
    database = Database(server.url)
    doorbell = doorbell_for(database)

    async def run() -> None:
        await asyncio.to_thread(server.stop, "fast")
        listener = doorbell.listen("desk")
        try:
            doorbell.ring("desk")  # nobody hears it, and nobody fails
            await asyncio.to_thread(server.start)
            assert await listener.wait(60.0)
        finally:
            listener.close()

    asyncio.run(run())
    database.dispose()


async def until(met: Callable[[], bool]) -> None:
    """Wait for something, for a minute at most."""
    give_up_at = time.monotonic() + 60.0
    while not await asyncio.to_thread(met):
        assert time.monotonic() < give_up_at
        await asyncio.sleep(0.05)
