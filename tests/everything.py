"""A person of whom there is everything that can be kept of one: a row in every table that is about people."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import LargeBinary, Table, select, update
from sqlalchemy.engine import Connection

from bot.hotline_words import say
from connectors.messages import Choice, Reply
from hotline.briefing import Settled
from hotline.callbacks import Callbacks
from hotline.handoffs import Handoff, Handoffs
from hotline.lines import Hotline
from hotline.queue import Queue
from hotline.relay import Relay
from hotline.retention import Retention
from hotline.staff import StaffRegister
from hotline.tables import calls
from hotline.voice.calls import Calls
from porchlight.database import now
from porchlight.hours import OpeningHours
from porchlight.schema import all_tables
from porchlight.settings import HotlineSettings, RetentionSettings
from tests.connectors.scene import Scene

# Words that stand nowhere else, one for each place in which words are kept.
PLACES = ("message", "reply", "pending", "state", "note", "staff")


def mark(place: str, who: str) -> str:
    """Return a word that names a place and a person, and that nothing else says."""
    return f"zanzibarquux{place}{who.strip('+')}"


class Everything:
    """Fills the tables by the services that fill them, in one line a person."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        line = Hotline(HotlineSettings("1-617-555-0199", OpeningHours.parse("24/7"), ZoneInfo("UTC")))
        database, cipher = scene.database, scene.cipher
        self.handoffs = Handoffs(database)
        register = StaffRegister(database)
        self.queue = Queue(database, cipher, self.handoffs, register, Relay(scene.outbox, say, line), _unsettled)
        self.callbacks = Callbacks(database)
        self.calls = Calls(database, cipher, line, set_up=True)
        with database.write() as connection:
            self.sam = register.add(connection, "sam", "counselor", "hash", "Sam")

    def retention(self, days: float = 0, **settings: dt.timedelta) -> Retention:
        """Return what erases, on a clock that is so many days ahead."""
        return Retention(self.scene.database, RetentionSettings(**settings), lambda: now() + dt.timedelta(days=days))

    def happens(self, who: str, channel: str = "sms", *, closed: bool = True) -> str:
        """Somebody writes, is answered, has a person join them, is promised a call and called; return the conversation.

        What was to be sent is sent. `closed`: the handoff is over.
        """
        scene = self.scene
        scene.hears(f"{mark('message', who)} can i talk to someone", who, channel=channel)
        claim = scene.claim()
        reply = Reply(mark("reply", who), (Choice("Yes", "/affirm"),))
        scene.finish(claim, reply, state=f'[{{"name": "{mark("state", who)}"}}]', crisis="crisis_suicide", topic="cost")
        with scene.database.write() as connection:
            self.handoffs.open(connection, claim.conversation_id, channel, "asked_for_person", urgent=True)
            handoff = self._open(connection, claim.conversation_id)
            self.calls.give_number(connection, claim.conversation_id, who)
            self.callbacks.set(connection, handoff, now() + dt.timedelta(hours=1), ZoneInfo("America/Chicago"))
        self.queue.claim(self.sam, handoff.id)
        self.queue.say(self.sam, handoff.id, mark("staff", who), f"request of {who}")
        self.queue.add_note(self.sam, handoff.id, mark("note", who))
        with scene.database.write() as connection:
            assert self.calls.want(connection, handoff)
            connection.execute(
                update(calls).where(calls.c.handoff_id == handoff.id).values(status="ended", result="completed")
            )
        if closed:
            self.queue.close(self.sam, handoff.id, "helped")
        self.delivers(channel)
        return claim.conversation_id

    def delivers(self, channel: str) -> None:
        """Send what is due, however much that is."""
        while due := self.scene.due(channel, 50):
            for delivery in due:
                self.scene.outbox.sent(delivery, f"provider's {delivery.outbox_id}")

    def _open(self, connection: Connection, conversation_id: str) -> Handoff:
        found = self.handoffs.open_one(connection, conversation_id)
        assert found is not None
        return found

    # What is there

    def unsealed(self) -> str:
        """Return every value of every column of every table as text, sealed ones opened."""
        found: list[str] = []
        with self.scene.database.read() as connection:
            for table in all_tables().sorted_tables:
                for row in connection.execute(select(table)):
                    found += [self._text(table, name, value) for name, value in row._mapping.items()]
        return "\n".join(found)

    def ciphertexts(self) -> list[bytes]:
        """Return everything that is stored sealed now."""
        with self.scene.database.read() as connection:
            return [
                bytes(value)
                for table in all_tables().sorted_tables
                for column in table.columns
                if isinstance(column.type, LargeBinary)
                for value in connection.execute(select(column).where(column.is_not(None))).scalars()
            ]

    def raw(self) -> bytes:
        """Return the bytes of the database's file and of whatever SQLite keeps beside it."""
        path = Path(self.scene.database.url.removeprefix("sqlite:///"))
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))

    def _text(self, table: Table, name: str, value: Any) -> str:
        if value is not None and isinstance(table.c[name].type, LargeBinary):
            return self.scene.cipher.decrypt(value)
        return str(value)


def _unsettled(state: str | None, settled: Settled) -> str | None:
    del settled
    return state
