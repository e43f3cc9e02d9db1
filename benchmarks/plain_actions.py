"""Our custom actions for Rasa's default: called in process, and otherwise left to Rasa as it is."""

from __future__ import annotations

import json as jsonlib
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection


class PlainActions(EndpointConfig):  # type: ignore[misc]  # Rasa ships no types
    """An action server without the HTTP between, so that the default is not charged for that."""

    def __init__(self) -> None:
        super().__init__(url="http://in-process.invalid/webhook")
        self._executor = ActionExecutor()
        self._executor.register_package("bot.actions")

    async def request(self, *_: Any, json: dict[str, Any] | None = None, **__: Any) -> Any:
        """Run the action that Rasa names."""
        try:
            return await self._executor.run(json)
        except ActionExecutionRejection as rejection:
            body = {"error": str(rejection), "action_name": rejection.action_name}
            raise ClientResponseError(400, "Bad Request", jsonlib.dumps(body)) from None
