"""Both providers are down for an hour, then busy, then back: everything once, in order, and nothing stale."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Row

from bot.fixed_replies import reply_from
from bot.late_words import RESPONSES
from bot.safety.replies import crisis_reply
from bot.safety.verdict import Verdict
from connectors.delivery import Courier
from connectors.doorbell import SocketDoorbell
from connectors.journal import Claim
from connectors.messages import Incoming, Reply
from connectors.sending import Sender
from connectors.sms.sender import TwilioSender
from connectors.tables import contacts, conversations, outbox
from connectors.telegram.sender import TelegramSender, make_bot
from hotline.desk.delivered import delivery
from porchlight.bootstrap import Parts
from porchlight.database import now
from porchlight.numbers import placeholders
from porchlight.settings import TelegramSettings, TwilioSettings
from tests.clock import Clock
from tests.connectors.scene import Scene
from tests.doubles.telegram import FakeTelegram
from tests.doubles.twilio import FakeTwilio
from tests.doubles.twilio_webhooks import OUR_NUMBER
from tests.hotline.desk.desk import settings_for
from tests.invariants import Seen, broken_in

PUBLIC_URL = "https://porchlight.test"
ANN, CAT, EVE, FAY = (f"+1555010000{number}" for number in range(1, 5))
BOB, DAN = "1111222233", "1111222244"
STEP = 8  # minutes: longer than any wait that the courier sets by itself
WITHIN = 60.0  # seconds in which something real must have happened


class Town:
    """People on both channels, a worker that answers what it is told to, and one web process that delivers."""

    def __init__(self, scene: Scene, clock: Clock, twilio: FakeTwilio, telegram: FakeTelegram) -> None:
        self.clock, self.twilio, self.telegram = clock, twilio, telegram
        settings = settings_for(
            scene,
            public_url=PUBLIC_URL,
            twilio=TwilioSettings(twilio.account_sid, twilio.auth_token, OUR_NUMBER, None, twilio.url),
            telegram=TelegramSettings(telegram.token, "secret", telegram.url),
        )
        self.parts = Parts(settings, SocketDoorbell(settings.folder))
        self.acknowledged: list[tuple[str, str]] = []

    @contextlib.contextmanager
    def delivering(self) -> Iterator[None]:
        """Deliver by the real senders, in a thread, as web does."""
        ended = threading.Event()
        thread = threading.Thread(target=lambda: asyncio.run(self._deliver(ended)))
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join(WITHIN)
        assert not thread.is_alive()

    async def _deliver(self, ended: threading.Event) -> None:
        settings = self.parts.settings
        assert settings.twilio and settings.telegram
        senders: dict[str, Sender] = {
            "sms": TwilioSender(settings.twilio, settings.public_url),
            "telegram": TelegramSender(make_bot(settings.telegram)),
        }
        courier = Courier(self.parts.outbox, senders)
        listener = self.parts.doorbell.listen("outbox")
        task = asyncio.create_task(courier.run(listener))
        while not ended.is_set():
            await asyncio.sleep(0.01)
        while not task.done():  # a cancellation may come in the moment in which what it waits for is done
            task.cancel()
            await asyncio.wait({task}, timeout=0.5)
        await courier.finish(5.0)
        listener.close()
        for sender in senders.values():
            await sender.close()

    def writes(self, who: str, *answers: Reply | str, outcome: str = "answered", crisis: str | None = None) -> Claim:
        """Let somebody write, and be answered by a turn with that outcome."""
        channel = "sms" if who.startswith("+") else "telegram"
        provider_id = f"m{len(self.acknowledged)}"
        assert self.parts.journal.receive(Incoming(channel, provider_id, who, text="words"))
        self.acknowledged.append((channel, provider_id))
        claim = self.parts.journal.claim()
        assert claim is not None
        replies = [Reply(answer) if isinstance(answer, str) else answer for answer in answers]
        with self.parts.database.write() as connection:
            if crisis:
                self.parts.handoffs.open(connection, claim.conversation_id, channel, crisis, True)
            if outcome == "stopped":
                self.parts.journal.set_opted_out(connection, claim.conversation_id, True)
            self.parts.journal.finish(connection, claim, outcome=outcome, replies=replies, crisis=crisis)
        self.parts.changed()
        return claim

    def staff_write(self, claim: Claim, text: str) -> None:
        """Let somebody of the staff write to a person."""
        with self.parts.database.write() as connection:
            self.parts.outbox.add(connection, claim.conversation_id, Reply(text), staff_id=1)
        self.parts.changed()

    def minutes_pass(self, minutes: int) -> None:
        """Let time pass while the providers take nothing: what waits has been tried before, and is tried once more."""
        self.until(self.at_rest)
        before = {(row.id, row.attempts) for row in self._waiting()}
        self.clock_goes_on(minutes)
        self.until(lambda: before.isdisjoint((row.id, row.attempts) for row in self._waiting()) and self.at_rest())

    def clock_goes_on(self, minutes: int) -> None:
        """Set the clock, and have the courier look."""
        self.clock.forward(minutes=minutes)
        self.parts.changed()

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        give_up_at = time.monotonic() + WITHIN
        while not holds():
            waiting = [(row.id, row.attempts, row.due_at - now(), row.sending_until) for row in self._waiting()]
            assert time.monotonic() < give_up_at, waiting
            time.sleep(0.01)

    def _waiting(self) -> list[Row]:
        """Return each person's oldest reply that waits, with whether it is on its way."""
        waiting = (
            select(
                outbox.c.id, outbox.c.conversation_id, outbox.c.attempts, outbox.c.due_at, conversations.c.sending_until
            )
            .join(conversations, conversations.c.id == outbox.c.conversation_id)
            .where(outbox.c.status == "pending")
            .order_by(outbox.c.id.desc())
        )  # fmt: skip
        with self.parts.database.read() as connection:
            return list({row.conversation_id: row for row in connection.execute(waiting)}.values())

    def at_rest(self) -> bool:
        """Say whether everybody's oldest reply was tried, and nothing is on its way."""
        return all(row.attempts and row.sending_until is None for row in self._waiting())

    def all_settled(self) -> bool:
        """Say whether nothing waits any more."""
        return not self._waiting()

    @property
    def taken(self) -> dict[tuple[str, str], list[str]]:
        """What the providers took, by person."""
        found: dict[tuple[str, str], list[str]] = {}
        for text in self.twilio.sent:
            found.setdefault(("sms", text.to), []).append(text.body)
        for message in self.telegram.sent:
            found.setdefault(("telegram", str(message.chat_id)), []).append(message.text)
        return found

    def hears(self, who: str) -> list[str]:
        """Return what one person got."""
        return self.taken.get(("sms" if who.startswith("+") else "telegram", who), [])

    def seen_at_the_desk(self, who: str) -> list[tuple[str, str]]:
        """Return what was said to somebody as staff see it, with what became of each."""
        keys = self.parts.cipher.fingerprints("address", "sms" if who.startswith("+") else "telegram", who)
        with self.parts.database.read() as connection:
            wanted = select(contacts.c.conversation_id).where(contacts.c.address_key.in_(keys))
            lines = self.parts.transcript.story(connection, connection.execute(wanted).scalar_one())
        return [(line.text, became.words) for line in lines if (became := delivery(line))]

    def broken(self) -> list[str]:
        """Return what does not hold of the journal."""
        return broken_in(self.parts.database, self.parts.cipher, Seen(self.acknowledged, self.taken))


