"""Writes benchmarks/SCALE.md."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.children import percentile
from benchmarks.scale_model import SENDERS, T_MOBILE_DAILY, Costs, Load, Needs, needs, numbers_for
from connectors.sending import AT_ONCE

PAGE = Path(__file__).with_name("SCALE.md")


@dataclass(frozen=True)
class Answered:
    """An inbox full of messages, answered by so many workers. memory: MB at most; connections: both of one worker."""

    workers: int
    per_second: float
    memory: float
    connections: float


@dataclass(frozen=True)
class Served:
    """The whole service under webhooks at an even rate.

    acknowledged: seconds from each webhook to its answer. took: to the first reply at the provider, for each message
    that had one. *_cpu: seconds of a processor for one message; transactions: of the database, for one message.
    idle_transactions: a second, of one process that has nothing to do. connections: of all together. replies: for one
    message; segments: for one reply.
    """

    rate: float
    seconds: int
    workers: int
    accepted: int
    acknowledged: list[float]
    took: list[float]
    web_cpu: float
    worker_cpu: float
    database_cpu: float
    transactions: float
    idle_transactions: float
    connections: int
    web_memory: float
    replies: float
    segments: float


@dataclass(frozen=True)
class Measured:
    """Everything that one run measured. seconds: how long it took. busy: the load average when it began."""

    answered: list[Answered]
    served: Served
    postgresql: str
    seconds: float
    busy: float


def write(measured: Measured, command: str) -> str:
    """Write the page and return it."""
    lines = [*_head(measured, command), *_turns(measured.answered), *_latency(measured.served), *_paper(measured)]
    page = "\n".join(lines) + "\n"
    PAGE.write_text(page, encoding="utf-8")
    return page


def _head(measured: Measured, command: str) -> list[str]:
    return [
        "# Results: PostgreSQL and many workers",
        "",
        "Written by `python -m benchmarks.scale`, which `make bench` runs.",
        "",
        f"- Date: {dt.datetime.now(dt.timezone.utc):%Y-%m-%d %H:%M} UTC; the run took {measured.seconds:.0f} s",
        f"- Command: `{command}`",
        f"- Machine: {os.cpu_count()} cores, {platform.machine()}, {platform.system()}; load average"
        f" {measured.busy:.1f} when the run began"
        + (", so it was busy with other work" if measured.busy > 0.7 else ""),
        f"- Python {platform.python_version()}, PostgreSQL {measured.postgresql} on the same machine, as it comes"
        " (every commit is on the disk)",
        "",
    ]


def _turns(answered: list[Answered]) -> list[str]:
    one = answered[0]
    rows = [
        f"| {each.workers} | {each.per_second:.0f} | {each.per_second / one.per_second * one.workers:.2f}x"
        f" | {each.memory:.0f} MB | {each.connections:.0f} |"
        for each in answered
    ]
    return [
        "## Turns a second",
        "",
        "An inbox full of messages of twenty people at a time, answered by real worker processes: from claim to the commit"
        ' of replies, dialogue state and "handled". Counted from when a fifth is done until nine tenths are.',
        "",
        f"This machine has {os.cpu_count()} cores, which the workers share with PostgreSQL: more workers than cores can"
        " show no more turns here.",
        "",
        "| workers | turns a second | against one | memory of a worker, at most | connections of a worker |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ]


def _latency(served: Served) -> list[str]:
    return [
        "## From webhook to provider",
        "",
        f"{len(served.acknowledged)} signed Twilio webhooks, {served.rate:g} a second, evenly, to one web with"
        f" {served.workers} worker(s); the provider is the tests' stand-in, a process on the same machine, which checks each"
        " request against Twilio's published API. Each person writes again only after 8 s, so that nobody waits for the"
        " pace of one text a second.",
        "",
        "| from a webhook to | p50 | p95 | p99 | slowest | |",
        "|---|---|---|---|---|---|",
        _line("its acknowledgement", served.acknowledged, f"{served.accepted} of {len(served.acknowledged)} accepted"),
        _line("the request with the first reply", served.took, f"{len(served.took)} answered"),
        "",
        "| for one message | |",
        "|---|---|",
        f"| processor time of web | {served.web_cpu * 1000:.1f} ms |",
        f"| processor time of a worker | {served.worker_cpu * 1000:.1f} ms |",
        f"| processor time of PostgreSQL | {served.database_cpu * 1000:.1f} ms |",
        f"| transactions, half of them to see whether a pooled connection still lives | {served.transactions:.1f} |",
        f"| replies | {served.replies:.2f}, of {served.segments:.2f} SMS segments each |",
        "",
        f"With nobody writing, web and {served.workers} worker(s) make {served.idle_transactions * (1 + served.workers):.0f}"
        f" transactions a second between them; they have {served.connections} connections. Web had"
        f" {served.web_memory:.0f} MB at most.",
        "",
    ]


def _paper(measured: Measured) -> list[str]:
    load, costs = Load(), _costs(measured)
    need = needs(load, costs)
    return [
        "## 10,000 conversations an hour, on paper",
        "",
        "Nobody has run this load here: it is arithmetic on the figures above (`benchmarks/scale_model.py`), and holds as"
        " far as they do. One worker's turns a second are taken from the row with one worker.",
        "",
        f"Assumed: {load.messages:g} messages from each person, the busiest minute {load.peak:g} times the hour's mean,"
        f" processors and workers at most {load.busy:.0%} busy in it, {load.provider_seconds:g} s for a request to the"
        " provider.",
        "",
        "| in the busiest minute | |",
        "|---|---|",
        f"| messages in | {need.messages:.0f} a second |",
        f"| replies out | {need.replies:.0f} a second |",
        f"| workers | {need.workers} |",
        f"| webs | {need.webs}, each with {AT_ONCE} requests to the provider under way at most |",
        f"| cores, PostgreSQL's among them | {need.cores}; PostgreSQL's: {need.database_cores:.1f} |",
        f"| database transactions | {need.transactions:,.0f} a second |",
        f"| database connections | {need.connections}{_pool_hint(need)} |",
        f"| memory of webs and workers | {need.memory / 1024:.1f} GB |",
        f"| SMS segments out | {need.segments:.0f} a second |",
        "",
        "### What the carriers allow",
        "",
        f"{need.segments:.0f} segments a second are {need.segments / load.peak * 86_400:,.0f} in a day that is as busy as"
        " that hour all along.",
        "",
        "| sender | segments a second | needed |",
        "|---|---|---|",
        *(f"| {name} | {rate:g} | {_senders(need, rate)} |" for name, rate in SENDERS),
        "",
        "Many local numbers that share one brand are no way around its limit, and spreading one service over many numbers"
        " to stay below the carriers' notice (\"snowshoeing\") gets all of them blocked. T-Mobile also counts what a brand"
        f" sends to its subscribers in a day: {_listed(T_MOBILE_DAILY)}, by trust score; a short code has no such cap. At"
        " this size, that is a short code or two, or a brand with the best score and T-Mobile's special review, and a"
        " messaging service (`TWILIO_MESSAGING_SERVICE_SID`) in front. Twilio queues what comes faster, for hours: its"
        " queue, and not Porchlight, is where people would wait. The limits are Twilio's as of 2024; look them up.",
    ]  # fmt: skip


def _costs(measured: Measured) -> Costs:
    one, served = measured.answered[0], measured.served
    return Costs(
        turns_per_second=one.per_second / one.workers,
        web_cpu=served.web_cpu,
        worker_cpu=served.worker_cpu,
        database_cpu=served.database_cpu,
        transactions=served.transactions,
        idle_transactions=served.idle_transactions,
        web_connections=max(1.0, served.connections - served.workers * one.connections),
        worker_connections=one.connections,
        web_memory=served.web_memory,
        worker_memory=max(each.memory for each in measured.answered),
        replies=served.replies,
        segments=served.segments,
        at_once=AT_ONCE,
    )


def _line(name: str, took: Sequence[float], note: str) -> str:
    shares = [f"{percentile(took, share) * 1000:.0f} ms" for share in (50, 95, 99)]
    return f"| {name} | {' | '.join(shares)} | {max(took) * 1000:.0f} ms | {note} |"


def _pool_hint(need: Needs) -> str:
    return "" if need.connections < 90 else "; PostgreSQL takes 100 as it comes, so raise `max_connections`"


def _senders(need: Needs, rate: float) -> str:
    number = numbers_for(need.segments, rate)
    return "one is enough" if number == 1 else f"{number}"


def _listed(counts: Sequence[int]) -> str:
    return ", ".join(f"{count:,}" for count in counts)
