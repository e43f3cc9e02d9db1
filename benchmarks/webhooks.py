"""How fast a signed Twilio webhook is acknowledged, while the worker beside it has all it can do and without one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import aiohttp
from sqlalchemy import func, select

from benchmarks.children import percentile
from benchmarks.conversations import crowd
from benchmarks.service import running, twilio
from benchmarks.workplace import settings_for
from connectors.messages import Incoming
from connectors.tables import inbox
from porchlight.bootstrap import Parts
from tests.doubles.twilio_webhooks import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, Webhook, signed_sms

# A second, and whether the worker works beside web: what a network of clinics sends, and more than any does. With that
# many, a machine of two processors has none to spare for a worker.
LOADS = ((20, True), (200, True), (200, False))
_STANDS_STILL = 7  # seconds at most
_PUBLIC = "https://porchlight.example"


@dataclass(frozen=True)
class Acknowledged:
    """What came of the webhooks. `still_waiting`: messages the worker had not yet got to at the end.

    beside: whether the worker was at work on the same machine meanwhile; else it stood still, as if it were on another.
    """

    per_second: int
    beside: bool
    sent: int
    accepted: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    slowest_ms: float
    answered_meanwhile: int
    still_waiting: int


def acknowledge(
    environment: Mapping[str, str], per_second: int, seconds: int, backlog: int, *, beside: bool = True
) -> Acknowledged:
    """Fill the inbox with `backlog` messages, start the service, and send webhooks at an even pace for so long.

    Not `beside`: the worker is stopped while they come. After ten seconds web would take it for dead.
    """
    seconds = seconds if beside else min(seconds, _STANDS_STILL)
    with twilio() as twilio_url:
        whole = {
            **environment,
            "PUBLIC_URL": _PUBLIC,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_FROM": OUR_NUMBER,
            "TWILIO_API_URL": twilio_url,
        }
        parts = Parts(settings_for(whole))
        _fill(parts, backlog)
        webhooks = _webhooks(seconds * per_second)
        with running(whole) as service:
            before = _count(parts, answered=True)
            with contextlib.nullcontext() if beside else _stopped(service.workers):
                answers = asyncio.run(_send(service.url, webhooks, per_second))
            after = _count(parts, answered=True)
            waiting = _count(parts, answered=False)
        parts.database.dispose()
    took = [milliseconds for _, milliseconds in answers]
    statuses = Counter(status for status, _ in answers)
    return Acknowledged(
        per_second=per_second,
        beside=beside,
        sent=len(webhooks),
        accepted=statuses[200],
        p50_ms=percentile(took, 50),
        p95_ms=percentile(took, 95),
        p99_ms=percentile(took, 99),
        slowest_ms=max(took),
        answered_meanwhile=after - before,
        still_waiting=waiting,
    )


@contextlib.contextmanager
def _stopped(workers: list[int]) -> Iterator[None]:
    """Let these processes stand still until the end of the block."""
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        for worker in workers:
            os.kill(worker, signal.SIGCONT)


async def _send(url: str, webhooks: list[Webhook], per_second: int) -> list[tuple[int, float]]:
    """Send each webhook at its own moment, whether or not the earlier ones have been answered."""
    timeout, connections = aiohttp.ClientTimeout(total=15.0), aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(timeout=timeout, connector=connections) as client:

        async def one(number: int, webhook: Webhook) -> tuple[int, float]:
            due = begun + number / per_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            started = time.perf_counter()
            try:
                async with client.post(f"{url}/webhooks/sms", data=webhook[2], headers=webhook[1]) as answer:
                    return answer.status, (time.perf_counter() - started) * 1000
            except (aiohttp.ClientError, asyncio.TimeoutError):
                return 0, (time.perf_counter() - started) * 1000

        begun = time.perf_counter() + 0.1
        return await asyncio.gather(*(one(number, webhook) for number, webhook in enumerate(webhooks)))


def _webhooks(count: int) -> list[Webhook]:
    """Signed beforehand, so that the client has little to do."""
    return [
        signed_sms(_PUBLIC, AUTH_TOKEN, {"Body": text, "From": f"+1202555{5000 + person:04d}"}, path="/webhooks/sms")
        for person, text in crowd(count)
    ]


def _fill(parts: Parts, count: int) -> None:
    for number, (person, text) in enumerate(crowd(count)):
        parts.journal.receive(Incoming("sms", f"waiting-{number}", f"+1202555{person:04d}", text=text))


def _count(parts: Parts, *, answered: bool) -> int:
    wanted = inbox.c.handled_at.is_not(None) if answered else inbox.c.handled_at.is_(None)
    with parts.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(inbox).where(wanted)).scalar_one())
