"""Calls as one part of the web process."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from connectors.messages import Incoming
from hotline.tables import calls
from porchlight.bootstrap import Parts, make_web
from porchlight.schema import migrate
from porchlight.settings import Settings, read_settings
from tests.connectors.scene import Scene
from tests.doubles.twilio import FakeTwilio
from tests.doubles.twilio_webhooks import OUR_NUMBER, signed
from tests.hotline.voice.telephone import ANN, NOBODY, PUBLIC_URL


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, short_folder: Path, twilio: FakeTwilio) -> Settings:
    """An installation with Twilio and a line of its own."""
    given = {
        "PORCHLIGHT_FOLDER": str(short_folder), "PORCHLIGHT_ENV": "development", "PUBLIC_URL": PUBLIC_URL,
        "DATABASE_URL": "", "SECRET_KEY": "", "TWILIO_ACCOUNT_SID": twilio.account_sid,
        "TWILIO_AUTH_TOKEN": twilio.auth_token, "TWILIO_FROM": OUR_NUMBER, "TWILIO_MESSAGING_SERVICE_SID": "",
        "TWILIO_API_URL": twilio.url, "TELEGRAM_BOT_TOKEN": "", "HOTLINE_NUMBER": "1-617-555-0199",
        "HOTLINE_HOURS": "24/7", "ONCALL_PAGES": "",
    }  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return read_settings(None)


def test_web_makes_calls_and_answers_twilio(settings: Settings, twilio: FakeTwilio) -> None:
    """A call that is wanted is asked for, its end is heard, and the person's text goes out."""
    parts = Parts(settings)
    migrate(parts.database)
    with TestClient(make_web(parts), base_url=PUBLIC_URL) as web:
        parts.journal.receive(Incoming("sms", "SM1", ANN, text="call me"))
        claim = parts.journal.claim()
        assert claim is not None
        with parts.database.write() as connection:
            parts.journal.finish(connection, claim, outcome="answered")
            parts.handoffs.open(connection, claim.conversation_id, "sms", "asked_for_person", False)
            handoff = parts.handoffs.open_one(connection, claim.conversation_id)
            assert handoff is not None and parts.calls.want(connection, handoff)
        parts.changed()
        (placed,) = twilio.wait_for_calls(1, 30.0)
        deadline = time.monotonic() + 30
        while Scene(parts.database).row(calls).status != "ringing" and time.monotonic() < deadline:
            time.sleep(0.01)
        assert placed.status_callback is not None
        form = {"CallSid": placed.sid, "CallStatus": "no-answer"}
        url, headers, body = signed(placed.status_callback, twilio.auth_token, form)
        assert web.post(url, content=body, headers=headers).status_code == 204
        (sent,) = twilio.wait_for(1, 30.0)
        assert sent.to == ANN and sent.body.startswith(NOBODY)
    parts.database.dispose()


def test_the_desk_is_given_calls(settings: Settings) -> None:
    """What staff start goes the same way."""
    parts = Parts(settings)
    assert parts.calls.set_up
    assert (parts.desk().calls, parts.desk().callbacks) == (parts.calls, parts.callbacks)
