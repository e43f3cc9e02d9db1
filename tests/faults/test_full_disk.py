"""A full disk under SQLite: nothing is called kept that is not, nobody loses a turn, and with room again all is answered.

The processes are forbidden to write past a place in any file, which any user may do to their own: what SQLite hears then
is what a full disk says, and what was written before stays readable.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import StartService
from tests.doubles.twilio_webhooks import new_sid
from tests.invariants import broken
from tests.people import Person, SmsPerson, TelegramPerson
from tests.service import Service

COST, ASKED = "about $250 to $600 a week", "how much does iop cost per week"
PAGE = 4096 + 24  # bytes of SQLite's log for each page
WAITING, REFUSED, STEPS = 4, 8, 12


@pytest.fixture
def served(open_service: StartService) -> Iterator[Service]:
    """`porchlight serve` of this test's own."""
    service = open_service().serve()
    yield service
    service.stop()


class Disk:
    """How much room web and the worker have."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._wal = Path(f"{service.ledger.path}-wal")
        self._room = 0

    def fill(self, *names: str) -> None:
        """Leave no room for these, but for the few lines that they write to standard error."""
        assert self._wal.stat().st_size > self._service.log.stat().st_size + 100_000, (
            "no file is longer than SQLite's log"
        )
        self._limit(self._wal.stat().st_size, *names)

    def a_little_more(self) -> None:
        """Let three more pages be written: enough for some steps of a turn, and not for others."""
        self._limit(self._room + 3 * PAGE, "web", "worker")

    def free(self) -> None:
        """Have room again."""
        self._limit(resource.RLIM_INFINITY, "web", "worker")

    def _limit(self, room: int, *names: str) -> None:
        self._room = room
        for name in names:
            pid = self._service.pid(name)
            assert pid is not None, name
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))


def refused(service: Service, headers: dict[str, str], body: bytes) -> bool:
    """Post a text that cannot be kept, and say whether that was admitted."""
    answer = service.post("/webhooks/sms", headers, body)
    return (
        answer.status_code == 503
        and answer.text == "not kept, please send it again\n"
        and "Retry-After" in answer.headers
    )


def test_full_and_free_again(served: Service) -> None:
    """Texts that were kept before wait for their answer; later ones are refused in words, so that providers send them
    again; then there is room, and each is answered once, with what was asked, and with no apology."""
    disk, worker = Disk(served), served.pid("worker")
    people: list[Person] = [SmsPerson(served), TelegramPerson(served)]
    for person in people * 4:
        person.says("hello")
    disk.fill("worker")
    kept = [(person, person.writes(ASKED)) for person in people * (WAITING // 2)]
    served.wait_until(lambda: "inbox unreachable" in served.log_text(), 60.0, "the worker cannot write")
    disk.fill("web")
    before, told = served.ledger.received(), len(served.twilio.sent) + len(served.telegram.sent)
    late = [SmsPerson(served) for _ in range(REFUSED)]
    sids = [new_sid() for _ in late]
    texts = [served.signed(person.address, ASKED, MessageSid=sid) for person, sid in zip(late, sids, strict=True)]
    with ThreadPoolExecutor(REFUSED) as provider:
        assert all(provider.map(lambda text: refused(served, *text), texts))
    assert served.ledger.received() == before and served.ledger.unread() == WAITING
    assert len(served.twilio.sent) + len(served.telegram.sent) == told
    for _ in range(STEPS):
        disk.a_little_more()
        time.sleep(0.5)  # for the worker to try, and fail at another step
    disk.free()
    said = [text for person, provider_id in kept for text in person.hears(provider_id)]
    assert len(said) == WAITING and all(COST in text for text in said)
    for sid, text in zip(sids, texts, strict=True):
        assert served.post("/webhooks/sms", *text).status_code == 200
        served.acknowledged.append(("sms", sid))
    for person, sid in zip(late, sids, strict=True):
        assert COST in person.hears(sid)[-1]
    assert served.pid("worker") == worker, "the worker should have lived through it"
    outcomes = {row.outcome for person in (*people, *late) for row in served.ledger.inbox_of(person.conversation_id)}
    assert outcomes <= {"answered", "greeting"}
    served.wait_until(lambda: served.ledger.pending() == 0, 60.0, "everything is delivered")
    assert broken(served) == []
