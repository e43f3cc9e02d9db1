"""Two webs and three workers that share PostgreSQL and a key, and no file: they act as one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from connectors.doorbell import doorbell_for
from hotline.sessions import Sessions
from hotline.staff import StaffRegister
from porchlight.database import Database
from tests.doubles.twilio_webhooks import new_sid
from tests.faults.hosts import Hosts
from tests.faults.marks import a_minute_passes
from tests.hotline.desk.listening import Listening
from tests.invariants import broken
from tests.people import Person, SmsPerson, person_on
from tests.porchlight.postgres import NoServer, running_server, skip_without_server
from tests.test_crash import TEN

WEBS, WORKERS = 2, 3


@pytest.fixture(scope="module")
def hosts(model: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    """Five hosts; skips with the reason where no PostgreSQL can be started, but not in CI."""
    del model
    try:
        with running_server() as url, Hosts(tmp_path_factory.mktemp("hosts"), url) as hosts:
            hosts.come_up(WEBS, WORKERS)
            yield hosts
            assert hosts.twilio.invalid == hosts.telegram.invalid == []
    except NoServer as reason:
        skip_without_server(reason)


def settled(hosts: Hosts) -> None:
    """Wait until nothing is unread and nothing waits to be sent."""
    hosts.wait_until(lambda: hosts.ledger.unread() == hosts.ledger.pending() == 0, 120.0, "all is done", pause=0.1)


def test_one_answer_each_in_order(hosts: Hosts) -> None:
    """Twenty people ask four questions each as fast as they can, each at another web than the one before: everybody has
    one answer to each, in the order of asking, and every worker has helped."""
    people = [person_on(channel, hosts) for channel in ("sms", "telegram") for _ in range(10)]
    questions = list(TEN)[:4]

    def ask(person: Person) -> None:
        for question in questions:
            person.writes(question)

    with ThreadPoolExecutor(10) as phones:
        list(phones.map(ask, people))
    settled(hosts)
    for person in people:
        screen = person.screen()
        assert len(screen) == 1 + len(questions)
        for question, reply in zip(questions, screen[1:], strict=True):
            assert TEN[question].lower() in reply.lower()
    assert broken(hosts) == []
    turns = [hosts.words_of(f"worker-{number}").count("outcome") for number in range(WORKERS)]
    assert all(turns), f"somebody did nothing: {turns}"


def test_the_same_webhook_at_both_webs(hosts: Hosts) -> None:
    """Sent again because the first web was slow to say so, it is one message."""
    person, sid = SmsPerson(hosts), new_sid()
    with ThreadPoolExecutor(6) as provider:
        list(provider.map(lambda _: hosts.text(person.address, list(TEN)[0], MessageSid=sid), range(6)))
    settled(hosts)
    assert len(person.screen()) == 2
    assert broken(hosts) == []


def test_rings_reach_other_hosts(hosts: Hosts) -> None:
    """Whoever listens anywhere is woken when a web keeps a message, when a worker has answered, and for the desk."""
    database = Database(hosts.database_url)
    doorbell = doorbell_for(database)

    async def run() -> None:
        listeners = {topic: doorbell.listen(topic) for topic in ("inbox", "outbox", "desk")}  # type: ignore[arg-type]
        try:
            await asyncio.to_thread(SmsPerson(hosts).writes, "hello")
            heard = await asyncio.gather(*(listener.wait(60.0) for listener in listeners.values()))
            assert dict(zip(listeners, heard, strict=True)) == dict.fromkeys(listeners, True)
        finally:
            for listener in listeners.values():
                listener.close()

    asyncio.run(run())
    database.dispose()
    settled(hosts)


def test_a_desk_at_one_web_shows_what_came_in_at_the_other(hosts: Hosts) -> None:
    """Signed in once, staff may be served by any web; danger that came in at one shows on the streams of both."""
    database = hosts.ledger.database
    with database.write() as connection:
        member = StaffRegister(database).add(connection, "sam", "counselor", "no password", "Sam")
        token = Sessions(database).begin(connection, member, confirmed=True).token
    with Listening(hosts.webs[0], token) as one, Listening(hosts.webs[1], token) as other:
        assert one.ids() == other.ids() == []
        person = SmsPerson(hosts)
        person.says("i want to kill myself")
        (handoff,) = hosts.ledger.handoffs_of(person.conversation_id)
        assert one.row()["id"] == other.row()["id"] == handoff.id
    assert broken(hosts) == []


def test_one_host_is_lost(hosts: Hosts) -> None:
    """A web and a worker go dark in the middle of it: the others go on, and nobody is lost or answered twice."""
    people: list[Person] = [SmsPerson(hosts) for _ in range(6)]
    with ThreadPoolExecutor(6) as phones:
        sent = list(phones.map(lambda person: [person.writes(question) for question in list(TEN)[:3]], people))
    hosts.kill("worker-0")
    hosts.lose_web("web-0")
    hosts.wait_until(lambda: hosts.ledger.unread() == 0, 120.0, "the other workers have taken over", pause=0.1)
    a_minute_passes(hosts)
    settled(hosts)
    assert all(hosts.ledger.answered("sms", each) for ids in sent for each in ids)
    assert all(len(set(person.screen())) == 4 for person in people)
    # A call of web's that the provider had taken when it died is the one thing that may come twice, one for each call.
    assert broken(hosts, twice=len(people)) == []
