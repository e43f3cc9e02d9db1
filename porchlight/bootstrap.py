"""The composition root: the only place that knows which parts make up a running service.

Every function takes what a test may want to replace as an argument.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute

from bot.briefing import brief, settling
from bot.hotline_words import say
from bot.late_words import KINDS, LateWords
from bot.lifeguard import Lifeguard
from bot.safety.screen import CrisisScreen
from connectors.delivery import Courier
from connectors.doorbell import Doorbell, doorbell_for
from connectors.failures import Failures
from connectors.gauges import Gauges, LastHour, pending, set_aside, unread, workers_alive
from connectors.headers import BaseHeaders
from connectors.held_up import HeldUp
from connectors.journal import Journal
from connectors.outbox import Outbox
from connectors.phone.page import PhonePage
from connectors.privacy_page import PrivacyPage, privacy_words
from connectors.reception import Reception
from connectors.sending import Sender
from connectors.sms.sender import TwilioSender
from connectors.telegram.polling import answer_tap, stay_reachable
from connectors.telegram.sender import TelegramSender, make_bot
from connectors.transcript import Transcript
from connectors.web import Health, Webhooks, hang_up
from connectors.workers import Workers
from facilities_db.gauges import directory_age
from facilities_db.tables import facilities
from hotline.callbacks import Callbacks
from hotline.desk.app import DeskParts, desk_routes
from hotline.gauges import waiting
from hotline.handoffs import Handoffs
from hotline.lines import Hotline
from hotline.offering import Offering
from hotline.paging import ApprisePager
from hotline.queue import Queue
from hotline.relay import Relay
from hotline.retention import Retention
from hotline.staff import StaffRegister
from hotline.voice.calls import Calls
from hotline.voice.exchange import Exchange
from hotline.voice.trunk import trunk_of
from hotline.watch import Watch
from porchlight.database import Database
from porchlight.schema import is_current
from porchlight.sealing import Cipher
from porchlight.settings import Settings

if TYPE_CHECKING:  # the web process never imports Rasa
    from bot.assistant import Assistant
    from bot.turn import Turns


log = structlog.get_logger()


class Parts:
    """What web and worker share."""

    def __init__(self, settings: Settings, doorbell: Doorbell | None = None) -> None:
        self.settings = settings
        self.database = Database(settings.database_url)
        self.cipher = Cipher(settings.secret_key, *settings.old_secret_keys)
        self.journal = Journal(self.database, self.cipher)
        self.transcript = Transcript(self.database, self.cipher)
        self.outbox = Outbox(self.database, self.cipher, HeldUp(settings.stale_after, LateWords(), KINDS))
        self.workers = Workers(self.database)
        self.hotline = Hotline(settings.hotline)
        self.handoffs = Handoffs(self.database, settings.hotline.promise)
        self.staff = StaffRegister(self.database)
        self.relay = Relay(self.outbox, say, self.hotline)
        self.queue = Queue(self.database, self.cipher, self.handoffs, self.staff, self.relay, settling(self.database))
        self.trunk = trunk_of(settings)
        self.callbacks = Callbacks(self.database)
        self.calls = Calls(self.database, self.cipher, self.hotline, set_up=self.trunk is not None)
        self.pager = ApprisePager(settings.hotline.pages, settings.public_url)
        self.doorbell = doorbell or doorbell_for(self.database)

    @cached_property
    def screen(self) -> CrisisScreen:
        """The crisis screen, loaded once."""
        return CrisisScreen.load()

    def changed(self) -> None:
        """Wake delivery and every open desk, from any thread."""
        self.doorbell.ring("outbox")
        self.doorbell.ring("desk")

    def exchange(self) -> Exchange:
        """Return what makes calls."""
        return Exchange(self.trunk, self.database, self.handoffs, self.calls, self.relay, self.hotline, self.changed)

    def watch(self) -> Watch:
        """Return what does things when their time has come."""
        return Watch(
            self.database,
            self.handoffs,
            self.relay,
            self.hotline,
            self.callbacks,
            self.calls,
            self.pager,
            self.changed,
        )

    def retention(self) -> Retention:
        """Return what erases what has been kept long enough."""
        return Retention(self.database, self.settings.retention)

    def desk(self) -> DeskParts:
        """Return what the staff's desk needs."""
        return DeskParts(
            database=self.database,
            cipher=self.cipher,
            transcript=self.transcript,
            handoffs=self.handoffs,
            line=self.hotline,
            staff=self.staff,
            relay=self.relay,
            queue=self.queue,
            calls=self.calls,
            callbacks=self.callbacks,
            brief=brief,
            doorbell=self.doorbell,
            changed=self.changed,
            secure=self.settings.production,
        )

    def readiness(self) -> dict[str, str]:
        """Return the state of each part that must be well before people can be answered."""
        try:
            migrated = is_current(self.database)
            alive = self.workers.ready() if migrated else 0
        except SQLAlchemyError:
            return {"database": "cannot be reached", "migrations": "unknown", "worker": "unknown"}
        return {
            "database": "ok",
            "migrations": "ok" if migrated else "not run: porchlight migrate",
            "worker": "ok" if alive else "none is alive with a model: porchlight worker",
        }

    def gauges(self) -> Gauges:
        """Return what Prometheus is told of the database."""
        readings = (workers_alive(self.workers), unread, set_aside, pending, LastHour(), waiting, directory_age)
        return Gauges(self.database, readings)

    def directory_notice(self) -> str | None:
        """Return a warning for developers while only the invented sample programs are loaded."""
        with self.database.read() as connection:
            real = connection.execute(select(facilities.c.id).where(facilities.c.sample.is_(False)).limit(1)).first()
        return (
            None
            if real
            else "Programs are SAMPLE data, invented. Load a real directory: porchlight facilities import FILE"
        )


