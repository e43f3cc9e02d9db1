"""The fixed replies to someone in danger, read from the assistant's own response file, without Rasa."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.safety.verdict import Verdict
from connectors.capabilities import Form
from connectors.messages import Choice, Reply
from porchlight.numbers import placeholders

RESPONSES = Path(__file__).resolve().parent.parent / "data" / "responses" / "crisis.yml"

# The question asked where the words have a harmless reading too. What is not here has one reply for both tiers.
_QUESTIONS = {
    "crisis_suicide": "utter_unsure_self",
    "crisis_selfharm": "utter_unsure_self",
    "crisis_overdose": "utter_unsure_body",
    "crisis_withdrawal": "utter_unsure_body",
    "poisoning": "utter_unsure_body",
    "crisis_violence": "utter_unsure_home",
    "concern_third_person": "utter_unsure_other",
}


def response_of(verdict: Verdict) -> str:
    """Return the name of the reply to a verdict."""
    full = f"utter_{verdict.crisis}"
    return _QUESTIONS.get(verdict.crisis, full) if verdict.tier == "unsure" else full


def crisis_reply(verdict: Verdict, form: Form, hotline: str | None = None) -> Reply:
    """Return what to say for a verdict, with the reviewed numbers filled in.

    `hotline` is the operator's own line, for a reply that names {hotline}. Raises KeyError for a verdict without
    a reply, or for a reply that names an unknown number. The worst that can happen is exactly that, at night, to
    someone in danger: tests hold that every verdict has a reply for every form.
    """
    return fixed_reply(response_of(verdict), form, hotline)


def fixed_reply(name: str, form: Form, hotline: str | None = None) -> Reply:
    """Return one of the replies of the crisis file by its name. Raises KeyError as `crisis_reply` does."""
    variants = _responses()[name]
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
