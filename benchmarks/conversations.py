"""What people write in every measurement: 20 conversations of 10 messages, none of them a crisis."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_FILE = Path(__file__).with_name("conversations.txt")
WARM_UP = 10  # messages before the timed ones, for both sides alike


def conversations() -> list[list[str]]:
    """Return the messages of each conversation in order."""
    blocks = _FILE.read_text(encoding="utf-8").split("\n\n")
    return [[line for line in block.splitlines() if line] for block in blocks]


def interleaved(count: int) -> Iterator[tuple[str, str]]:
    """Yield (conversation, message): first the warm-up, then `count` messages of conversations side by side."""
    spoken = conversations()
    for text in spoken[0][:WARM_UP]:
        yield "warm-up", text
    turns = [(f"person-{who}", texts[turn]) for turn in range(len(spoken[0])) for who, texts in enumerate(spoken)]
    yield from turns[:count]


def crowd(count: int) -> list[tuple[int, str]]:
    """Return (person, message): ten messages each, twenty people at a time."""
    spoken = conversations()
    many, length = len(spoken), len(spoken[0])
    return [(n // (many * length) * many + n % many, spoken[n % many][n // many % length]) for n in range(count)]


def long_conversation(count: int) -> list[str]:
    """Return one person's `count` messages: one conversation over and over, so that any ten in a row are alike."""
    one = conversations()[1]
    return [one[turn % len(one)] for turn in range(count)]
