"""Runs custom actions inside the worker instead of over HTTP; `rasa run actions` still serves the same ones."""

from __future__ import annotations

import copy
import json as jsonlib
from typing import Any

from jsonschema import Draft202012Validator
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection
from sqlalchemy.exc import OperationalError

from bot.context import turn


class InProcessActions(EndpointConfig):  # type: ignore[misc]  # Rasa ships no types
    """An action endpoint whose requests are function calls."""

    def __init__(self) -> None:
        super().__init__(url="http://in-process.invalid/webhook")
        self._executor = ActionExecutor()
        self._executor.register_package("bot.actions")
        _compile_the_check()

    async def request(self, *_: Any, json: dict[str, Any] | None = None, **__: Any) -> Any:
        """Run the action that Rasa names; a rejection becomes the HTTP error that Rasa expects of a server.

        Rasa swallows every other exception and goes on in silence; the turn's context keeps that it happened,
        so that the worker can say something.
        """
        try:
            return await self._executor.run(json)
        except ActionExecutionRejection as rejection:
            body = {"error": str(rejection), "action_name": rejection.action_name}
            raise ClientResponseError(400, "Bad Request", jsonlib.dumps(body)) from None
        except Exception as error:
            turn().broken = type(error).__name__
            turn().lost = error if isinstance(error, OperationalError) else None
            raise


def _compile_the_check() -> None:
    """Have Rasa check what an action answers against its schema without checking the schema itself each time.

    That took 50 of a turn's 65 ms. The check stays as strict as it was; it is only made once. And an event is held
    against the schema of its own kind at once, where Rasa tries 23 kinds to find that one fits.
    """
    schema = RemoteAction.action_response_format_spec()
    kinds = {kind["properties"]["event"]["const"]: kind for kind in schema["properties"]["events"]["items"]["oneOf"]}
    outline = copy.deepcopy(schema)
    del outline["properties"]["events"]["items"]["oneOf"]
    any_answer = Draft202012Validator(outline)
    any_event = Draft202012Validator(schema["properties"]["events"]["items"])  # refuses a kind that is unknown
    event_of = {name: Draft202012Validator(kind) for name, kind in kinds.items()}

    def check(_: RemoteAction, answer: dict[str, Any]) -> bool:
        any_answer.validate(answer)
        for event in answer.get("events", ()):
            event_of.get(event["event"], any_event).validate(event)
        return True

    RemoteAction._validate_action_result = check
