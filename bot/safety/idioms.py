"""Reads figures of speech as what they mean: "my feet are killing me" as "my feet hurts"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import yaml

from bot.fixed_replies import fast_loader
from bot.safety.reviewed import reviewed_file
from porchlight.languages import languages


class Idiom(NamedTuple):
    """One figure of speech. `means` may name a group of `says`."""

    says: re.Pattern[str]
    means: str
    example: str


@cache
def idioms() -> tuple[Idiom, ...]:
    """Read the reviewed file of every language; raises re.error for an expression that makes no sense."""
    return tuple(idiom for language in languages() for idiom in idioms_of(language))


def idioms_of(language: str) -> Iterator[Idiom]:
    """Read one language's."""
    text = reviewed_file(language, "idioms.yml").read_text(encoding="utf-8")
    reviewed: dict[str, Any] = yaml.load(text, Loader=fast_loader())
    for row in reviewed["idioms"]:
        yield Idiom(re.compile(row["says"]), row["means"], row["example"])


def plainly(text: str) -> str:
    """Return a normalised text with its figures of speech in plain words.

    The worst that can happen: a cry for help is taken for a figure of speech. So the crisis screen reads the words as
    they were written, and what stands here is nothing that people say of harming themselves.
    """
    for idiom in idioms():
        text = idiom.says.sub(idiom.means, text)
    return text
