"""Reads figures of speech as what they mean: "my feet are killing me" as "my feet hurts"."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bot.fixed_replies import fast_loader

IDIOMS = Path(__file__).with_name("idioms.yml")


class Idiom(NamedTuple):
    """One figure of speech. `means` may name a group of `says`."""

    says: re.Pattern[str]
    means: str
    example: str


@cache
def idioms() -> tuple[Idiom, ...]:
    """Read the reviewed file; raises re.error for an expression that makes no sense."""
    reviewed: dict[str, Any] = yaml.load(IDIOMS.read_text(encoding="utf-8"), Loader=fast_loader())
    return tuple(Idiom(re.compile(row["says"]), row["means"], row["example"]) for row in reviewed["idioms"])


def plainly(text: str) -> str:
    """Return a normalised text with its figures of speech in plain words.

    The worst that can happen: a cry for help is taken for a figure of speech. So the crisis screen reads the words as
    they were written, and what stands here is nothing that people say of harming themselves.
    """
    for idiom in idioms():
        text = idiom.says.sub(idiom.means, text)
    return text
