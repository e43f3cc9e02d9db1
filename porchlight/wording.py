"""The reviewed list of words that no reply may use."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

import yaml


@dataclass(frozen=True)
class NotSaid:
    """Words that a reply does not use: because they wound, or because they promise what nobody can keep.

    `words` is a regular expression that matches whole words, in any case; `instead` is what to say.
    """

    kind: Literal["wounds", "promises"]
    words: str
    instead: str
    why: str
    reviewed: dt.date

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """`words`, compiled."""
        return re.compile(rf"(?<!\w)(?:{self.words})(?!\w)", re.IGNORECASE)


@cache
def words_not_said() -> tuple[NotSaid, ...]:
    """Return every entry of `wording.yml`."""
    rows = yaml.safe_load((Path(__file__).parent / "wording.yml").read_text(encoding="utf-8"))
    return tuple(NotSaid(kind, **row) for kind in ("wounds", "promises") for row in rows[kind])
