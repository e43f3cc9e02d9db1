"""Reviewed replies read from one response file, without Rasa: for whoever must speak when no model is there."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from connectors.capabilities import Form
from connectors.messages import Choice, Reply

_FOLDER = Path(__file__).resolve().parent / "data" / "responses"


def reply_from(file: Path, name: str, form: Form, named: dict[str, str]) -> Reply:
    """Return a reply of this file by its name, its {placeholders} filled from `named`.

    Raises KeyError for a name, or a placeholder, that is unknown.
    """
    variants = _responses(file)[name]
    # A variant that names no channel is for every channel that has none of its own: sms.
    chosen = next((each for each in variants if each.get("channel") == form), None) or next(
        each for each in variants if "channel" not in each
    )
    choices = tuple(Choice(button["title"], button["payload"]) for button in chosen.get("buttons", ()))
    return Reply(chosen["text"].format_map(named), choices)


def responses_file(name: str) -> Path:
    """Return the path of one of the assistant's response files."""
    return _FOLDER / name


def fast_loader() -> type[yaml.SafeLoader]:
    """Return YAML's safe loader in C, ten times as fast as the one in Python where it was built in."""
    loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return loader


@cache
def _responses(file: Path) -> dict[str, list[dict[str, Any]]]:
    raw: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=fast_loader())
    responses: dict[str, list[dict[str, Any]]] = raw["responses"]
    return responses
