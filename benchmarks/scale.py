"""`python -m benchmarks.scale`: PostgreSQL, and as many workers as there are; writes benchmarks/SCALE.md.

Two measurements. An inbox full of messages, answered by 1, 2 and 4 workers: turns a second. Then the whole service at a
moderate load: from each webhook to the request that brings the first reply to the provider.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
from sqlalchemy import select, text, update

from benchmarks.children import measure
from benchmarks.conversations import conversations, crowd
from benchmarks.processes import children_of, cpu_seconds, memory_mb, parent_of
from benchmarks.scale_report import Answered, Measured, Served, write
from benchmarks.service import processes, running
from benchmarks.workplace import settings_for, variables
from bot.training import latest_model
from connectors.capabilities import SMS
from connectors.messages import Incoming, Reply
from connectors.rendering import shown_text
from connectors.sms.segments import count as segments_of
from connectors.tables import inbox, outbox
from porchlight.bootstrap import Parts
from porchlight.commands.setup import load_sample_directory, migrate_database
from porchlight.database import Database, now
from porchlight.settings import ROOT
from tests.doubles.twilio import FakeTwilio
from tests.doubles.twilio_webhooks import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, signed_sms
from tests.porchlight.postgres import empty_database, running_server

_PUBLIC = "https://porchlight.example"
_MODELS = ROOT / "bot" / "models"
_PAUSE = 8.0  # seconds from one message of a person to their next: the replies before have gone out by then
_IDLE = 5.0
_COUNTED_AFTER = 11.0  # a process of PostgreSQL that has become idle reports what it did within 10 s


class Place:
    """A PostgreSQL server whose databases are copies of one that is set up."""

    def __init__(self, server: str, folder: Path) -> None:
        self._server = server
        self._folder = folder
        first = empty_database(server, "first")
        settings = settings_for(variables(folder, _MODELS, first.url))
        migrate_database(settings)
        load_sample_directory(settings)
        first.dispose()

    def fresh(self, name: str, **more: str) -> dict[str, str]:
        """Return the environment of a service with a database of its own."""
        copy = empty_database(self._server, name, template="first")
        copy.dispose()
        return {**variables(self._folder, _MODELS, copy.url), **more}


def main() -> None:
    """Measure and write the page."""
    given = _arguments()
    begun, busy = time.perf_counter(), os.getloadavg()[0]
    if latest_model(_MODELS) is None:
        _say("Training a model")
        measure("ours", "our_training", str(_MODELS))
    with tempfile.TemporaryDirectory(prefix="porchlight-scale-") as name, running_server(durable=True) as server:
        _say("Making a database with the sample directory")
        place = Place(server, Path(name))
        answered = []
        for workers in given.workers:
            _say(f"{given.messages} messages in the inbox, {workers} worker(s)")
            answered.append(_answer(place.fresh(f"answer_{workers}"), workers, given.messages))
        workers = min(2, os.cpu_count() or 1)
        _say(f"Webhooks, {given.rate:g} a second for {given.seconds} s, {workers} worker(s)")
        served = _serve(place, workers, given.rate, given.seconds)
        database = Database(server)
        with database.read() as connection:
            version = str(connection.execute(text("SHOW server_version")).scalar_one()).split()[0]
        database.dispose()
    measured = Measured(answered, served, version, time.perf_counter() - begun, busy)
    print("\n" + write(measured, " ".join(["python -m benchmarks.scale", *sys.argv[1:]])))


# Turns a second


def _answer(environment: dict[str, str], workers: int, messages: int) -> Answered:
    """Let workers answer a full inbox. They all have their model, and nothing to do, when the messages appear."""
    parts = Parts(settings_for(environment))
    for number, (person, words) in enumerate(crowd(messages)):
        parts.journal.receive(Incoming("sms", f"message-{number}", f"+1202555{person:04d}", text=words))
    _show(parts, hidden=True)
    with processes(environment, [["worker"]] * workers) as (children, _words):
        _until(lambda: parts.workers.ready() == workers, 180.0)
        _show(parts, hidden=False)
        parts.doorbell.ring("inbox")
        _until(lambda: _unread(parts.database) == 0, 300.0)
        connections = _connections(parts.database) - 1  # the other one of this process, which has rung
        memory = [memory_mb(child.pid) for child in children]
    with parts.database.read() as connection:
        handled = sorted(connection.execute(select(inbox.c.handled_at)).scalars())
    parts.database.dispose()
    # Neither the first ones, when every worker is still warming up, nor the last, when some have nothing left to do.
    middle = handled[len(handled) // 5 : len(handled) * 9 // 10]
    rate = (len(middle) - 1) / (middle[-1] - middle[0]).total_seconds()
    return Answered(workers, rate, max(memory), connections / workers)


def _show(parts: Parts, *, hidden: bool) -> None:
    with parts.database.write() as connection:
        connection.execute(update(inbox).values(handled_at=now() if hidden else None))


def _unread(database: Database) -> int:
    with database.read() as connection:
        return len(connection.execute(select(inbox.c.id).where(inbox.c.handled_at.is_(None))).all())


# From webhook to provider


def _serve(place: Place, workers: int, rate: float, seconds: int) -> Served:
    with _provider() as (url, sent):
        provider = {
            "PUBLIC_URL": _PUBLIC,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_FROM": OUR_NUMBER,
            "TWILIO_API_URL": url,
        }
        environment = place.fresh("serve", **provider)
        parts = Parts(settings_for(environment))
        with running(environment, workers) as service:
            _until(lambda: parts.workers.ready() == workers, 180.0)
            postmaster = parent_of(_backend(parts.database))
            people = round(rate * _PAUSE)
            idle = _transactions(parts.database)
            time.sleep(_IDLE)
            idle_rate = (_transactions(parts.database) - idle) / _IDLE
            asyncio.run(_send(service.url, people, 0, people, rate))  # everybody's first contact, and a warm-up
            time.sleep(_COUNTED_AFTER)
            before = _Counted(parts.database, service.web, service.workers, postmaster)
            posts = asyncio.run(_send(service.url, people, people, round(rate * seconds), rate))
            _until(lambda: _unread(parts.database) == _pending(parts.database) == 0, 60.0)
            time.sleep(_COUNTED_AFTER)
            after = _Counted(parts.database, service.web, service.workers, postmaster)
            connections = _connections(parts.database)
            memory = memory_mb(service.web)
        replies, segments = _said(parts)
        parts.database.dispose()
        took = _first_replies(posts, sent())
    passed, count = after.at - before.at, len(posts)
    return Served(
        rate=rate,
        seconds=seconds,
        workers=workers,
        accepted=sum(status == 200 for _, _, _, status in posts),
        acknowledged=[answered - started for _, started, answered, _ in posts],
        took=took,
        web_cpu=(after.web - before.web) / count,
        worker_cpu=(after.workers - before.workers) / count,
        database_cpu=(after.database - before.database) / count,
        transactions=max(0.0, after.transactions - before.transactions - idle_rate * passed) / count,
        idle_transactions=idle_rate / (1 + workers),
        connections=connections,
        web_memory=memory,
        replies=replies,
        segments=segments,
    )


class _Counted:
    """What everything has used up to now."""

    def __init__(self, database: Database, web: int, workers: list[int], postmaster: int) -> None:
        self.at = time.monotonic()
        self.web = cpu_seconds([web])
        self.workers = cpu_seconds(workers)
        self.database = cpu_seconds(children_of(postmaster))
        self.transactions = _transactions(database)


Post = tuple[str, float, float, int]  # from whom, when it was posted and acknowledged, with which status


async def _send(url: str, people: int, first: int, count: int, rate: float) -> list[Post]:
    """Post so many messages, each at its own moment, whether or not the earlier ones were acknowledged."""
    spoken = conversations()
    webhooks = []
    for number in range(first, first + count):
        person, turn = number % people, number // people
        words = spoken[person % len(spoken)][turn % len(spoken[0])]
        webhooks.append(_webhook(person, words))
    async with httpx.AsyncClient(timeout=15.0, trust_env=False) as client:

        async def one(number: int, person: str, headers: dict[str, str], body: bytes) -> Post:
            await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
            started = time.monotonic()
            answer = await client.post(f"{url}/webhooks/sms", content=body, headers=headers)
            return person, started, time.monotonic(), answer.status_code

        begun = time.monotonic() + 0.1
        return await asyncio.gather(*(one(number, *webhook) for number, webhook in enumerate(webhooks)))


def _webhook(person: int, words: str) -> tuple[str, dict[str, str], bytes]:
    number = f"+1202555{person:04d}"
    _, headers, body = signed_sms(_PUBLIC, AUTH_TOKEN, {"Body": words, "From": number}, path="/webhooks/sms")
    return number, headers, body


def _first_replies(posts: list[Post], sent: list[tuple[str, float]]) -> list[float]:
    """Return, for each message, the seconds until the provider was asked to send something to its person."""
    next_post: dict[str, float] = {}
    took = []
    for person, started, _, _ in sorted(posts, key=lambda post: -post[1]):
        until = next_post.get(person, float("inf"))
        replies = [at for to, at in sent if to == person and started <= at < until]
        if replies:
            took.append(min(replies) - started)
        next_post[person] = started
    return took


@contextmanager
def _provider() -> Iterator[tuple[str, Callable[[], list[tuple[str, float]]]]]:
    """Run the tests' stand-in for Twilio in a process of its own; yield its address, and what tells what it was sent."""
    spawning = multiprocessing.get_context("spawn")
    here, there = spawning.Pipe()
    process = spawning.Process(target=_be_provider, args=(there,), daemon=True)
    process.start()

    def sent() -> list[tuple[str, float]]:
        here.send("tell")
        return list(here.recv())

    try:
        yield str(here.recv()), sent
    finally:
        here.send("stop")
        process.join(10)


