"""Twilio's side of a call: at each step it asks here what to do next, and in the end says what became of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.sms.webhook import BadWebhook
from connectors.web import TooLarge, refused, twilio_form, unavailable
from hotline.voice import twiml
from hotline.voice.steps import Steps
from hotline.voice.trunk import Trunk

log = structlog.get_logger()

_Step = Callable[[Steps, str, dict[str, str]], str | None]
# Twilio waits 15 seconds for an answer, and somebody on the phone hears nothing meanwhile.
PATIENCE = 5.0


class VoiceWebhooks:
    """POST /webhooks/voice/*. Everything is verified before anything is looked up.

    The worst that can happen: the database does not answer in time. Then the call ends with a spoken apology, and
    `hotline.voice.switchboard` settles it when no more news comes; two who are about to be joined are joined.
    """

    def __init__(self, steps: Steps | None, changed: Callable[[], None], patience: float = PATIENCE) -> None:
        """`steps`: None where calls are not set up, and everything is answered 404. `changed` is called after each
        step; it must not wait. `patience`: seconds to wait for the database.
        """
        self._steps = steps
        self._changed = changed
        self._patience = patience

    def routes(self) -> list[Route]:
        """Return the routes."""
        sorry = twiml.goodbye("Porchlight has a technical problem. Please look at the desk. Goodbye.")
        return [
            self._route("line", Steps.line, sorry),
            self._route("taken", Steps.taken, sorry),
            self._route("person", Steps.person, twiml.call_failed()),
            self._route("connected", Steps.connected, twiml.joined()),
            self._route("bridged", Steps.bridged, twiml.hang_up()),
            self._route("ended", Steps.ended, None),
        ]

    def _route(self, name: str, step: _Step, without_database: str | None) -> Route:
        async def endpoint(request: Request) -> Response:
            if self._steps is None:
                return refused(404, "calls are not set up here; see `porchlight check`")
            try:
                form = await _form(request, self._steps.trunk)
            except BadWebhook as problem:
                return refused(problem.status, str(problem))
            except TooLarge:
                return refused(413, "larger than 64 KB")
            try:
                answer = await self._patiently(step, self._steps, request.path_params["token"], form)
            except Exception as error:  # also a bug of ours: whoever is on the phone hears more than silence
                log.error("call step lost", step=name, error=type(error).__name__)
                if without_database is None:
                    return unavailable()
                answer = without_database
            self._changed()
            return Response(status_code=204) if answer is None else Response(answer, media_type="text/xml")

        return Route(f"/webhooks/voice/{name}/{{token}}", endpoint, methods=["POST"])

    async def _patiently(self, step: _Step, steps: Steps, token: str, form: dict[str, str]) -> str | None:
        give_up_at = time.monotonic() + self._patience
        while True:
            try:
                return await asyncio.to_thread(step, steps, token, form)
            except SQLAlchemyError:
                if time.monotonic() >= give_up_at:
                    raise
                await asyncio.sleep(0.2)


async def _form(request: Request, trunk: Trunk) -> dict[str, str]:
    # What Twilio signed is the address that it was given, never the host that the request names.
    form = await twilio_form(request, trunk.public_url, trunk.twilio.auth_token)
    if not form.get("CallSid"):
        raise BadWebhook(400, "CallSid is missing")
    return form
