"""`python -m benchmarks.desk`: 50 staff look at 500 open conversations while people write; writes benchmarks/DESK.md.

The service runs as it does for people: web, a worker with the model, webhooks signed as Twilio signs them. Beside it, in
the same run, stands the plain way to keep a list fresh: each desk fetches it again every second.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import select, update

from benchmarks.desk_report import Measured, write
from benchmarks.many_conversations import fill, number_of
from hotline.sessions import Sessions
from hotline.staff import StaffRegister
from hotline.tables import handoffs
from porchlight.database import Database, now
from porchlight.sealing import Cipher
from tests.service import Service

PEOPLE, OPEN, DESKS = 10_000, 500, 50


@dataclass
class Watched:
    """What the desks have seen: for each message under way, when each desk showed it, in seconds after it was sent."""

    sent: dict[int, float] = field(default_factory=dict)
    seen: list[float] = field(default_factory=list)
    counted: dict[int, int] = field(default_factory=dict)

    def send(self, handoff_id: int) -> None:
        """A message of this handoff's person is being sent now."""
        self.sent[handoff_id] = time.perf_counter()
        self.counted[handoff_id] = 0

    def see(self, handoff_id: int) -> None:
        """A desk shows that something of this handoff is new."""
        if handoff_id in self.sent:
            self.seen.append(time.perf_counter() - self.sent[handoff_id])
            self.counted[handoff_id] += 1


def main() -> None:
    """Measure and write the page."""
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="porchlight-desk-") as name, Service(Path(name)) as service:
        service.command("migrate")
        database = Database(f"sqlite:///{name}/porchlight.db")
        cipher = Cipher((Path(name) / "secret_key").read_text(encoding="ascii").strip())
        _say(f"Making {PEOPLE:,} conversations, {OPEN} of them open")
        fill(database, cipher, PEOPLE, OPEN)
        cookies, persons = _staffed(database)
        service.launch("web")
        service.launch("worker")
        service.wait_ready()
        time.sleep(3.0)
        measured = asyncio.run(_measure(service, cookies, persons, given.seconds, given.rate))
        database.dispose()
    print("\n" + write(measured))


def _staffed(database: Database) -> tuple[list[str], dict[int, int]]:
    """Sign 50 people in; give them every open conversation. Return their cookies, and the handoff of each person."""
    register, sessions = StaffRegister(database), Sessions(database)
    with database.write() as connection:
        members = [register.add(connection, f"staff{number}", "counselor", "-", None) for number in range(DESKS)]
        cookies = [sessions.begin(connection, member, confirmed=True).token for member in members]
        opened = connection.execute(select(handoffs.c.id).where(handoffs.c.status != "closed").order_by(handoffs.c.id))
        ids = list(opened.scalars())
        for place, handoff_id in enumerate(ids):
            taken = {"status": "taken", "staff_id": members[place % DESKS].id, "taken_at": now(), "joined_at": now()}
            connection.execute(update(handoffs).where(handoffs.c.id == handoff_id).values(**taken))
    return cookies, dict(enumerate(ids))


async def _measure(
    service: Service, cookies: list[str], persons: dict[int, int], seconds: int, rate: float
) -> Measured:
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=200)
    async with httpx.AsyncClient(base_url=service.url, timeout=60.0, limits=limits, trust_env=False) as client:
        _say("Pages")
        queue = await _pages(client, cookies[0], ["/desk/queue"] * 60)
        wanted = [
            f"/desk/conversations/{handoff_id}" for handoff_id in random.Random(2).sample(sorted(persons.values()), 60)
        ]
        conversation = await _pages(client, cookies[0], wanted)
        _say(f"{DESKS} event streams, {rate:g} messages a second for {seconds} s")
        pushed = await _load(service, client, cookies, persons, seconds, rate, _listen)
        _say(f"{DESKS} desks that fetch the list each second")
        polled = await _load(service, client, cookies, persons, seconds, rate, _poll)
    return Measured(PEOPLE, OPEN, DESKS, rate, seconds, queue, conversation, *pushed, *polled)


async def _pages(client: httpx.AsyncClient, cookie: str, paths: list[str]) -> list[float]:
    took = []
    for path in paths:
        began = time.perf_counter()
        answer = await client.get(path, headers=_as(cookie))
        took.append(time.perf_counter() - began)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return took


async def _load(
    service: Service,
    client: httpx.AsyncClient,
    cookies: list[str],
    persons: dict[int, int],
    seconds: int,
    rate: float,
    desk: Callable[[httpx.AsyncClient, str, Watched], contextlib.AbstractAsyncContextManager[None]],
) -> tuple[list[float], int, int]:
    """Return the seconds from each message to each desk, how many were missed, and how many there were."""
    watched = Watched()
    async with contextlib.AsyncExitStack() as stack:
        for cookie in cookies:
            await stack.enter_async_context(desk(client, cookie, watched))
        await asyncio.sleep(2.0)
        order = random.Random(3).sample(sorted(persons), min(len(persons), round(seconds * rate)))
        for place, person in enumerate(order):
            due = time.perf_counter() + 1 / rate
            headers, body = service.signed(number_of(person), f"are you there {place}")
            watched.send(persons[person])
            answer = await client.post("/webhooks/sms", headers=headers, content=body)
            assert answer.status_code == 200, answer.text
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await asyncio.sleep(5.0)
    missed = sum(max(0, DESKS - watched.counted[persons[person]]) for person in order)
    return watched.seen, missed, len(order)


@contextlib.asynccontextmanager
async def _listen(client: httpx.AsyncClient, cookie: str, watched: Watched) -> AsyncIterator[None]:
    """One desk with an open event stream: a message is on its screen when its row has come, first time only."""
    first: set[int] = set()

    async def read() -> None:
        async with client.stream("GET", "/desk/events", headers=_as(cookie)) as stream:
            name = ""
            async for line in stream.aiter_lines():
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: ") and name == "row":
                    handoff_id = int(json.loads(line[6:])["id"])
                    if handoff_id in watched.sent and handoff_id not in first:
                        first.add(handoff_id)
                        watched.see(handoff_id)

    async with _meanwhile(read()):
        yield


@contextlib.asynccontextmanager
async def _poll(client: httpx.AsyncClient, cookie: str, watched: Watched) -> AsyncIterator[None]:
    """One desk that fetches the list again every second, and looks for what has changed in it."""
    first: set[int] = set()

    async def ask() -> None:
        before: dict[str, str] = {}
        await asyncio.sleep(random.random())
        while True:
            began = time.perf_counter()
            page = (await client.get("/desk/queue", headers=_as(cookie))).text
            present = {part.split('"', 1)[0]: part for part in page.split('id="h')[1:]}
            for handoff_id, part in present.items():
                known = before.get(handoff_id)
                changed = (
                    known is not None and part.split('data-changed="')[1][:24] != known.split('data-changed="')[1][:24]
                )
                if changed and int(handoff_id) in watched.sent and int(handoff_id) not in first:
                    first.add(int(handoff_id))
                    watched.see(int(handoff_id))
            before = present
            await asyncio.sleep(max(0.0, 1.0 - (time.perf_counter() - began)))

    async with _meanwhile(ask()):
        yield


@contextlib.asynccontextmanager
async def _meanwhile(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Let something run until the block ends."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _as(cookie: str) -> dict[str, str]:
    return {"Cookie": f"desk={cookie}", "Accept": "text/html"}


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {what}", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=30, help="how long people write")
    parser.add_argument("--rate", type=float, default=8.0, help="messages a second")
    return parser.parse_args()


if __name__ == "__main__":
    main()
