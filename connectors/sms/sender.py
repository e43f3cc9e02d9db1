"""Sends SMS through Twilio's REST API."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from connectors.capabilities import SMS
from connectors.messages import Reply
from connectors.rendering import shown_text, split
from connectors.sending import AT_ONCE, Refused, TryLater
from connectors.sms.account import client_of
from porchlight.settings import TwilioSettings

_OPTED_OUT = 21610  # Twilio: "Attempt to send to unsubscribed recipient"


class TwilioSender:
    """A Twilio account that sends from one number or one messaging service."""

    def __init__(self, settings: TwilioSettings, public_url: str | None) -> None:
        self._client = client_of(settings)
        self._origin = (
            {"messaging_service_sid": settings.messaging_service_sid}
            if settings.messaging_service_sid
            else {"from_": settings.from_number}
        )
        # Threads of its own: while Twilio hangs, webhooks must not wait for one.
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="twilio")
        self._callback = {"status_callback": f"{public_url}/webhooks/sms/status"} if public_url else {}

    async def send(self, address: str, reply: Reply, outbox_id: int) -> str | None:
        """Send one reply, in pieces when it is longer than Twilio takes. Returns the last piece's SID."""
        sid = None
        for piece in split(shown_text(reply, SMS), SMS.max_characters):
            sid = await asyncio.get_running_loop().run_in_executor(self._threads, self._send, address, piece)
        return sid

    def _send(self, address: str, text: str) -> str:
        try:
            sent = self._client.messages.create(to=address, body=text, **self._origin, **self._callback)
        except TwilioRestException as error:
            code = str(error.code or error.status)
            if error.code == _OPTED_OUT:
                raise Refused(code, opted_out=True) from None
            if error.status == 429 or error.status >= 500:
                raise TryLater(code) from None
            raise Refused(code) from None
        except (requests.RequestException, TwilioException, ValueError) as error:
            # Nothing, or nothing that can be read, came back. Never the error's text: it may hold the number.
            raise TryLater(type(error).__name__) from None
        if not sent.sid:
            raise TryLater("unreadable answer")
        return str(sent.sid)

    async def close(self) -> None:
        """Let go of the threads; a send under way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)
