"""Somebody who waits for a person: what the tests of this folder begin from."""

from __future__ import annotations

import datetime as dt
import json

from sqlalchemy import update

from connectors.tables import conversations
from hotline.handoffs import Handoff
from hotline.staff import Member
from hotline.tables import handoffs
from porchlight.database import now
from tests.bot.turns import Bench

NUMBER = "1-617-555-0199"
# A Wednesday, 15:00 in UTC and 10 in the morning in New York.
WEDNESDAY = dt.datetime(2026, 11, 25, 15, 0, tzinfo=dt.timezone.utc)
NEW_YORK = json.dumps(
    [{"event": "slot", "name": "place", "value": {"label": "Boston, MA", "state": "MA", "zip": "02139"}}]
)


class Waiting:
    """Ann, who has asked for a person, and a staff of one."""

    def __init__(self, bench: Bench, *, channel: str = "sms") -> None:
        self.bench = bench
        self.channel = channel
        with bench.scene.database.write() as connection:
            self.sam = bench.register.add(connection, "sam", "counselor", "-", "Sam")
        bench.assistant.handoff = "asked_for_person"
        self.says("can i talk to a person")
        bench.assistant.handoff = ""

    def says(self, text: str, **more: object) -> tuple[str, list[str]]:
        """Let her write; return the outcome and what was said back."""
        return self.bench.says(text, channel=self.channel, **more)

    def now(self) -> Handoff:
        """Return her handoff as it stands."""
        row = self.bench.scene.row(handoffs)
        found = self.bench.handoffs.by_code(row.code)
        assert found is not None
        return found

    def change(self, **values: object) -> None:
        """Change her handoff behind everybody's back."""
        self.bench.scene.change(handoffs, **values)

    def joined(self) -> Member:
        """Let Sam come into the thread."""
        self.change(status="taken", staff_id=self.sam.id, joined_at=now())
        return self.sam

    def numbered(self, number: str = "+16175550123") -> None:
        """Let her phone number be known, as it is on SMS."""
        self.bench.phone.numbers[self.now().conversation_id] = number

    def lives(self, state: str) -> None:
        """Let the assistant know her place."""
        sealed = self.bench.scene.cipher.encrypt(state)
        with self.bench.scene.database.write() as connection:
            connection.execute(update(conversations).values(state=sealed))