@pytest.fixture
def town(scene: Scene, clock: Clock) -> Iterator[Town]:
    """Everybody is well."""
    with FakeTwilio() as twilio, FakeTelegram() as telegram:
        clock.stop()
        town = Town(scene, clock, twilio, telegram)
        yield town
        town.parts.database.dispose()
        assert twilio.invalid == telegram.invalid == []


def words(name: str, ago: str = "") -> str:
    """Return one of the reviewed texts about being late."""
    return reply_from(RESPONSES, name, "sms", {**placeholders(None), "ago": ago}).text


def test_an_hour_without_providers(town: Town) -> None:
    """Everybody gets each thing once and in order; who would have got a stale answer is told so, once."""
    for double in (town.twilio, town.telegram):
        double.faults.until_cleared(503)
    urgent = crisis_reply(Verdict("crisis_suicide", "sure"), "sms")
    with town.delivering():
        town.writes(ANN, "welcome", "an answer")
        bob = town.writes(BOB, "an answer on telegram")
        town.minutes_pass(STEP)
        town.writes(EVE, "an answer for eve")
        town.writes(ANN, "a second answer")
        town.minutes_pass(STEP)
        town.writes(CAT, urgent, outcome="crisis", crisis="crisis_suicide")
        town.writes(DAN, "the confirmation of an opt-out", outcome="stopped")
        for _ in range(4):
            town.minutes_pass(STEP)
        town.writes(ANN, "a fresh answer")
        town.staff_write(bob, "hello, this is Sam")
        town.minutes_pass(STEP)
        assert town.taken == {}
        # Back, and busy: both say so once to everybody, and Telegram for how long.
        town.twilio.faults.until_cleared(429)
        town.telegram.faults.until_cleared(429, retry_after=400)
        town.minutes_pass(STEP)
        town.writes(FAY, "an answer for fay")
        assert town.taken == {}
        town.twilio.faults.clear()
        town.telegram.faults.clear()
        town.clock_goes_on(10)
        town.until(town.all_settled)
    assert town.hears(ANN) == [words("utter_held_up_answer_next", "about an hour ago"), "a fresh answer"]
    assert town.hears(EVE) == [words("utter_held_up", "about an hour ago")]
    assert town.hears(FAY) == ["an answer for fay"]
    assert town.hears(CAT) == [f"{words('utter_held_up_line', 'about an hour ago')}\n{urgent.text}"]
    assert town.hears(BOB) == ["hello, this is Sam"]
    assert town.hears(DAN) == ["the confirmation of an opt-out"]
    assert town.broken() == []
    never = "Not sent: it was held up for too long. They were told, or answered since"
    assert [became for _, became in town.seen_at_the_desk(ANN)] == ["Sent", never, never, "Sent"]
    assert town.seen_at_the_desk(BOB) == [("an answer on telegram", never), ("hello, this is Sam", "Sent")]


