"""Fresh doubles for each test, and the real clients pointed at them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that `tests.doubles` is found however pytest is started

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.doubles.telegram import FakeTelegram
from tests.doubles.twilio import FakeTwilio


@pytest.fixture
def fake_twilio() -> Iterator[FakeTwilio]:
    """A Twilio that listens."""
    with FakeTwilio() as double:
        yield double


@pytest.fixture
def twilio_client(fake_twilio: FakeTwilio) -> Client:
    """Twilio's own client library, as Porchlight uses it, with a short patience."""
    client = Client(fake_twilio.account_sid, fake_twilio.auth_token, http_client=TwilioHttpClient(timeout=3.0))
    client.api.base_url = fake_twilio.url
    return client


@pytest.fixture
def fake_telegram() -> Iterator[FakeTelegram]:
    """A Telegram that listens."""
    with FakeTelegram() as double:
        yield double