def _be_provider(pipe: Connection) -> None:
    with FakeTwilio() as double:
        pipe.send(double.url)
        while pipe.recv() == "tell":  # monotonic time is the machine's, the same in every process
            pipe.send([(sms.to, sms.at) for sms in double.sent])


# What the database says


def _said(parts: Parts) -> tuple[float, float]:
    """Return how many replies there were for one message, and how many SMS segments for one reply."""
    with parts.database.read() as connection:
        bodies = list(connection.execute(select(outbox.c.body)).scalars())
        messages = len(connection.execute(select(inbox.c.id)).all())
    texts = [shown_text(Reply.from_json(parts.cipher.decrypt(body)), SMS) for body in bodies]
    return len(texts) / messages, sum(segments_of(each).segments for each in texts) / len(texts)


def _pending(database: Database) -> int:
    with database.read() as connection:
        return len(connection.execute(select(outbox.c.id).where(outbox.c.status == "pending")).all())


def _number(database: Database, query: str) -> int:
    with database.read() as connection:
        return int(connection.execute(text(query)).scalar_one())


def _transactions(database: Database) -> int:
    query = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"
    return _number(database, query)


def _connections(database: Database) -> int:
    """How many connections others than this process have."""
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
    )
    return _number(database, query) - 1  # that one is this process's own


def _backend(database: Database) -> int:
    return _number(database, "SELECT pg_backend_pid()")


def _until(met: Callable[[], bool], seconds: float) -> None:
    give_up_at = time.monotonic() + seconds
    while not met():
        if time.monotonic() > give_up_at:
            raise TimeoutError
        time.sleep(0.05)


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {what}", file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--messages", type=int, default=600, help="how many messages wait in the inbox")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4], help="with how many workers")
    parser.add_argument("--seconds", type=int, default=40, help="how long people write")
    parser.add_argument("--rate", type=float, default=10.0, help="messages a second")
    return parser.parse_args()


if __name__ == "__main__":
    main()
