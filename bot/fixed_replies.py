"""Reviewed replies read from one response file, without Rasa: for whoever must speak when no model is there."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from connectors.capabilities import Form
from connectors.messages import Choice, Reply
from porchlight.languages import ENGLISH, spoken

_DATA = Path(__file__).resolve().parent / "data"


def reply_from(file: Path, name: str, form: Form, named: dict[str, str]) -> Reply:
    """Return a reply of this file by its name, in the language that is spoken, its {placeholders} filled from `named`.

    `file` is the English one; those of the other languages are called the same. Raises KeyError for a name, or a
    placeholder, that is unknown.
    """
    variants = responses_in(spoken(), file.name).get(name) or responses_in(ENGLISH, file.name)[name]
    # A variant that names no channel is for every channel that has none of its own: sms.
    chosen = next((each for each in variants if each.get("channel") == form), None) or next(
        each for each in variants if "channel" not in each
    )
    choices = tuple(Choice(button["title"], button["payload"]) for button in chosen.get("buttons", ()))
    return Reply(chosen["text"].format_map(named), choices)


def responses_file(name: str) -> Path:
    """Return the path of one of the assistant's response files, the English one."""
    return responses_folder(ENGLISH) / name


def responses_folder(language: str) -> Path:
    """Return where a language's response files are: English ones where Rasa looks for them."""
    return _DATA / "responses" if language == ENGLISH else _DATA / language / "responses"


@cache
def all_responses(language: str) -> dict[str, list[dict[str, Any]]]:
    """Return every reply of a language, by its name."""
    files = sorted(responses_folder(language).glob("*.yml"))
    return {name: each for file in files for name, each in responses_in(language, file.name).items()}


def fast_loader() -> type[yaml.SafeLoader]:
    """Return YAML's safe loader in C, ten times as fast as the one in Python where it was built in."""
    loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return loader


@cache
def responses_in(language: str, file_name: str) -> dict[str, list[dict[str, Any]]]:
    """Return the replies of one file, by their names: none where the language has no such file."""
    file = responses_folder(language) / file_name
    if not file.is_file():
        return {}
    raw: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=fast_loader())
    responses: dict[str, list[dict[str, Any]]] = raw["responses"]
    return responses
