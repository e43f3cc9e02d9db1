"""Which intents are questions on treatment, which are talk, and which are danger."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from bot.training import ROOT

OUT_OF_SCOPE = "out_of_scope"
FALLBACK = "nlu_fallback"
# Neither about treatment nor danger. Whatever else the domain has is answered with facts or by doing something.
TALK = frozenset(
    {
        "greeting",
        "thanks",
        "goodbye",
        "bot_identity",
        "affirm",
        "deny",
        "more",
        "restart",
        "change_language",
        "frustration",
        OUT_OF_SCOPE,
    }
)


def is_danger(intent: str) -> bool:
    """Whether an intent is a kind of danger."""
    return intent.startswith("crisis_") or intent in ("concern_third_person", "poisoning")


def on_treatment(intent: str) -> bool:
    """Whether an intent is a question on treatment or something to do about it."""
    return intent not in TALK and not is_danger(intent)


@cache
def known_intents() -> frozenset[str]:
    """Every intent of the domain."""
    return frozenset(_read("domain.yml")["intents"])


@cache
def on_fallback_below() -> float:
    """The confidence of the first intent below which the assistant asks to say it another way (`config.yml`)."""
    [threshold] = [
        part["threshold"] for part in _read("config.yml")["pipeline"] if part["name"] == "FallbackClassifier"
    ]
    return float(threshold)


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    return content
