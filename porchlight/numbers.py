"""The reviewed phone numbers, by the name a reply calls them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Number:
    """A phone number a person may receive: `shown` is how it is written in a reply."""

    name: str
    shown: str
    what: str
    source: str
    reviewed: dt.date


@cache
def reviewed_numbers() -> dict[str, Number]:
    """Return every number in `numbers.yml` by name."""
    rows = yaml.safe_load((Path(__file__).parent / "numbers.yml").read_text(encoding="utf-8"))["numbers"]
    return {row["name"]: Number(**row) for row in rows}


def placeholders(hotline: str | None) -> dict[str, str]:
    """Return what to put for each `{name}` in a reply.

    `hotline` is the operator's own line; without one, the 24-hour national line stands in for it.
    """
    shown = {number.name: number.shown for number in reviewed_numbers().values()}
    return {**shown, "hotline": hotline or shown["samhsa"]}
