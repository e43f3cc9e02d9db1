"""The courier: what may succeed later is tried again, what can't is given up visibly, nobody's order is lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet

from connectors.delivery import MAX_ATTEMPTS, Courier, backoff
from connectors.doorbell import SocketDoorbell
from connectors.messages import Reply
from connectors.sending import Refused, TryLater
from connectors.tables import contacts, outbox
from porchlight.database import now
from tests.connectors.scene import ANN, BOB, PHONE, Scene, ago


class FakeSender:
    """Writes down what it is given; the errors it was told to raise come first."""

    def __init__(self, *errors: Exception, slow: float = 0.0) -> None:
        self.errors = list(errors)
        self.slow = slow
        self.said: list[tuple[str, str]] = []
        self.at: list[float] = []
        self.busy_with: list[str] = []
        self.met = False

    async def send(self, address: str, reply: Reply, outbox_id: int) -> str | None:
        """Send it, after the errors; notice two at once to one person."""
        self.met = self.met or address in self.busy_with
        self.busy_with.append(address)
        await asyncio.sleep(self.slow)
        self.busy_with.remove(address)
        if self.errors:
            raise self.errors.pop(0)
        self.said.append((address, reply.text))
        self.at.append(time.monotonic())
        return f"SM{outbox_id}"

    async def close(self) -> None:
        """Nothing is open."""


def _deliver(scene: Scene, sender: FakeSender, folder: Path, until: Callable[[], bool], channel: str = PHONE) -> None:
    """Run a courier until something holds; it must within a minute."""

    async def run() -> None:
        courier = Courier(scene.outbox, {channel: sender})
        listener = SocketDoorbell(folder).listen("outbox")
        task = asyncio.create_task(courier.run(listener))
        give_up_at = time.monotonic() + 60.0
        while not until() and not task.done() and time.monotonic() < give_up_at:
            await asyncio.sleep(0.01)
        await courier.finish(2.0)
        while not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=0.5)
        listener.close()
        if not task.cancelled():
            task.result()

    asyncio.run(run())
    assert until()


def _statuses(scene: Scene) -> list[str]:
    return [row.status for row in scene.rows(outbox)]


def test_each_persons_replies_arrive_in_order_one_at_a_time(scene: Scene, short_folder: Path) -> None:
    """Slow sends to several people overlap; two to one person never do, and keep their order."""
    for who in (ANN, BOB, "+15550100003"):
        scene.asked_and_answered("one", "two", "three", who=who)
    sender = FakeSender(slow=0.02)
    _deliver(scene, sender, short_folder, lambda: _statuses(scene) == ["sent"] * 9)
    for who in (ANN, BOB, "+15550100003"):
        assert [text for address, text in sender.said if address == who] == ["one", "two", "three"]
    assert not sender.met
    assert {address for address, _ in sender.said[:3]} == {ANN, BOB, "+15550100003"}


def test_what_was_sent_can_be_found_by_its_id(scene: Scene, short_folder: Path) -> None:
    """The provider's id is kept, as a fingerprint, for the carrier's reports."""
    scene.asked_and_answered("one")
    _deliver(scene, FakeSender(), short_folder, lambda: _statuses(scene) == ["sent"])
    assert scene.outbox.status_changed(PHONE, f"SM{scene.row(outbox).id}", "delivered", None)


def test_the_wait_a_provider_asks_for_is_kept(scene: Scene, short_folder: Path) -> None:
    """ "retry_after: 40" means at least 40 seconds; nothing overtakes meanwhile."""
    scene.asked_and_answered("one", "two")
    sender = FakeSender(TryLater("429", 40.0))
    _deliver(scene, sender, short_folder, lambda: scene.rows(outbox)[0].error == "429")
    waits = (scene.rows(outbox)[0].due_at - now()).total_seconds()
    assert 35.0 < waits <= 60.0
    assert (sender.said, _statuses(scene)) == ([], ["pending", "pending"])


def test_a_moment_of_trouble_passes(scene: Scene, short_folder: Path) -> None:
    """After an error without a wait, the same reply goes out a second or so later, then the next."""
    scene.asked_and_answered("one", "two")
    sender = FakeSender(TryLater("503"))
    _deliver(scene, sender, short_folder, lambda: _statuses(scene) == ["sent", "sent"])
    assert [text for _, text in sender.said] == ["one", "two"]
    assert scene.rows(outbox)[0].error is None


def test_a_refusal_is_final_and_visible(scene: Scene, short_folder: Path) -> None:
    """The reason stays on the reply, and the next one still goes."""
    scene.asked_and_answered("one", "two")
    sender = FakeSender(Refused("30003"))
    _deliver(scene, sender, short_folder, lambda: _statuses(scene) == ["failed", "sent"])
    assert scene.rows(outbox)[0].error == "30003"
    assert scene.row(contacts).undeliverable == "30003"


def test_a_person_who_blocked_us_is_marked(scene: Scene, short_folder: Path) -> None:
    """The provider's word for it becomes an opt-out."""
    scene.asked_and_answered("one")
    _deliver(scene, FakeSender(Refused("403", opted_out=True)), short_folder, lambda: _statuses(scene) == ["blocked"])
    assert scene.row(contacts).opted_out_at is not None