def test_a_few_minutes_without_providers_change_nothing(town: Town) -> None:
    """What is late but not stale goes out as it was written, all of it."""
    town.twilio.faults.until_cleared(503)
    with town.delivering():
        town.writes(ANN, "one", "two")
        town.minutes_pass(STEP)
        town.writes(ANN, "three")
        town.minutes_pass(STEP)
        town.twilio.faults.clear()
        town.clock_goes_on(STEP)
        town.until(town.all_settled)
    assert town.hears(ANN) == ["one", "two", "three"]
    assert town.broken() == []


def test_a_provider_that_asks_for_patience_gets_it(town: Town) -> None:
    """Telegram says 400 seconds, and is not asked again before; then everything comes."""
    town.telegram.faults.next(429, retry_after=400, on="sendMessage")
    with town.delivering():
        town.writes(BOB, "one", "two")
        town.until(town.at_rest)
        assert dt.timedelta(seconds=400) <= _waits(town) <= dt.timedelta(seconds=600)
        town.clock_goes_on(10)
        town.until(town.all_settled)
    assert town.hears(BOB) == ["one", "two"]
    assert town.broken() == []


def test_web_that_was_down_for_an_hour_says_so(town: Town) -> None:
    """Nothing was tried meanwhile: it is as late for the person, and they are told the same."""
    town.writes(ANN, "one")
    town.writes(BOB, "two")
    town.clock.forward(minutes=100)
    with town.delivering():
        town.until(town.all_settled)
    assert town.hears(ANN) == town.hears(BOB) == [words("utter_held_up", "about 2 hours ago")]
    assert town.broken() == []


@pytest.mark.parametrize("jump", [-60, 60])
def test_the_clock_jumps_while_a_text_is_on_its_way(town: Town, jump: int) -> None:
    """Twilio is slow to answer, the clock jumps an hour, web looks again meanwhile: the text is sent once."""
    town.twilio.faults.next("silence", 2.5)
    with town.delivering():
        town.writes(ANN, "one")
        town.until(lambda: bool(town.twilio.attempts))
        town.clock_goes_on(jump)
        town.writes(EVE, "another")  # the courier looks at the outbox
        town.until(lambda: town.hears(EVE) == ["another"])
        assert len([to for to, _ in town.twilio.attempts if to == ANN]) == 1
        town.until(town.at_rest)
        town.clock_goes_on(2)
        town.until(town.all_settled)
    assert len(town.hears(ANN)) == 1
    assert town.broken() == []


def _waits(town: Town) -> dt.timedelta:
    """Return how long the only person's oldest reply still waits."""
    with town.parts.database.read() as connection:
        due_at = connection.execute(select(outbox.c.due_at).order_by(outbox.c.id).limit(1)).scalar_one()
    wait: dt.timedelta = due_at - now()
    return wait
