"""The headers that every answer of web carries, whoever gave it."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What a page says for itself stays; the desk and the phone page have policies of their own.
_BASE = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# A browser that has once come by https comes by nothing else, for a year.
_BY_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


class BaseHeaders:
    """Wraps the application: nothing that web answers goes without them, an error of Starlette's own included."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        """`secure`: the service is reached by https, and by nothing else."""
        self._app = app
        self._headers = _BASE | (_BY_HTTPS if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the headers that it left out."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
