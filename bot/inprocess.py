"""Runs custom actions inside the worker instead of over HTTP; `rasa run actions` still serves the same ones."""

from __future__ import annotations

import json as jsonlib
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.context import turn


class InProcessActions(EndpointConfig):  # type: ignore[misc]  # Rasa ships no types
    """An action endpoint whose requests are function calls."""

    def __init__(self) -> None:
        super().__init__(url="http://in-process.invalid/webhook")
        self._executor = ActionExecutor()
        self._executor.register_package("bot.actions")

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
            raise
