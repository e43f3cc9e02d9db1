"""The Twilio account, as its own library speaks to it."""

from __future__ import annotations

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from porchlight.settings import TwilioSettings

_TIMEOUT = 10.0


def client_of(settings: TwilioSettings) -> Client:
    """Return a client that waits ten seconds for an answer. It blocks: call it in a thread."""
    client = Client(settings.account_sid, settings.auth_token, http_client=TwilioHttpClient(timeout=_TIMEOUT))
    if settings.api_url:
        client.api.base_url = settings.api_url
    return client
