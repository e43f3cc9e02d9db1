"""Writes benchmarks/DESK.md."""

from __future__ import annotations

import datetime as dt
import os
import platform
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).with_name("DESK.md")


@dataclass(frozen=True)
class Measured:
    """All that was measured, in seconds; `missed` counts messages that a desk never showed."""

    people: int
    open: int
    desks: int
    rate: float
    seconds: int
    queue: list[float]
    conversation: list[float]
    pushed: list[float]
    pushed_missed: int
    pushed_messages: int
    polled: list[float]
    polled_missed: int
    polled_messages: int


def write(measured: Measured) -> str:
    """Write the page and return it."""
    m = measured
    page = "\n".join(
        [
            "# Results: the desk",
            "",
            "Written by `python -m benchmarks.desk`.",
            "",
            f"- Date: {dt.datetime.now(dt.timezone.utc):%Y-%m-%d %H:%M} UTC",
            f"- Command: `{' '.join(['python -m benchmarks.desk', *sys.argv[1:]])}`",
            f"- Machine: {os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}, SQLite",
            f"- {m.people:,} conversations, {m.open} of them open, {m.desks} desks, a worker with the model; the"
            " measuring itself runs on the same processors",
            "",
            "## From a person's message to every screen",
            "",
            f"{m.pushed_messages} messages, {m.rate:g} a second, each a signed webhook; each desk counts once a message.",
            "Beside it, in the same run: desks that fetch the whole list each second.",
            "",
            "| | p50 | p95 | slowest | missed |",
            "|---|---|---|---|---|",
            _line("events (ours)", m.pushed, m.pushed_missed),
            _line("fetched each second", m.polled, m.polled_missed),
            "",
            f"Bar: p95 under 1 s, nothing missed. Ours at p95 is {_ratio(m)} as long as fetching.",
            "",
            "## Pages",
            "",
            "| page | p50 | p95 | slowest |",
            "|---|---|---|---|",
            _page("the queue", m.queue),
            _page("a conversation", m.conversation),
            "",
            "Bar: under 100 ms.",
            "",
        ]
    )
    PAGE.write_text(page, encoding="utf-8")
    return page


def _line(name: str, took: list[float], missed: int) -> str:
    if not took:
        return f"| {name} | - | - | - | {missed} |"
    return f"| {name} | {_ms(statistics.median(took))} | {_ms(_p95(took))} | {_ms(max(took))} | {missed} |"


def _page(name: str, took: list[float]) -> str:
    return f"| {name} | {_ms(statistics.median(took))} | {_ms(_p95(took))} | {_ms(max(took))} |"


def _ratio(measured: Measured) -> str:
    return (
        f"{_p95(measured.pushed) / _p95(measured.polled):.2f} times" if measured.polled and measured.pushed else "not"
    )


def _p95(took: list[float]) -> float:
    return sorted(took)[int(0.95 * (len(took) - 1))]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
