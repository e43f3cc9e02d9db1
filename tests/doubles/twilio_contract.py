"""What Twilio publishes about sending a message or making a call, and whether a request keeps to it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from jsonschema import FormatChecker, RefResolver
from openapi_schema_validator import OAS30Validator, oas30_format_checker

SPECS = Path(__file__).parents[2].parent / "shared" / "specs"
SPEC = SPECS / "twilio" / "twilio_api_v2010_calls_messages.json"
PATH = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
E164 = re.compile(r"\+[1-9]\d{6,14}")
SENDER = re.compile(r"\+[1-9]\d{6,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}|[a-z]+:\S+")


def _formats() -> FormatChecker:
    """The formats Twilio names that JSON Schema's own checker does not know."""
    checker = FormatChecker()
    checker.checkers = dict(oas30_format_checker.checkers)
    checker.checkers["phone-number"] = (lambda value: _phone_number(value), ())
    checker.checkers["endpoint"] = (lambda value: _phone_number(value), ())
    checker.checkers["uri"] = (lambda value: public_url(value), ())
    return checker


def _phone_number(value: object) -> bool:
    """E.164, a short code, a sender's name or a channel address."""
    return isinstance(value, str) and SENDER.fullmatch(value) is not None


def public_url(value: object) -> bool:
    """An http address with a host that Twilio would call: underscores in the host are refused."""
    if not isinstance(value, str):
        return False
    parsed = urlparse(value)
    return parsed.scheme in ("http", "https") and bool(parsed.hostname) and "_" not in str(parsed.hostname)


class TwilioContract:
    """The published description of Messages.json, or of another path, where it is at hand; else nothing is checked."""

    def __init__(self, spec: Path = SPEC, path: str = PATH) -> None:
        self.spec_checked = spec.exists()
        if not self.spec_checked:
            return
        self._spec: dict[str, Any] = json.loads(spec.read_text(encoding="utf-8"))
        operation = self._spec["paths"][path]["post"]
        self._request = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
        self._answer = operation["responses"]["201"]["content"]["application/json"]["schema"]

    def check_request(self, pairs: list[tuple[str, str]]) -> list[str]:
        """Everything about these form parameters that Twilio's description does not allow."""
        if not self.spec_checked:
            return []
        problems: list[str] = []
        values: dict[str, Any] = {}
        for name, text in pairs:
            schema = self._schema_of(name)
            if schema is None:
                problems.append(f"{name}: no such parameter")
            elif schema.get("type") == "array":
                values.setdefault(name, []).append(_typed(text, self._resolved(schema["items"])))
            elif name in values:
                problems.append(f"{name}: given more than once")
            else:
                values[name] = _typed(text, schema)
        return problems + self._violations(values, self._request)

    def check_message(self, message: dict[str, Any]) -> list[str]:
        """Everything about this answer that the description does not allow: the double checks itself."""
        if not self.spec_checked:
            return []
        known = self._resolved(self._answer)["properties"]
        strangers = [f"{name}: no such property" for name in message if name not in known]
        return strangers + self._violations(message, self._answer)

    def _violations(self, values: dict[str, Any], schema: dict[str, Any]) -> list[str]:
        validator = OAS30Validator(schema, resolver=RefResolver.from_schema(self._spec), format_checker=_formats())
        return [
            f"{'.'.join(str(step) for step in error.absolute_path) or 'request'}: {error.message}"
            for error in validator.iter_errors(values)
        ]

    def _schema_of(self, name: str) -> dict[str, Any] | None:
        schema = self._request["properties"].get(name)
        return None if schema is None else self._resolved(schema)

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in schema:
            return schema
        found: dict[str, Any] = self._spec["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return found


def _typed(text: str, schema: dict[str, Any]) -> Any:
    """A form has only text: read it as the type the schema asks for, or leave it for the validator to refuse.

    Twilio reads only "true" and "false": Python's "True" is the classic slip and has to be caught.
    """
    kind = schema.get("type")
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if kind == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if kind == "number" and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    return text
