"""A database with people who write and are answered: what the tests of the journal and its readers begin from."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select, update

from connectors.journal import Claim, Journal
from connectors.messages import Incoming, Kind, Reply
from connectors.outbox import Delivery, Outbox
from connectors.transcript import Transcript
from porchlight.database import Database, now
from porchlight.schema import migrate
from porchlight.sealing import Cipher

SECRET = "a secret for tests, of 32 letters and more"
ANN, BOB, CAT = "+15550100001", "+15550100002", "+15550100003"
PHONE = "phone-sms"


def make_template(folder: Path) -> Path:
    """Make a migrated SQLite file, to be copied and never opened again."""
    path = folder / "migrated.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.dispose()
    return path


class Scene:
    """One database of its own, and short ways to say who wrote what."""

    def __init__(self, database: Database, secret: str = SECRET, *, folder: Path | None = None) -> None:
        """`folder`: what a service on this database may write to; where the file is, if it is one."""
        self.database = database
        self.folder = folder or Path(database.url.removeprefix("sqlite:///")).parent
        self.cipher = Cipher(secret)
        self.journal = Journal(database, self.cipher)
        self.transcript = Transcript(database, self.cipher)
        self.outbox = Outbox(database, self.cipher)
        self._ids = itertools.count(1)

    @classmethod
    def on_copy(cls, template: Path, folder: Path) -> Scene:
        """Return a scene on a fresh copy of the migrated file."""
        path = folder / "scene.db"
        shutil.copy(template, path)
        return cls(Database(f"sqlite:///{path}"))

    def hears(
        self,
        text: str = "hello",
        who: str = ANN,
        *,
        channel: str = PHONE,
        kind: Kind = "text",
        key: str = "",
        **more: Any,
    ) -> bool:
        """Receive one message; `key` is the provider's id of it, a new one unless given."""
        return self.journal.receive(Incoming(channel, key or f"m{next(self._ids)}", who, kind, text, **more))

    def claim(self) -> Claim:
        """Claim the next message; there must be one."""
        claim = self.journal.claim()
        assert claim is not None
        return claim

    def finish(self, claim: Claim, *replies: Reply | str, **named: Any) -> None:
        """End a turn with these replies."""
        said = [Reply(reply) if isinstance(reply, str) else reply for reply in replies]
        with self.database.write() as connection:
            self.journal.finish(connection, claim, outcome="answered", replies=said, **named)

    def answers(self, *replies: Reply | str, **named: Any) -> Claim:
        """Claim the next message and answer it."""
        claim = self.claim()
        self.finish(claim, *replies, **named)
        return claim

    def asked_and_answered(self, *replies: Reply | str, who: str = ANN, channel: str = PHONE) -> Claim:
        """Receive one message and answer it."""
        self.hears("a question", who, channel=channel)
        return self.answers(*replies)

    def due(self, channel: str = PHONE, limit: int = 10) -> list[Delivery]:
        """Take what is due to be sent."""
        return self.outbox.take_due([channel], limit)

    def next_due(self, channel: str = PHONE) -> Delivery:
        """Take the one reply that is due; there must be exactly one."""
        (delivery,) = self.due(channel)
        return delivery

    def rows(self, table: Table) -> list[Any]:
        """Return every row of a table, oldest first."""
        with self.database.read() as connection:
            return list(connection.execute(select(table).order_by(table.c.id)))

    def row(self, table: Table) -> Any:
        """Return the only row of a table."""
        (row,) = self.rows(table)
        return row

    def change(self, table: Table, **values: Any) -> None:
        """Change every row of a table behind the code's back: the way to let time pass."""
        with self.database.write() as connection:
            connection.execute(update(table).values(**values))

    def forget(self, claim: Claim, goodbye: str = "It is done.") -> None:
        """End a turn in which the person asked to be erased, as the worker does."""
        with self.database.write() as connection:
            self.journal.forget(connection, claim.conversation_id)
            self.journal.finish(connection, claim, outcome="forgotten", replies=[Reply(goodbye)])


def ago(seconds: float) -> dt.datetime:
    """Return the moment that was so many seconds ago."""
    return now() - dt.timedelta(seconds=seconds)
