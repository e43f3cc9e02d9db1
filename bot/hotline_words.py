"""The reviewed words that the hotline says in a person's thread, read from the response file, without Rasa."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.safety.replies import fast_loader
from connectors.capabilities import Form
from connectors.messages import Choice, Reply
from porchlight.numbers import placeholders

# What the choices of these replies begin with; behind it is JSON, such as {"wish": "chat"}. It never reaches Rasa.
PAYLOAD = "/handoff"
RESPONSES = Path(__file__).resolve().parent / "data" / "responses" / "hotline.yml"


def say(name: str, form: Form, /, **named: str) -> Reply:
    """Return one of the hotline's replies, filled. Raises KeyError for a name, or a {placeholder}, that is unknown."""
    variants = _responses()[name]
    # A variant that names no channel is for every channel that has none of its own: sms.
    chosen = next((each for each in variants if each.get("channel") == form), None) or next(
        each for each in variants if "channel" not in each
    )
    choices = tuple(Choice(button["title"], button["payload"]) for button in chosen.get("buttons", ()))
    return Reply(chosen["text"].format_map(placeholders(None) | named), choices)


@cache
def _responses() -> dict[str, list[dict[str, Any]]]:
    raw: dict[str, Any] = yaml.load(RESPONSES.read_text(encoding="utf-8"), Loader=fast_loader())
    responses: dict[str, list[dict[str, Any]]] = raw["responses"]
    return responses
