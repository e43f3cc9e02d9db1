"""Whom a message names in other languages than English: "para mi hijo" is "son", which is how the code keeps it."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from bot.actions.intake_words import OTHERS

Where = Literal["relation_in", "relation_first", "relation_anywhere"]


def relation(said: str, where: Where) -> str | None:
    """Return the English word for whom the message names, or None.

    `where`: in a sentence that says so ("para mi hijo"), as the first words of a short answer ("mi hijo"), or in a
    message that puts something right ("era mi hijo").
    """
    for pattern in _patterns(where):
        match = pattern.match(said) if where == "relation_first" else pattern.search(said)
        if match:
            return str(OTHERS.named("relations")[match["relation"]])
    return None


@cache
def _patterns(where: Where) -> tuple[re.Pattern[str], ...]:
    words = "|".join(sorted(map(re.escape, OTHERS.named("relations")), key=len, reverse=True))
    named = f"(?P<relation>{words})"
    return tuple(re.compile(rf"\b{piece.replace('{relation}', named)}\b") for piece in OTHERS.said(where))
