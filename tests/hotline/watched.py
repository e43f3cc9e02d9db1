"""A hotline on which time passes: what the tests of the watch begin from."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.engine import Connection

from bot.hotline_words import say
from connectors.messages import Reply
from connectors.tables import conversations, outbox
from hotline.callbacks import Callbacks
from hotline.handoffs import Handoff, Handoffs
from hotline.lines import Hotline
from hotline.relay import Relay
from hotline.staff import Member, StaffRegister
from hotline.tables import audit, callbacks, calls, handoffs, staff
from hotline.watch import Watch
from porchlight.database import now
from porchlight.hours import OpeningHours
from porchlight.settings import HotlineSettings
from tests.connectors.scene import ANN, PHONE, Scene, ago

NUMBER = "1-617-555-0199"


class FakePhone:
    """Makes calls on paper: a row in `calls`, as the real one writes it."""

    def __init__(self) -> None:
        self.set_up = True
        self.possible = True

    def want(self, connection: Connection, handoff: Handoff, *, callback_id: int | None = None) -> bool:
        """Note that a call is wanted, where it can be made."""
        if not self.possible:
            return False
        row = {
            "token": f"call of {handoff.code} for {callback_id}",
            "handoff_id": handoff.id,
            "callback_id": callback_id,
            "status": "wanted",
            "made_at": now(),
            "due_at": now(),
        }
        connection.execute(calls.insert().values(**row))
        return True


class FakePager:
    """Writes down its pages. `broken`: the numbers of addresses that take none."""

    def __init__(self, addresses: int = 2) -> None:
        self.addresses = addresses
        self.broken: set[int] = set()
        self.sent: list[tuple[int, str]] = []
        self.waited: list[dt.timedelta] = []

    def __len__(self) -> int:
        return self.addresses

    def send(self, number: int, code: str, waited: dt.timedelta) -> bool:
        """Note it."""
        if number in self.broken:
            return False
        self.sent.append((number, code))
        self.waited.append(waited)
        return True


class Watched:
    """One hotline with a watch over it; people wait, and staff come and go, in one line each."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.handoffs = Handoffs(scene.database)
        self.register = StaffRegister(scene.database)
        self.clock = now()
        self.hours = "24/7"
        self.phone, self.pager = FakePhone(), FakePager()
        self.callbacks = Callbacks(scene.database)
        self.rung = 0
        self.watch = self.another()

    def another(self) -> Watch:
        """Return a watch as another web process has it."""
        settings = HotlineSettings(NUMBER, OpeningHours.parse(self.hours), ZoneInfo("UTC"))
        line = Hotline(settings)
        relay = Relay(self.scene.outbox, say, line)
        return Watch(
            self.scene.database, self.handoffs, relay, line, self.callbacks, self.phone, self.pager, self._changed
        )

    def _changed(self) -> None:
        self.rung += 1

    def closed(self) -> None:
        """Let the line be closed from now on."""
        day = now().strftime("%a")
        other = "Mon" if day in ("Wed", "Thu", "Fri") else "Thu"
        self.hours = f"{other} 12:00-12:01"
        self.watch = self.another()

    def pages(self, addresses: int) -> None:
        """Let there be so many addresses to page."""
        self.pager.addresses = addresses
        self.watch = self.another()

    def member(self, name: str = "sam", seen: float = 0) -> Member:
        """Add somebody to the staff who was at the desk `seen` seconds ago."""
        with self.scene.database.write() as connection:
            member = self.register.add(connection, name, "counselor", "-", name.title())
            connection.execute(update(staff).where(staff.c.id == member.id).values(seen_at=ago(seen)))
        return member

    def waits(self, who: str = ANN, *, urgent: bool = False, **columns: Any) -> Handoff:
        """Somebody writes, is answered and waits for a person; `columns` say how."""
        self.scene.hears("i need someone", who, channel=columns.get("channel", PHONE))
        claim = self.scene.answers("We asked someone.")
        reason = "crisis_suicide" if urgent else "asked_for_person"
        with self.scene.database.write() as connection:
            code = self.handoffs.open(connection, claim.conversation_id, claim.channel, reason, urgent)
            if columns:
                connection.execute(update(handoffs).where(handoffs.c.code == code).values(**columns))
        return self.now(code)

    def calls_at(self, handoff: Handoff, seconds: float, **columns: Any) -> None:
        """A call is promised for so many seconds from now (or ago, below zero), an hour before its time."""
        due = now() + dt.timedelta(seconds=seconds)
        row = {
            "handoff_id": handoff.id,
            "due_at": due,
            "timezone": "America/Chicago",
            "status": "set",
            "made_at": due - dt.timedelta(hours=1),
        }
        with self.scene.database.write() as connection:
            connection.execute(callbacks.insert().values(**row | columns))

    def set(self, handoff: Handoff, **columns: Any) -> None:
        """Change one handoff behind the code's back."""
        with self.scene.database.write() as connection:
            connection.execute(update(handoffs).where(handoffs.c.id == handoff.id).values(**columns))

    def now(self, of: str | Handoff) -> Handoff:
        """Return the handoff as it stands now."""
        found = self.handoffs.by_code(of if isinstance(of, str) else of.code)
        assert found is not None
        return found

    def row(self) -> Any:
        """Return the only handoff's row."""
        return self.scene.row(handoffs)

    def said(self) -> list[str]:
        """Return what people were told, but for the first answers."""
        rows = [row for row in self.scene.rows(outbox) if row.cause is None]
        return [Reply.from_json(self.scene.cipher.decrypt(row.body)).text for row in rows]

    def log(self) -> list[tuple[str, str | None]]:
        """Return what the audit log says, without who was added."""
        return [(row.action, row.detail) for row in self.scene.rows(audit) if row.action != "staff_added"]

    def promised(self) -> list[str]:
        """Return what became of the promised calls."""
        return [row.status for row in self.scene.rows(callbacks)]

    def touched(self) -> dt.datetime:
        """Return when the only conversation last changed."""
        with self.scene.database.read() as connection:
            moment: dt.datetime = connection.execute(conversations.select()).one().touched_at
        return moment