def load_turns(parts: Parts) -> Turns:
    """Load the newest model and return what runs turns. Raises FileNotFoundError when none was trained."""
    from bot.assistant import Assistant
    from bot.training import latest_model

    model = latest_model(parts.settings.model_folder)
    if model is None:
        raise FileNotFoundError("No model yet. Train one: porchlight train")
    return make_turns(parts, Assistant(model))


def make_turns(parts: Parts, assistant: Assistant) -> Turns:
    """Return what runs turns with this assistant."""
    from bot.reaching.hearing import Reaching
    from bot.reaching.means import Means
    from bot.turn import Turns

    offering = Offering(parts.database, parts.hotline, parts.staff, parts.calls)
    means = Means(parts.database, parts.handoffs, offering, parts.hotline, parts.callbacks, parts.calls)
    return Turns(
        parts.database,
        parts.journal,
        parts.transcript,
        parts.handoffs,
        parts.hotline,
        offering,
        Reaching(means),
        parts.screen,
        assistant,
        partial(privacy_words, parts.settings.retention, parts.settings.public_url),
        parts.settings.stale_after,
    )


def make_web(parts: Parts, senders: dict[str, Sender] | None = None) -> Starlette:
    """Return the web application; its lifespan delivers the outbox and watches for danger."""
    settings = parts.settings
    bot = make_bot(settings.telegram) if settings.telegram else None
    if senders is None:
        senders = {}
        if settings.twilio:
            senders["sms"] = TwilioSender(settings.twilio, settings.public_url)
        if bot:
            senders["telegram"] = TelegramSender(bot)
    guard = Lifeguard(parts.database, parts.journal, parts.workers, parts.handoffs, parts.screen, parts.doorbell)
    background: set[asyncio.Task[None]] = set()

    def start(work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        background.add(task)
        task.add_done_callback(background.discard)

    def received() -> None:
        parts.doorbell.ring("inbox")
        parts.doorbell.ring("desk")
        guard.look()

    def tapped(callback_query_id: str) -> None:
        if bot:
            start(answer_tap(bot, callback_query_id))

    reception = Reception(parts.journal, received)
    routes: list[BaseRoute] = []
    routes += Webhooks(settings, reception, parts.outbox, tapped, lambda: parts.doorbell.ring("desk")).routes()
    exchange = parts.exchange()
    routes += exchange.routes()
    routes += Health(parts.readiness, parts.gauges()).routes()
    routes += PrivacyPage(settings.retention).routes()
    routes += desk_routes(parts.desk())
    if not settings.production:
        routes += PhonePage(reception, parts.outbox, parts.directory_notice).routes()

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        courier = Courier(parts.outbox, senders, lambda: parts.doorbell.ring("desk"))
        listener = parts.doorbell.listen("outbox")
        start(courier.run(listener))
        start(guard.run())
        start(parts.watch().run())
        start(parts.retention().run())
        start(exchange.run(parts.doorbell))
        start(asyncio.to_thread(parts.pager.warn))
        if bot and settings.telegram:
            start(stay_reachable(bot, settings.public_url, settings.telegram.secret_token, reception))
        try:
            yield
        finally:
            for task in list(background):
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)
            await courier.finish(5.0)
            listener.close()
            for sender in senders.values():
                with contextlib.suppress(Exception):
                    await sender.close()

    return Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={ClientDisconnect: hang_up},
        middleware=[Middleware(BaseHeaders, secure=settings.production), Middleware(Failures)],
    )