def test_after_a_day_of_trying_it_is_given_up(scene: Scene, short_folder: Path) -> None:
    """The last attempt that fails leaves the reply failed, with its reason."""
    scene.asked_and_answered("one")
    scene.change(outbox, attempts=MAX_ATTEMPTS - 1)
    _deliver(scene, FakeSender(TryLater("503")), short_folder, lambda: _statuses(scene) == ["failed"])
    assert scene.row(outbox).error == "503"


def test_a_bug_in_a_sender_loses_nothing(scene: Scene, short_folder: Path) -> None:
    """An error nobody expected counts as trouble, named by its kind and never by its words."""
    scene.asked_and_answered("one")
    sender = FakeSender(KeyError(ANN))
    _deliver(scene, sender, short_folder, lambda: scene.row(outbox).error == "KeyError")
    scene.change(outbox, due_at=ago(1))
    _deliver(scene, sender, short_folder, lambda: _statuses(scene) == ["sent"])


def test_an_unreadable_reply_does_not_stop_the_others(scene: Scene, short_folder: Path) -> None:
    """One row sealed with another secret (a changed SECRET_KEY) holds back nobody else's replies."""
    scene.asked_and_answered("lost")
    scene.change(outbox, body=Fernet(Fernet.generate_key()).encrypt(b"{}"))
    scene.asked_and_answered("for bob", who=BOB)
    sender = FakeSender()
    _deliver(scene, sender, short_folder, lambda: (BOB, "for bob") in sender.said)


def test_a_provider_gets_no_more_than_it_takes(scene: Scene, short_folder: Path) -> None:
    """One message a second to one person on SMS."""
    scene.asked_and_answered("one", "two", channel="sms")
    sender = FakeSender()
    _deliver(scene, sender, short_folder, lambda: _statuses(scene) == ["sent", "sent"], "sms")
    assert sender.at[1] - sender.at[0] >= 0.95


def test_waits_double_up_to_five_minutes() -> None:
    """1, 2, 4 seconds and so on, with 0 to 50% more, and never over 5 minutes and a half of that."""
    for attempts, wait in [(1, 1), (2, 2), (3, 4), (5, 16), (9, 256), (10, 300), (50, 300), (MAX_ATTEMPTS, 300)]:
        drawn = [backoff(attempts, None) for _ in range(200)]
        assert wait <= min(drawn) and max(drawn) <= wait * 1.5
        assert max(drawn) - min(drawn) > wait * 0.2, "many people's messages would come back at one moment"


def test_a_wait_that_was_asked_for_is_a_minimum() -> None:
    """What a provider asks for is never undercut, and a longer backoff of our own stays."""
    assert all(600 <= backoff(1, 600.0) <= 900 for _ in range(50))
    assert all(256 <= backoff(9, 1.0) <= 384 for _ in range(50))


def test_all_attempts_take_about_a_day() -> None:
    """Giving up comes after one to two days."""
    hours = sum(backoff(attempts, None) for attempts in range(1, MAX_ATTEMPTS)) / 3600
    assert 20 < hours < 48
