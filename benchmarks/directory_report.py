"""Writes benchmarks/DIRECTORY.md."""

from __future__ import annotations

import datetime as dt
import os
import platform
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy

PAGE = Path(__file__).with_name("DIRECTORY.md")
# What is to be reached, in milliseconds (p95) and seconds.
_P95 = {("SQLite", False): 5.0, ("PostgreSQL", False): 10.0, ("SQLite", True): 15.0}
_IMPORT, _REPEAT = 15.0, 5.0


@dataclass(frozen=True)
class Side:
    """One store, in seconds: `find` over all searches, `search_text` over all requests, three ways to find, summed."""

    kind: str
    count: int
    p50: float
    p95: float
    slowest: float
    text_p50: float
    text_p95: float
    ours: float
    in_memory: float
    by_sql: float


@dataclass
class Measured:
    """All that was measured; `imports` are the seconds of the first import of the real directory and of the second."""

    command: str
    real: bool
    imports: tuple[float, float] | None = None
    sides: list[Side] = field(default_factory=list)


def write(measured: Measured) -> str:
    """Write the page and return it."""
    page = "\n".join([*_head(measured), *_searches(measured), *_rivals(measured), *_imports(measured), ""])
    PAGE.write_text(page, encoding="utf-8")
    return page


def _head(measured: Measured) -> list[str]:
    source = "SAMHSA's 2024 directory" if measured.real else "made-up programs"
    return [
        "# Results: the directory of programs",
        "",
        "Written by `make bench`.",
        "",
        f"- Date: {dt.datetime.now(dt.timezone.utc):%Y-%m-%d %H:%M} UTC",
        f"- Command: `{measured.command}`",
        f"- Machine: {os.cpu_count()} cores, {platform.system()}; Python {platform.python_version()},"
        f" SQLAlchemy {sqlalchemy.__version__}",
        f"- The small stores hold {source}; the large one made-up programs, spread and coded like the real ones.",
    ]


def _searches(measured: Measured) -> list[str]:
    rows = [
        "",
        "## Searches",
        "",
        "2,000 calls of `facilities_db.search.find` for three programs, with needs as people wrote them"
        " (`tests/facilities_db/requests.yml`): around any ZIP and around ones that have programs, in whole states, and"
        " in towns; with what is given up when nothing near fits it all.",
        "",
        "*From words*: `facilities_db.query.search_text`, which first reads place and needs from what was written.",
        "",
        "| store | programs | p50, ms | p95, ms | slowest, ms | to reach, p95 | from words, p50 | p95 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for side in measured.sides:
        bar = _P95[side.kind, side.count > 100_000]
        met = "met" if side.p95 * 1000 < bar else "not met"
        rows.append(
            f"| {side.kind} | {side.count:,} | {side.p50 * 1000:.2f} | {side.p95 * 1000:.2f} | {side.slowest * 1000:.1f}"
            f" | under {bar:.0f} ms: {met} | {side.text_p50 * 1000:.2f} | {side.text_p95 * 1000:.2f} |"
        )
    small = next((side for side in measured.sides if side.kind == "SQLite" and side.count <= 100_000), None)
    large = next((side for side in measured.sides if side.count > 100_000), None)
    if small and large:
        rows += ["", f"{large.count / small.count:.0f} times the programs: p50 {large.p50 / small.p50:.1f} times,"
                 f" p95 {large.p95 / small.p95:.1f} times."]  # fmt: skip
    return rows


def _rivals(measured: Measured) -> list[str]:
    rows = [
        "",
        "## Beside two plain ways",
        "",
        "The nearest three for 200 of these searches, nothing given up; all three ways must name the same programs."
        " *In memory*: every position and code as numpy arrays, every program looked at. *Plain SQL*: one query over the"
        " whole table, codes by LIKE, sorted by distance.",
        "",
        "| store | programs | ours, ms a search | in memory | plain SQL |",
        "|---|---|---|---|---|",
    ]
    for side in measured.sides:
        rows.append(
            f"| {side.kind} | {side.count:,} | {side.ours * 5:.2f} | {side.in_memory / side.ours:.1f}x as long"
            f" | {side.by_sql / side.ours:.1f}x as long |"
        )
    return rows


def _imports(measured: Measured) -> list[str]:
    if measured.imports is None:
        return []
    first, again = measured.imports
    return [
        "",
        "## Import of the real directory, SQLite",
        "",
        "| | seconds | to reach |",
        "|---|---|---|",
        f"| 12,200 programs into a store that has the map | {first:.1f} | under {_IMPORT:.0f} s |",
        f"| the same file again | {again:.1f} | under {_REPEAT:.0f} s |",
    ]
