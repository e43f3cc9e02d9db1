"""The whole of web in this process, as `porchlight web` puts it together, on a database of the tests' own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.testclient import TestClient
from twilio.request_validator import RequestValidator

from hotline.sessions import Sessions
from hotline.staff import Role
from porchlight.bootstrap import Parts, make_web
from porchlight.hours import OpeningHours
from porchlight.settings import HotlineSettings, TelegramSettings, TwilioSettings
from tests.connectors.scene import Scene
from tests.hotline.desk.desk import settings_for

BASE = "https://porchlight.test"
SID, TOKEN, SECRET_TOKEN = "AC1", "a twilio token", "a-telegram-secret"
ROLES: tuple[Role, ...] = ("counselor", "supervisor", "auditor")
TOO_MUCH = 512 * 1024  # bytes of an answer


class WholeWeb:
    """Every route there is, with both providers and a line set up; nothing runs in the background."""

    def __init__(self, scene: Scene, *, production: bool = False) -> None:
        self.scene = scene
        settings = settings_for(
            scene,
            production=production,
            public_url=BASE,
            twilio=TwilioSettings(SID, TOKEN, "+15005550006", None, None),
            telegram=TelegramSettings("1:A", SECRET_TOKEN, "https://api.telegram.org"),
            hotline=HotlineSettings("1-617-555-0199", OpeningHours.parse("24/7"), ZoneInfo("America/New_York")),
        )
        self.parts = Parts(settings)
        self.app = make_web(self.parts)
        # Errors are to be seen as the answers that a provider or a browser would get.
        self.http = TestClient(self.app, BASE, raise_server_exceptions=False, follow_redirects=False)
        self.cookie = "__Host-desk" if production else "desk"
        self.members = {}
        with self.parts.database.write() as connection:
            for role in ROLES:
                self.members[role] = self.parts.staff.add(connection, role[:3], role, "no hash", None)

    def close(self) -> None:
        """Close the database."""
        self.parts.database.dispose()

    def waits(self, address: str, channel: str = "sms") -> int:
        """Let somebody write and wait for a person; return the handoff's number."""
        self.scene.hears("can someone call me", address, channel=channel)
        claim = self.scene.answers("We asked someone.")
        with self.parts.database.write() as connection:
            self.parts.handoffs.open(connection, claim.conversation_id, channel, "asked_for_person", False)
            handoff = self.parts.handoffs.open_one(connection, claim.conversation_id)
        assert handoff is not None
        return handoff.id

    def session(self, role: Role) -> tuple[str, str]:
        """Sign a member of the staff in; return what their cookie and their forms hold."""
        with self.parts.database.write() as connection:
            session = Sessions(self.parts.database).begin(connection, self.members[role], confirmed=True)
        return session.token, session.csrf

    def twilio(self, path: str, form: Mapping[str, str]) -> httpx.Response:
        """Post a form as Twilio does, signed."""
        signature = RequestValidator(TOKEN).compute_signature(BASE + path, dict(form))
        headers = {"x-twilio-signature": signature, "content-type": "application/x-www-form-urlencoded"}
        return self.http.post(path, content=urlencode(form, errors="surrogatepass"), headers=headers)

    def telegram(self, body: bytes) -> httpx.Response:
        """Post an update as Telegram does."""
        return self.http.post(
            "/webhooks/telegram", content=body, headers={"x-telegram-bot-api-secret-token": SECRET_TOKEN}
        )


def bounded(answer: httpx.Response) -> None:
    """Nothing broke, nothing of the inside is shown, and the answer is no longer than it may be."""
    assert answer.status_code != 500, answer.text[:300]
    assert len(answer.content) <= TOO_MUCH and "Traceback" not in answer.text
    assert "sqlalchemy" not in answer.text.lower() and "psycopg" not in answer.text.lower()


@contextmanager
def on_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[WholeWeb]:
    """The whole of web on a database of the kind that a fixture asks for ("sqlite" or "postgresql")."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            scene = Scene.on_copy(request.getfixturevalue("migrated_file"), folder)
            stack.callback(scene.database.dispose)
        else:
            database = stack.enter_context(request.getfixturevalue("postgresql").database())
            scene = Scene(database, folder=folder)
        web = WholeWeb(scene)
        stack.callback(web.close)
        yield web
