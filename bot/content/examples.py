"""How people ask: the examples that the assistant was taught, as they stand in its data."""

from __future__ import annotations

import re
from pathlib import Path

from bot.content.library import BOT, data_folder, read_yaml
from porchlight.languages import ENGLISH

_MARKED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")  # [02139](zip)


def read_examples(bot: Path = BOT, language: str = ENGLISH) -> dict[str, list[str]]:
    """Return every example in one language by intent, without the marks around entities."""
    examples: dict[str, list[str]] = {}
    for file in sorted((data_folder(bot, language) / "nlu").rglob("*.yml")):
        for entry in read_yaml(file)["nlu"]:
            lines = [line.strip().removeprefix("- ").strip() for line in entry.get("examples", "").splitlines()]
            examples.setdefault(entry.get("intent", ""), []).extend(_MARKED.sub(r"\1", line) for line in lines if line)
    examples.pop("", None)  # lookup tables and synonyms are of no intent
    return examples


def a_few(examples: list[str], number: int = 5, longest: int = 90) -> list[str]:
    """Return some that differ, from the whole list: whoever reads a page of replies has not got all day."""
    short = [example for example in examples if len(example) <= longest]
    return short[:: max(1, len(short) // number)][:number]
