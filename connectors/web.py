"""The web process's HTTP side: providers' webhooks, health, metrics.

Nothing slow happens before a provider has its answer: a message is written to the journal, and that is all.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from collections.abc import Callable

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from connectors.gauges import Gauges
from connectors.metrics import ACKNOWLEDGE
from connectors.outbox import Outbox
from connectors.reception import Reception
from connectors.sms import webhook as sms
from connectors.telegram import updates as telegram
from porchlight.settings import Settings

log = structlog.get_logger()

MAX_BODY = 64 * 1024
_EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


class TooLarge(Exception):
    """The body is over 64 KB: no provider sends that."""


async def read_body(request: Request) -> bytes:
    """Return the body. Raises TooLarge over 64 KB, without reading the rest."""
    if int(request.headers.get("content-length") or 0) > MAX_BODY:
        raise TooLarge
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise TooLarge
    return bytes(body)


async def twilio_form(request: Request, base: str, auth_token: str) -> dict[str, str]:
    """Return the form that Twilio signed over `base`, the address that it was given, and the request's path and query.

    Raises TooLarge, and connectors.sms.webhook.BadWebhook for what Twilio did not sign.
    """
    url = base + request.url.path + (f"?{request.url.query}" if request.url.query else "")
    signature = request.headers.get("x-twilio-signature")
    return sms.verified_form(await read_body(request), signature, url, auth_token)


class Webhooks:
    """The providers' webhooks."""

    def __init__(
        self,
        settings: Settings,
        reception: Reception,
        outbox: Outbox,
        tapped: Callable[[str], None] | None = None,
        reported: Callable[[], None] = lambda: None,
    ) -> None:
        """`tapped` is told the id of a tapped Telegram button, to stop its spinner.

        `reported` is called when a provider has said what became of a message; it must not wait.
        """
        self._settings = settings
        self._reception = reception
        self._outbox = outbox
        self._tapped = tapped
        self._reported = reported

    def routes(self) -> list[Route]:
        """Return the webhooks' routes."""
        return [
            Route("/webhooks/sms", self.sms, methods=["POST"]),
            Route("/webhooks/sms/status", self.sms_status, methods=["POST"]),
            Route("/webhooks/telegram", self.telegram, methods=["POST"]),
        ]

    async def sms(self, request: Request) -> Response:
        """Twilio: a text arrived. Answers empty TwiML; the reply goes out by the API."""
        started = time.perf_counter()
        try:
            form = await self._twilio_form(request)
            message = sms.incoming(form)
        except sms.BadWebhook as problem:
            return refused(problem.status, str(problem))
        except TooLarge:
            return refused(413, "larger than 64 KB")
        if not await self._reception.keep(message):
            return unavailable()
        ACKNOWLEDGE.labels("sms").observe(time.perf_counter() - started)
        return Response(_EMPTY_TWIML, media_type="text/xml")

    async def sms_status(self, request: Request) -> Response:
        """Twilio: what became of a text we sent."""
        try:
            report = sms.status(await self._twilio_form(request))
        except sms.BadWebhook as problem:
            return refused(problem.status, str(problem))
        except TooLarge:
            return refused(413, "larger than 64 KB")
        if report is not None:
            try:
                known = await asyncio.to_thread(self._outbox.status_changed, "sms", *report)
            except SQLAlchemyError:
                return unavailable()
            if not known:
                log.info("status of an unknown message", status=report[1], error=report[2])
            self._reported()
        return Response(status_code=204)

    async def _twilio_form(self, request: Request) -> dict[str, str]:
        twilio = self._settings.twilio
        if twilio is None:
            raise sms.BadWebhook(404, "SMS is not set up here; see `porchlight check`")
        # Behind a proxy the request's own host is not the one Twilio signed.
        base = self._settings.public_url or str(request.base_url).rstrip("/")
        return await twilio_form(request, base, twilio.auth_token)

    async def telegram(self, request: Request) -> Response:
        """Telegram: an update. What needs no answer is accepted too, or Telegram would send it again and again."""
        started = time.perf_counter()
        if self._settings.telegram is None:
            return refused(404, "Telegram is not set up here; see `porchlight check`")
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        good = (self._settings.telegram.secret_token, *self._settings.telegram.earlier_tokens)
        if not any(hmac.compare_digest(given.encode(), each.encode()) for each in good):
            return refused(403, "no valid secret token")
        try:
            update = json.loads(await read_body(request))
            message = telegram.incoming(update)
        except telegram.NotForUs:
            return Response(status_code=200)
        except TooLarge:
            return refused(413, "larger than 64 KB")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return refused(400, "not an update of the Bot API")
        if not await self._reception.keep(message):
            return unavailable()
        button = telegram.callback_id(update)
        if button and self._tapped:
            self._tapped(button)
        ACKNOWLEDGE.labels("telegram").observe(time.perf_counter() - started)
        return Response(status_code=200)


class Health:
    """Is it up, is it ready, how is it doing."""

    def __init__(self, readiness: Callable[[], dict[str, str]], gauges: Gauges) -> None:
        """`readiness` returns what is wrong by part ("database", "migrations", "worker"), "ok" for what is not.

        `gauges`: what Prometheus is told of the database, beside what this process counts.
        """
        self._readiness = readiness
        self._gauges = gauges

    def routes(self) -> list[Route]:
        """Return the routes for load balancers and Prometheus."""
        return [
            Route("/healthz", self.healthz),
            Route("/readyz", self.readyz),
            Route("/metrics", self.metrics),
        ]

    async def healthz(self, request: Request) -> Response:
        """Up."""
        return PlainTextResponse("ok\n")

    async def readyz(self, request: Request) -> Response:
        """Ready to answer people: 200, or 503 with what is missing."""
        parts = await asyncio.to_thread(self._readiness)
        ready = all(state == "ok" for state in parts.values())
        return JSONResponse({"ready": ready, **parts}, status_code=200 if ready else 503)

    async def metrics(self, request: Request) -> Response:
        """Figures for Prometheus: what this process has counted, and what the database says."""
        read = await asyncio.to_thread(generate_latest, self._gauges)
        return Response(generate_latest() + read, media_type=CONTENT_TYPE_LATEST)


async def hang_up(request: Request, error: Exception) -> Response:
    """The sender closed the connection before it had said everything: nothing was kept, nobody hears the answer."""
    del error  # always ClientDisconnect
    return refused(400, "the request ended too early")


def refused(status: int, reason: str) -> Response:
    """Answer a webhook that is none, and log why: never with what was in it."""
    log.warning("webhook refused", status=status, reason=reason)
    return PlainTextResponse(reason + "\n", status_code=status)


def unavailable() -> Response:
    """Answer a webhook that could not be kept: the provider sends it again."""
    return PlainTextResponse("not kept, please send it again\n", status_code=503, headers={"Retry-After": "10"})
