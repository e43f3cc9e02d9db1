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


def client_of(double: FakeTwilio, patience: float = 60.0) -> Client:
    """Twilio's own client library, as Porchlight uses it; `patience` in seconds."""
    client = Client(double.account_sid, double.auth_token, http_client=TwilioHttpClient(timeout=patience))
    client.api.base_url = double.url
    return client


@pytest.fixture
def twilio_client(fake_twilio: FakeTwilio) -> Client:
    """Twilio's own client library, with the patience a slow machine needs."""
    return client_of(fake_twilio)


@pytest.fixture
def fake_telegram() -> Iterator[FakeTelegram]:
    """A Telegram that listens."""
    with FakeTelegram() as double:
        yield double
