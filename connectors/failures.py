"""What is answered when a route breaks, and what is written down about it: the kind of error and where, no words."""

from __future__ import annotations

import traceback

import structlog
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()

_LONGEST = 1_000  # characters of a path; none of ours has a tenth of it, and Python refuses to read such a number


class Failures:
    """Wraps the application: an error of ours becomes a short 500, and its text, which may hold a message, is dropped.

    A provider that hears the 500 sends again. Where an answer has begun already, it is broken off. An address that is
    far too long is refused before anybody reads it.
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
