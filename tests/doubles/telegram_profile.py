"""How a bot presents itself: the descriptions and commands it sets, by language and scope."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from .telegram_messages import BotApiError, structured

TEXTS = {
    "MyName": ("name", 64, "NAME"),
    "MyDescription": ("description", 512, "DESCRIPTION"),
    "MyShortDescription": ("short_description", 120, "ABOUT"),
}
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
METHODS = {f"{verb}{noun}" for verb in ("set", "get") for noun in TEXTS} | {
    "setMyCommands",
    "getMyCommands",
    "deleteMyCommands",
}


class BotProfile:
    """Remembers what was set, so that a test can ask and getMy… can answer."""

    def __init__(self) -> None:
        self.texts: dict[tuple[str, str], str] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}

    def call(self, method: str, params: Mapping[str, Any]) -> Any:
        """Answer one of METHODS."""
        verb, noun = method.split("My", 1)
        language = str(params.get("language_code") or "")
        if noun == "Commands":
            return self._commands(verb, (self._scope(params), language), params)
        field, longest, word = TEXTS[f"My{noun}"]
        if verb == "get":
            return {field: self.texts.get((field, language), self.texts.get((field, ""), ""))}
        text = str(params.get(field) or "")
        if len(text) > longest:
            raise BotApiError(400, f"Bad Request: BOT_{word}_TOO_LONG")
        self.texts[(field, language)] = text
        return True

    def _commands(self, verb: str, key: tuple[str, str], params: Mapping[str, Any]) -> Any:
        if verb == "get":
            return self.commands.get(key, [])
        if verb == "delete":
            self.commands.pop(key, None)
            return True
        commands = structured(params, "commands")
        if not isinstance(commands, list) or len(commands) > 100:
            raise BotApiError(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not isinstance(command, dict) or not COMMAND.fullmatch(str(command.get("command", ""))):
                raise BotApiError(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(str(command.get("description", ""))) <= 256:
                raise BotApiError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[key] = commands
        return True

    @staticmethod
    def _scope(params: Mapping[str, Any]) -> str:
        scope = structured(params, "scope") or {"type": "default"}
        return scope["type"] if set(scope) == {"type"} else json.dumps(scope, sort_keys=True)
