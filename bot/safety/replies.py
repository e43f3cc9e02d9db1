"""The fixed replies to someone in danger, read from the assistant's own response file, without Rasa."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from connectors.capabilities import Form
from connectors.messages import Choice, Reply
from porchlight.numbers import placeholders

RESPONSES = Path(__file__).resolve().parent.parent / "data" / "responses" / "crisis.yml"


def crisis_reply(verdict_id: str, form: Form, hotline: str | None = None) -> Reply:
    """Return what to say for a verdict, with the reviewed numbers filled in.

    `hotline` is the operator's own line, for a reply that names {hotline}. Raises KeyError for a verdict without
    a reply, or for a reply that names an unknown number. The worst that can happen is exactly that, at night, to
    someone in danger: tests hold that every verdict has a reply for every form.
    """
    variants = _responses()[f"utter_{verdict_id}"]
    # A variant that names no channel is for every channel that has none of its own: sms.
    chosen = next((each for each in variants if each.get("channel") == form), None) or next(
        each for each in variants if "channel" not in each
    )
    choices = tuple(Choice(button["title"], button["payload"]) for button in chosen.get("buttons", ()))
    return Reply(chosen["text"].format_map(placeholders(hotline)), choices)


@cache
def _responses() -> dict[str, list[dict[str, Any]]]:
    raw: dict[str, Any] = yaml.load(RESPONSES.read_text(encoding="utf-8"), Loader=fast_loader())
    responses: dict[str, list[dict[str, Any]]] = raw["responses"]
    return responses


def fast_loader() -> type[yaml.SafeLoader]:
    """Return YAML's safe loader in C, ten times as fast as the one in Python where it was built in."""
    loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return loader
