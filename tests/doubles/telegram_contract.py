"""What Telegram publishes about the Bot API, and whether a call keeps to it, to the last nested object."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

SPEC = Path(__file__).parents[2].parent / "shared" / "specs" / "telegram" / "api.json"
ARRAY = "Array of "
ALWAYS = re.compile(r"(?:must be|always) [\"“]?(\w+)[\"”]?$")
SIZED = re.compile(r"\b(\d+)-(\d+) (bytes|characters)\b")


@functools.lru_cache(maxsize=2)
def _published(spec: Path) -> dict[str, Any]:
    """The description is a megabyte: every double of a test run shares one."""
    content: dict[str, Any] = json.loads(spec.read_text(encoding="utf-8"))
    return content


class TelegramContract:
    """The published methods and types, where they are at hand; without them nothing is checked."""

    def __init__(self, spec: Path = SPEC) -> None:
        self.spec_checked = spec.exists()
        api = _published(spec) if self.spec_checked else {"methods": {}, "types": {}}
        self._methods: dict[str, Any] = api["methods"]
        self._types: dict[str, Any] = api["types"]

    def has_method(self, method: str) -> bool:
        """Whether Telegram knows the method, spelt like this."""
        return not self.spec_checked or method in self._methods

    def check_call(self, method: str, params: Mapping[str, Any]) -> list[str]:
        """Everything about a call that the description does not allow. Text is read as its field's type."""
        if not self.spec_checked:
            return []
        if method not in self._methods:
            return [f"{method}: no such method"]
        fields = {field["name"]: field for field in self._methods[method].get("fields", [])}
        problems = [f"{method}.{name}: no such parameter" for name in params if name not in fields]
        for name, field in fields.items():
            where = f"{method}.{name}"
            if name in params:
                problems += self._parameter(params[name], field, where)
            elif field["required"]:
                problems.append(f"{where}: required and missing")
        return problems

    def check_object(self, type_name: str, value: Any) -> list[str]:
        """Everything about an object that its published type does not allow: for the double's own words."""
        return self._value(value, type_name, type_name) if self.spec_checked else []

    def _parameter(self, value: Any, field: Mapping[str, Any], where: str) -> list[str]:
        """A parameter as it came: text from a form has to be readable as one of the types."""
        attempts: list[list[str]] = []
        for kind in field["types"]:
            if isinstance(value, str) and kind not in ("String", "InputFile"):
                try:
                    read = json.loads(value)
                except ValueError:
                    attempts.append([f"{where}: {value!r} cannot be read as {kind}"])
                    continue
            else:
                read = value
            attempts.append(self._value(read, kind, where))
        return _closest(attempts) or _length(value, field, where)

    def _value(self, value: Any, kind: str, where: str) -> list[str]:
        if kind.startswith(ARRAY):
            if not isinstance(value, list):
                return [f"{where}: {value!r} is not an array"]
            inner = kind[len(ARRAY) :]
            return [p for i, item in enumerate(value) for p in self._value(item, inner, f"{where}[{i}]")]
        if kind not in self._types or kind == "InputFile":
            return [] if _is_simple(value, kind) else [f"{where}: {value!r} is not {kind}"]
        definition = self._types[kind]
        if definition.get("subtypes"):
            return _closest(self._value(value, sub, where) for sub in definition["subtypes"])
        if kind == "KeyboardButton" and isinstance(value, str):
            return []  # "For simple text buttons, String can be used instead of this object"
        return self._object(value, kind, where)

    def _object(self, value: Any, kind: str, where: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{where}: {value!r} is not {kind}"]
        fields = {field["name"]: field for field in self._types[kind].get("fields", [])}
        problems = [f"{where}.{name}: no such field in {kind}" for name in value if name not in fields]
        for name, field in fields.items():
            if name not in value:
                problems += [f"{where}.{name}: required in {kind} and missing"] if field["required"] else []
                continue
            place = f"{where}.{name}"
            problems += _closest(self._value(value[name], sub, place) for sub in field["types"])
            problems += _constant(value[name], field, place) + _length(value[name], field, place)
        if kind == "InlineKeyboardButton":
            looks = {"text", "style", "icon_custom_emoji_id"}
            if len(deeds := sorted(set(value) & set(fields) - looks)) != 1:
                problems.append(f"{where}: a button does exactly one thing, this one {deeds or 'none'}")
        return problems


def _closest(attempts: Iterable[list[str]]) -> list[str]:
    """Of the types a value may have, the one it comes closest to: no problems, or those deepest inside."""

    def distance(problems: list[str]) -> tuple[bool, int, int]:
        depths = [sum(problem.partition(": ")[0].count(mark) for mark in ".[") for problem in problems]
        return bool(problems), -min(depths, default=0), len(problems)

    return min(attempts, key=distance)


def _is_simple(value: Any, kind: str) -> bool:
    """The types that are not objects. JSON's true is no number, whatever Python says."""
    if kind == "String":
        return isinstance(value, str)
    if kind == "Integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "Float":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "Boolean":
        return isinstance(value, bool)
    return kind == "InputFile" and (isinstance(value, bytes) or str(value).startswith("attach://"))


def _constant(value: Any, field: Mapping[str, Any], where: str) -> list[str]:
    """A field that says which of several types this is has one value only."""
    wanted = ALWAYS.search(field["description"]) if field["types"] == ["String"] else None
    return [f"{where}: {value!r} is not {wanted[1]!r}"] if wanted and value != wanted[1] else []


def _length(value: Any, field: Mapping[str, Any], where: str) -> list[str]:
    """Lengths the description states. Those of message texts are left to the method that refuses them."""
    sized = SIZED.search(field["description"])
    if sized is None or not isinstance(value, str) or field["name"] in ("text", "caption"):
        return []
    length = len(value.encode("utf-8")) if sized[3] == "bytes" else len(value)
    return [] if int(sized[1]) <= length <= int(sized[2]) else [f"{where}: {length} {sized[3]}, allowed {sized[0]}"]
