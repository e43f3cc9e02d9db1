"""A Telegram to talk to: the Bot API's addresses, its long poll, its refusals, and its published contract."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from .faults import Fault
from .forms import parameters
from .provider import Provider
from .telegram_contract import TelegramContract
from .telegram_messages import BotApiError, MessageBook, SentMessage, chat_id_of, structured
from .telegram_profile import METHODS as PROFILE_METHODS
from .telegram_profile import BotProfile
from .telegram_queue import PollConflict, UpdateQueue
from .telegram_updates import BOT, BOT_ID, Update, UpdateBuilder

TOKEN = f"{BOT_ID}:AAF-test_double_token_0123456789abcd"
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
REASONS = {
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


@dataclass(frozen=True)
class Call:
    """One call of any method, with its parameters as they came."""

    method: str
    params: dict[str, Any]
    at: float


class FakeTelegram(Provider[SentMessage]):
    """The Bot API. Point python-telegram-bot here with `Bot(double.token, base_url=double.base_url)`."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.contract = TelegramContract()
        self.updates = UpdateBuilder()
        self.queue = UpdateQueue()
        self.profile = BotProfile()
        self.messages = MessageBook(self.updates)
        self.calls: list[Call] = []
        self.blocked: set[int | str] = set()
        self.stale_callbacks: set[str] = set()
        self.webhook: dict[str, Any] = {}
        super().__init__()

    @property
    def spec_checked(self) -> bool:
        """Whether calls are checked against the published description: False where it is not at hand."""
        return self.contract.spec_checked

    @property
    def base_url(self) -> str:
        """The address python-telegram-bot puts the token behind."""
        return f"{self.url}/bot"

    def routes(self) -> list[BaseRoute]:
        """One address for every method, as Telegram has it."""
        return [
            Route("/bot{token}/{method}", self._called, methods=["GET", "POST"]),
            Route("/{path:path}", self._elsewhere, methods=["GET", "POST"]),
        ]

    def fault_applies(self, on: str | None, method: str) -> bool:
        """A fault for no method in particular spares the long poll, which would steal those for sends."""
        return on == method if on is not None else method != "getUpdates"

    def fault_answer(self, status: int, fault: Fault) -> Response:
        """An error as Telegram words it; 429 says how long to wait."""
        if status == 429:
            wait = fault.retry_after
            return error(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
        return error(status, REASONS.get(status, "Bad Request"))

    def push_update(self, update: Update) -> bool:
        """Queue an update for getUpdates; False if its kind is not among those the bot asked for."""
        self._know(update)
        return self.queue.push(update)

    def webhook_request(self, update: Update, url: str | None = None) -> tuple[str, dict[str, str], bytes]:
        """The post Telegram makes of an update, with the secret the bot set: (url, headers, body)."""
        self._know(update)
        headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip, deflate"}
        if secret := self.webhook.get("secret_token"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        return url or self.webhook["url"], headers, json.dumps(update).encode()

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, in order."""
        return [call for call in self.calls if call.method == method]

    def _know(self, update: Update) -> None:
        if message := update.get("callback_query", {}).get("message"):
            self.messages.remember(message)

    async def _elsewhere(self, request: Request) -> Response:
        self.invalid.append(f"{request.method} {request.url.path}: not an address of the Bot API")
        return error(404, "Not Found")

    async def _called(self, request: Request) -> Response:
        method = request.path_params["method"]
        return await self.answer(request, method, lambda: self._dispatch(request, method))

    async def _dispatch(self, request: Request, method: str) -> Response:
        if request.path_params["token"] != self.token:
            return error(401, "Unauthorized")
        try:
            params = await parameters(request)
        except ValueError as problem:
            self.invalid.append(f"{method}: {problem}")
            return error(400, f"Bad Request: {problem}")
        problems = self.contract.check_call(method, params)
        self.invalid.extend(problems)
        self.calls.append(Call(method, params, time.monotonic()))
        try:
            self._refuse_blocked(method, params)
            result = await self._result(method, params, request, taken=not problems)
        except BotApiError as refusal:
            return error(refusal.code, refusal.description, refusal.parameters)
        if problems:
            return error(400, "Bad Request: " + "; ".join(problems))
        return JSONResponse({"ok": True, "result": result})

    def _refuse_blocked(self, method: str, params: Mapping[str, Any]) -> None:
        if method.startswith("send") and chat_id_of(params) in self.blocked:
            raise BotApiError(403, "Forbidden: bot was blocked by the user")

    async def _result(self, method: str, params: dict[str, Any], request: Request, *, taken: bool) -> Any:
        """What the method answers. A call that broke the contract is refused: it is not recorded as sent."""
        if method in ("sendMessage", "sendVenue"):
            record, message = self.messages.take(method, params)
            if taken:
                self.note_sent(record)
            return message
        if method in ("editMessageReplyMarkup", "editMessageText"):
            return self.messages.edit(params, text=method == "editMessageText")
        if method == "getUpdates":
            return await self._get_updates(params, request)
        if method in PROFILE_METHODS:
            return self.profile.call(method, params)
        if method == "getMe":
            return {
                **BOT,
                "can_join_groups": True,
                "can_read_all_group_messages": False,
                "supports_inline_queries": False,
            }
        if method == "sendChatAction":
            return True
        if method == "answerCallbackQuery":
            return self._answer_callback(params)
        if method == "setWebhook":
            return self._set_webhook(params)
        if method == "deleteWebhook":
            self.webhook = {}
            return self._drop_if_asked(params)
        if method == "getWebhookInfo":
            return self._webhook_info()
        self.invalid.append(f"{method}: not a method this double plays")
        raise BotApiError(404, "Not Found")

    async def _get_updates(self, params: Mapping[str, Any], request: Request) -> list[Update]:
        if self.webhook:
            raise BotApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active;"
                " use deleteWebhook to delete the webhook first",
            )
        self.queue.allow(structured(params, "allowed_updates"))
        offset, limit = int(params.get("offset", 0)), int(params.get("limit", 100))
        timeout = float(params.get("timeout", 0))
        try:
            return await self.queue.poll(offset, max(1, min(limit, 100)), timeout, request.is_disconnected)
        except PollConflict:
            raise BotApiError(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            ) from None

    def _answer_callback(self, params: Mapping[str, Any]) -> bool:
        if str(params.get("callback_query_id", "")) in self.stale_callbacks | {""}:
            raise BotApiError(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        return True

    def _set_webhook(self, params: Mapping[str, Any]) -> bool:
        url = str(params.get("url", ""))
        if url and not url.startswith("https://"):
            raise BotApiError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if "secret_token" in params and not SECRET.fullmatch(str(params["secret_token"])):
            raise BotApiError(400, "Bad Request: secret token contains unallowed characters")
        self.queue.allow(structured(params, "allowed_updates"))
        self.webhook = {**params} if url else {}
        return self._drop_if_asked(params)

    def _drop_if_asked(self, params: Mapping[str, Any]) -> bool:
        if structured(params, "drop_pending_updates"):
            self.queue.drop()
        return True

    def _webhook_info(self) -> dict[str, Any]:
        info: dict[str, Any] = {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": "certificate" in self.webhook,
            "pending_update_count": self.queue.pending(),
        }
        if self.webhook:
            info["max_connections"] = int(self.webhook.get("max_connections", 40))
        if self.queue.allowed:
            info["allowed_updates"] = self.queue.allowed
        return info


def error(code: int, description: str, more: dict[str, Any] | None = None) -> Response:
    """An error in the Bot API's shape."""
    content: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if more:
        content["parameters"] = more
    return JSONResponse(content, status_code=code)
