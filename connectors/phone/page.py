"""The phone page's HTTP side. What is typed there takes the same way as a real message, but for the provider."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from connectors.accepting import asked_for
from connectors.capabilities import CHANNELS, Capabilities
from connectors.messages import Incoming, Reply
from connectors.outbox import Outbox
from connectors.phone.labels import page_in
from connectors.reception import Reception
from connectors.rendering import shown_text
from connectors.sms.segments import count
from connectors.sms.webhook import keyword_command
from connectors.telegram.sender import choice_token
from connectors.telegram.updates import read_command
from connectors.web import TooLarge, read_body
from porchlight.languages import ENGLISH, languages, speaking

_FOLDER = Path(__file__).parent
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_LONG_POLL, _LOOK_EVERY = 20.0, 0.05


def simulated_message(channel: Capabilities, address: str, message_id: str, raw: dict[str, Any]) -> Incoming:
    """Read what a simulated phone sent, as the real channel's connector would. Raises ValueError."""
    if "choice" in raw:
        return Incoming(channel.name, message_id, address, "choice", str(raw["choice"]))
    if "location" in raw:
        latitude, longitude = float(raw["location"]["latitude"]), float(raw["location"]["longitude"])
        return Incoming(channel.name, message_id, address, "location", latitude=latitude, longitude=longitude)
    if "media" in raw:
        return Incoming(channel.name, message_id, address, "media")
    text = raw.get("text")
    if not isinstance(text, str):
        raise ValueError("Type something first.")
    command = keyword_command(text) if channel.form == "sms" else read_command(text)
    if command:
        return Incoming(channel.name, message_id, address, "command", command, written=text)
    return Incoming(channel.name, message_id, address, "text", text)


def shown_reply(channel: Capabilities, reply: Reply, language: str | None = None) -> dict[str, Any]:
    """Return a reply as the person would see it: text, what it costs on SMS, buttons without their tokens.

    `language`: the one that the person writes in.
    """
    with speaking(language):
        text = shown_text(reply, channel)
    cost = count(text)
    return {
        "text": text,
        "segments": cost.segments,
        "characters": cost.characters,
        "encoding": cost.encoding,
        "language": language or ENGLISH,
        "buttons": [{"title": choice.title} for choice in reply.choices] if channel.buttons else [],
        "request_location": channel.buttons and reply.ask_location,
    }


class PhonePage:
    """Serves the page and carries its messages."""

    def __init__(self, reception: Reception, outbox: Outbox, notice: Callable[[], str | None]) -> None:
        self._reception = reception
        self._outbox = outbox
        self._notice = notice

    def routes(self) -> list[Route]:
        """Return the page's routes."""
        return [
            Route("/", self._home),
            Route("/phone", self._page),
            Route("/phone/phone.css", self._file("phone.css", "text/css")),
            Route("/phone/phone.js", self._file("phone.js", "text/javascript")),
            Route("/phone/capabilities", self._capabilities),
            Route("/phone/messages", self._message, methods=["POST"]),
            Route("/phone/new", self._new, methods=["POST"]),
            Route("/phone/replies", self._replies),
        ]

    async def _home(self, request: Request) -> Response:
        return RedirectResponse("/phone")

    async def _page(self, request: Request) -> Response:
        return HTMLResponse(page_in(asked_for(request, languages())), headers={**_HEADERS, "Vary": "Accept-Language"})

    @staticmethod
    def _file(name: str, media_type: str) -> Callable[[Request], Response]:
        def endpoint(request: Request) -> Response:
            return FileResponse(_FOLDER / name, media_type=media_type, headers=_HEADERS)

        return endpoint

    async def _capabilities(self, request: Request) -> Response:
        known = {name: CHANNELS[f"phone-{name}"] for name in ("sms", "telegram")}
        notice = await asyncio.to_thread(self._notice)
        described = {
            name: {"max_characters": channel.max_characters, "buttons": channel.buttons}
            for name, channel in known.items()
        }
        return JSONResponse({**described, "notice": notice})

    async def _message(self, request: Request) -> Response:
        try:
            raw = json.loads(await read_body(request))
            channel, session = _who(raw)
            message = simulated_message(channel, session, f"{session}:{raw['client_id']}", raw)
        except TooLarge:
            return JSONResponse({"error": "That is too long to send in one go."}, status_code=413)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as problem:
            return JSONResponse({"error": str(problem) or "That could not be sent."}, status_code=400)
        if not await self._reception.keep(message):
            return JSONResponse({"error": "The database cannot be reached."}, status_code=503)
        return JSONResponse({"ok": True}, status_code=202)

    async def _new(self, request: Request) -> Response:
        return JSONResponse({"ok": True})

    async def _replies(self, request: Request) -> Response:
        try:
            channel, session = _who(dict(request.query_params))
            after = int(request.query_params.get("after", "0") or 0)
        except (ValueError, KeyError) as problem:
            return JSONResponse({"error": str(problem)}, status_code=400)
        for _ in range(int(_LONG_POLL / _LOOK_EVERY)):
            rows = await asyncio.to_thread(self._outbox.for_page, channel.name, session, after)
            if rows or await request.is_disconnected():
                break
            await asyncio.sleep(_LOOK_EVERY)
        replies: list[dict[str, Any]] = []
        language = await asyncio.to_thread(self._outbox.language_at, channel.name, session) if rows else None
        for row_id, at, reply in rows:
            shown = shown_reply(channel, reply, language)
            for number, button in enumerate(shown["buttons"]):
                button["token"] = choice_token(row_id, number)
            replies.append({"id": row_id, "at": at.isoformat(), **shown})
        return JSONResponse({"replies": replies})


def _who(raw: dict[str, Any]) -> tuple[Capabilities, str]:
    if raw.get("channel") not in ("sms", "telegram"):
        raise ValueError("The channel must be sms or telegram.")
    session = str(raw.get("session") or "")
    if not 8 <= len(session) <= 100:
        raise ValueError("The session is missing.")
    return CHANNELS[f"phone-{raw['channel']}"], session
