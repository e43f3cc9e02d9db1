"""The reviewed replies that staff put into their own words with two keys (`canned.yml`)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from porchlight.numbers import placeholders

_FILE = Path(__file__).parent / "canned.yml"


@dataclass(frozen=True)
class Canned:
    """One reply to begin from. `text` holds the {placeholders} of `porchlight.numbers`."""

    key: str
    title: str
    text: str
    source: str
    reviewed: dt.date


@cache
def reviewed_replies() -> tuple[Canned, ...]:
    """Return every entry of `canned.yml`, as it is written, in the order in which it is offered."""
    rows = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["replies"]
    return tuple(Canned(**row) for row in rows)


def canned_replies(number: str | None) -> tuple[tuple[str, str], ...]:
    """Return (title, text) of each, with the numbers filled in. `number`: the operator's line, if there is one."""
    known = placeholders(number)
    return tuple((each.title, each.text.format_map(known)) for each in reviewed_replies())
