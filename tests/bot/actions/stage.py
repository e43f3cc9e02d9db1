"""Runs one action on one tracker as the worker would, and fills its replies in as a person would read them."""

from __future__ import annotations

import asyncio
import json
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.context import REFERENCE, TurnContext, current
from bot.fixed_replies import all_responses
from connectors.capabilities import Form
from hotline.lines import Hotline
from hotline.offering import Reach
from porchlight.database import Database, now
from porchlight.hours import OpeningHours
from porchlight.languages import spoken
from porchlight.numbers import placeholders
from porchlight.settings import HotlineSettings

BOT = Path(__file__).parents[3] / "bot"


@cache
def domain() -> dict[str, Any]:
    """Return the domain as Rasa hands it to an action."""
    merged: dict[str, Any] = yaml.safe_load((BOT / "domain.yml").read_text(encoding="utf-8"))
    merged["responses"] = {}
    for path in sorted((BOT / "data" / "responses").glob("*.yml")):
        merged["responses"] |= yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
    return merged


def hotline(number: str | None = None, hours: str = "24/7") -> Hotline:
    """Return an operator's line."""
    return Hotline(HotlineSettings(number, OpeningHours.parse(hours), ZoneInfo("America/New_York")))


def closed_hours() -> str:
    """Return hours of one minute, days away from now."""
    far = (now().astimezone(ZoneInfo("America/New_York")).weekday() + 3) % 7
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[far]} 09:00-09:01"


@dataclass
class Played:
    """What an action did: its events, its messages, and what it asked of the turn."""

    events: list[dict[str, Any]]
    messages: list[dict[str, Any]]
    context: TurnContext

    @property
    def slots(self) -> dict[str, Any]:
        """The slots it set."""
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}

    @property
    def followups(self) -> list[str]:
        """The actions it wants run next."""
        return [event["name"] for event in self.events if event["event"] == "followup"]

    @property
    def responses(self) -> list[str]:
        """The reviewed replies it used, by name."""
        return [message["response"] for message in self.messages]

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """Title and payload of what it offered last."""
        return [(button["title"], button["payload"]) for button in self.messages[-1].get("buttons") or []]

    @property
    def text(self) -> str:
        """Everything that was said, filled in as `bot.replies` does, in the language that is spoken where this is asked.

        A name nobody fills is a KeyError.
        """
        return "\n".join(self._filled(message) for message in self.messages)

    def _filled(self, message: Mapping[str, Any]) -> str:
        named = {**placeholders(self.context.hotline.offer().number), "reference": REFERENCE, **message}
        variants = all_responses(spoken()).get(message["response"]) or domain()["responses"][message["response"]]
        for variant in variants:
            names = {name for _, name, _, _ in string.Formatter().parse(variant["text"]) if name}
            assert names <= set(named), (message["response"], names - set(named))
        own = [variant for variant in variants if variant.get("channel") == self.context.form]
        chosen = (own or [variant for variant in variants if "channel" not in variant])[0]
        return str(chosen["text"].format_map(named))


class Stage:
    """A directory to search, and an operator's line."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def play(
        self,
        action: Action,
        *,
        text: str = "",
        intent: str = "out_of_scope",
        entities: Mapping[str, str] | None = None,
        slots: Mapping[str, Any] | None = None,
        before: list[dict[str, Any]] | None = None,
        after: list[dict[str, Any]] | None = None,
        loop: str | None = None,
        form: Form = "sms",
        line: Hotline | None = None,
        reach: Reach | None = None,
        ranking: list[tuple[str, float]] | None = None,
    ) -> Played:
        """Run the action after a message that was understood so; `before` are the events until then, `after` since."""
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
            "intent_ranking": [{"name": name, "confidence": likely} for name, likely in ranking or []],
        }
        state = {name: (slots or {}).get(name) for name in (*domain()["slots"], "requested_slot")}
        events = [*(before or []), {"event": "user", "text": text, "parse_data": message}, *(after or [])]
        tracker = Tracker(
            "someone", state, message, events, False, None, {"name": loop} if loop else {}, "action_listen"
        )
        dispatcher = CollectingDispatcher()
        context = TurnContext(self.database, line or hotline(), form, (lambda: reach) if reach else None)
        mark = current.set(context)
        try:
            happened = asyncio.run(action.run(dispatcher, tracker, domain()))
        finally:
            current.reset(mark)
        json.dumps(happened)  # what a slot holds must fit the dialogue state
        return Played(list(happened), dispatcher.messages, context)


def did(*names: str) -> list[dict[str, Any]]:
    """Return the events of actions that ran in one earlier turn."""
    return [{"event": "user", "text": ""}, *({"event": "action", "name": name} for name in (*names, "action_listen"))]
