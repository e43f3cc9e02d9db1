"""What is answered when a route breaks, and what is written down about it: the kind of error and where, no words."""

from __future__ import annotations

import traceback

import structlog
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()

LONGEST_HEAD = 32 * 1024  # bytes; ours, with a provider's signature or the desk's cookies, are under 4 KB
_LONGEST = 1_000  # characters of a path; none of ours has a tenth of it, and Python refuses to read such a number


class Failures:
    """Wraps the application: an error of ours becomes a short 500, and its text, which may hold a message, is dropped.

    A provider that hears the 500 sends again. Where an answer has begun already, it is broken off. An address or
    headers that are far too long are refused before anybody reads them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or that something broke."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if len(scope["path"]) > _LONGEST:
            await PlainTextResponse("There is no such address.\n", 414)(scope, receive, send)
            return
        if sum(len(name) + len(value) for name, value in scope["headers"]) > LONGEST_HEAD:
            await PlainTextResponse("These headers are too long.\n", 431)(scope, receive, send)
            return
        begun = False

        async def noticed(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noticed)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            log.error("a request failed", error=type(error).__name__, at=f"{place.filename}:{place.lineno}")
            if begun:
                raise ConnectionAbortedError from None
            await PlainTextResponse("Something broke. Please try again.\n", 500)(scope, receive, send)
