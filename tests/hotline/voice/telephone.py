"""A hotline with a telephone: the real parts on one database, FakeTwilio, and somebody who wants to be called."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import uvicorn
from sqlalchemy import select
from starlette.applications import Starlette
from typing_extensions import Self

from bot.hotline_words import say
from connectors.doorbell import SocketDoorbell
from connectors.messages import Reply
from connectors.tables import contacts, outbox
from hotline.callbacks import Callbacks
from hotline.handoffs import Handoff, Handoffs
from hotline.lines import Hotline
from hotline.relay import Relay
from hotline.staff import StaffRegister
from hotline.tables import audit, calls
from hotline.voice.calls import Calls
from hotline.voice.exchange import Exchange
from hotline.voice.trunk import Trunk
from porchlight.database import now
from porchlight.hours import OpeningHours
from porchlight.settings import HotlineSettings, TwilioSettings
from tests.connectors.scene import Scene
from tests.doubles.phone_call import Asked, Phone, PhoneCall
from tests.doubles.twilio import FakeTwilio
from tests.doubles.twilio_webhooks import OUR_NUMBER, signed

PUBLIC_URL = "https://porchlight.test"
LINE, ANN = "+16175550199", "+13125550143"
CALLED = "+16465550111"  # what somebody on Telegram gives
OPEN, CLOSED = OpeningHours.parse("24/7"), OpeningHours.parse("Mon 00:00-00:01")
# Six in the evening in Chicago, where Ann's number is; a Wednesday.
EVENING = dt.datetime(2026, 11, 25, 18, 0, tzinfo=ZoneInfo("America/Chicago"))

# The replies, by what each begins with.
MISSED_YOU, NOBODY, NIGHT, BROKE = (
    say(f"utter_hotline_call_{name}", "sms", number="", when="", reference="", line="").text[:42]
    for name in ("missed_you", "nobody", "night", "broke")
)


class Telephone:
    """The exchange of one web process on a real port, its switchboard running. Use it in a `with`."""

    def __init__(self, scene: Scene, twilio: FakeTwilio, folder: Any, *, patience: float = 5.0) -> None:
        self.scene = scene
        self.twilio = twilio
        self.moment = EVENING
        self.line = Hotline(HotlineSettings("1-617-555-0199", OPEN, ZoneInfo("America/New_York")), lambda: self.moment)
        account = TwilioSettings(twilio.account_sid, twilio.auth_token, OUR_NUMBER, None, twilio.url)
        self.trunk = Trunk(account, OUR_NUMBER, LINE, PUBLIC_URL)
        self.handoffs = Handoffs(scene.database)
        self.callbacks = Callbacks(scene.database)
        self.calls = Calls(scene.database, scene.cipher, self.line, set_up=True)
        self.relay = Relay(scene.outbox, say, self.line)
        self.rung: list[bool] = []
        self._doorbell = SocketDoorbell(folder)
        self.exchange = Exchange(
            self.trunk, scene.database, self.handoffs, self.calls, self.relay, self.line, self.changed, patience
        )
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.url = ""

    def changed(self) -> None:
        """What the exchange calls after each change."""
        self.rung.append(True)
        self._doorbell.ring("outbox")

    def close_line(self) -> None:
        """Nobody is at the line any more."""
        self.line.settings = HotlineSettings("1-617-555-0199", CLOSED, ZoneInfo("America/New_York"))

    def __enter__(self) -> Self:
        """Serve on a port of its own, and make calls."""

        @contextlib.asynccontextmanager
        async def lifespan(app: Starlette) -> AsyncIterator[None]:
            running = asyncio.create_task(self.exchange.run(self._doorbell))
            yield
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

        app = Starlette(routes=self.exchange.routes(), lifespan=lifespan)
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(app, ws="none", log_config=None, access_log=False, timeout_graceful_shutdown=5)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([listener],), daemon=True)
        self._thread.start()
        self.wait_until(lambda: self._server is not None and self._server.started)
        return self

    def __exit__(self, *error: object) -> None:
        assert self._server is not None and self._thread is not None
        self._server.should_exit = True
        self._thread.join(30)
        assert not self._thread.is_alive()

    def wait_until(self, met: Callable[[], object], seconds: float = 30.0) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + seconds
        while not met():
            assert time.monotonic() < deadline, "not so in time"
            time.sleep(0.005)

    # People and staff

    def waits(
        self, address: str = ANN, channel: str = "sms", reason: str = "asked_for_person", **more: bool
    ) -> Handoff:
        """Somebody writes, is answered, and waits for a person."""
        self.scene.hears("can someone call me", address, channel=channel)
        claim = self.scene.claim()
        self.scene.finish(claim)
        with self.scene.database.write() as connection:
            self.handoffs.open(connection, claim.conversation_id, channel, reason, more.get("urgent", False))
            found = self.handoffs.open_one(connection, claim.conversation_id)
        assert found is not None
        return found

    def member(self, name: str = "dana") -> int:
        """Somebody of the staff, by their id."""
        with self.scene.database.write() as connection:
            return StaffRegister(self.scene.database).add(connection, name, "counselor", "hash", None).id

    def wants(self, handoff: Handoff, **more: Any) -> bool:
        """Ask for a call, and ring the doorbell."""
        with self.scene.database.write() as connection:
            wanted = self.calls.want(connection, handoff, **more)
        self._doorbell.ring("outbox")
        return wanted

    def asks(self, handoff: Handoff, **more: Any) -> PhoneCall:
        """Ask for a call, and wait until Twilio is asked for it."""
        assert self.wants(handoff, **more)
        return self.next_call()

    def next_call(self, number: int = 1) -> PhoneCall:
        """Wait until Twilio was asked for so many calls, and return the last, ready to be played."""
        placed = self.twilio.wait_for_calls(number, 30.0)[number - 1]
        return PhoneCall(self.twilio, placed, PUBLIC_URL, self.url)

    def played(self, line: Phone, *person: Phone, **more: Any) -> PhoneCall:
        """A whole call with somebody new."""
        return self.asks(self.waits(), **more).play(line, *person)

    def says_stop(self, handoff: Handoff) -> None:
        """The person opts out of messages."""
        with self.scene.database.write() as connection:
            self.scene.journal.set_opted_out(connection, handoff.conversation_id, True)

    # What became of it

    @property
    def call(self) -> Any:
        """The row of the only call."""
        return self.scene.row(calls)

    @property
    def result(self) -> str:
        """How the only call ended; it has to end soon."""
        self.wait_until(lambda: self.call.status == "ended")
        return str(self.call.result)

    def told(self) -> list[str]:
        """What was said to people on the hotline's own account."""
        return [Reply.from_json(self.scene.cipher.decrypt(row.body)).text for row in self.scene.rows(outbox)]

    def log(self) -> list[tuple[str, str | None]]:
        """The audit log: actions and details."""
        return [(row.action, row.detail) for row in self.scene.rows(audit)]

    def handoff(self, handoff_id: int) -> Handoff:
        """A handoff as it is now."""
        with self.scene.database.read() as connection:
            found = self.handoffs.get(connection, handoff_id)
        assert found is not None
        return found

    def given_number(self) -> str | None:
        """The number that somebody gave to be called at."""
        with self.scene.database.read() as connection:
            sealed = connection.execute(select(contacts.c.call_address)).scalar_one()
        return sealed and self.scene.cipher.decrypt(sealed)

    def post(self, step: str, token: str, **form: str) -> httpx.Response:
        """One signed request, as from Twilio."""
        url, headers, body = signed(f"{PUBLIC_URL}/webhooks/voice/{step}/{token}", self.twilio.auth_token, form)
        return httpx.post(self.url + url[len(PUBLIC_URL) :], headers=headers, content=body, timeout=30.0)

    def overdue(self, **values: Any) -> None:
        """Let the time pass in which news of every call should have come."""
        self.scene.change(calls, due_at=now() - dt.timedelta(seconds=1), **values)
        self._doorbell.ring("outbox")


def steps(call: PhoneCall) -> list[str]:
    """Which steps Twilio asked for, in order."""
    return [asked.path.split("/")[3] for asked in call.asked]


def last(call: PhoneCall) -> Asked:
    """The last request."""
    return call.asked[-1]