def two_at_once(watched: Watched) -> None:
    """Let much be due, let two watches look at the same moment, and check that each thing was done once."""
    gone = watched.member(seen=400)
    soon = now() + dt.timedelta(minutes=1)
    for number in range(6):
        who = f"+1555010{number:04}"
        watched.waits(who, wish="chat", promised_at=ago(1))
        watched.waits(f"{who}1", urgent=True, page_at=ago(1), promised_at=soon)
        watched.waits(f"{who}2", status="snoozed", snoozed_until=ago(1))
        watched.calls_at(watched.waits(f"{who}3"), -5)
        held = {"status": "taken", "staff_id": gone.id, "page_at": None, "promised_at": None}
        watched.waits(f"{who}4", urgent=True, **held)
    watches = [watched.watch, watched.another()]
    start, done, looked = threading.Barrier(2), [], threading.Barrier(2)

    def look(watch: Watch) -> None:
        start.wait()
        done.append(watch.settle())
        looked.wait()  # whoever was put back is now to be paged about
        done.append(watch.page())
        done.append(watch.sweep())  # what the other one held at its look

    threads = [threading.Thread(target=look, args=(watch,)) for watch in watches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    actions = [action for action, _ in watched.log()]
    assert {action: actions.count(action) for action in actions} == {
        "told_nobody_came": 6, "snooze_ended": 6, "callback_calling": 6, "holder_away": 6, "paged": 12,
    }  # fmt: skip
    assert len(watched.said()) == 6 and sum(done) == 36
    assert len(watched.pager.sent) == len(set(watched.pager.sent)) == 12
    assert len(watched.scene.rows(calls)) == 6
