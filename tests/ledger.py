"""What the service wrote down, read beside it: the journal, the contacts, the handoffs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.engine import Row

from connectors.capabilities import CHANNELS
from connectors.messages import Reply
from connectors.rendering import shown_text
from connectors.tables import contacts, conversations, inbox, outbox, workers
from connectors.transcript import Line, Transcript
from hotline.handoffs import Handoff, Handoffs
from hotline.tables import handoffs
from porchlight.database import Database
from porchlight.sealing import Cipher


class Ledger:
    """Reads the database of a running service. It never writes."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        """`database_url` is empty for the SQLite file in the folder."""
        self.path = folder / "porchlight.db"
        self.database = Database(database_url or f"sqlite:///{self.path}")
        self.cipher = Cipher((folder / "secret_key").read_text(encoding="ascii").strip())
        self._handoffs = Handoffs(self.database)

    def close(self) -> None:
        """Let go of the file."""
        self.database.dispose()

    def _rows(self, query: Any) -> list[Row]:
        with self.database.read() as connection:
            return list(connection.execute(query).all())

    def count(self, query: Any) -> int:
        """Return how many rows a query finds."""
        return int(self._rows(select(func.count()).select_from(query.subquery()))[0][0])

    def message(self, channel: str, provider_id: str) -> Row | None:
        """Return the journal's row of one message, by the provider's id of it."""
        key = self.cipher.fingerprint("message", channel, provider_id)
        rows = self._rows(select(inbox).where(inbox.c.provider_key == key))
        return rows[0] if rows else None

    def received(self) -> int:
        """Return how many messages were ever kept."""
        return self.count(select(inbox.c.id))

    def unread(self) -> int:
        """Return how many messages no one has answered yet."""
        return self.count(select(inbox.c.id).where(inbox.c.handled_at.is_(None)))

    def pending(self) -> int:
        """Return how many replies wait to be delivered."""
        return self.count(select(outbox.c.id).where(outbox.c.status == "pending"))

    def answered(self, channel: str, provider_id: str) -> bool:
        """Say whether a message is handled and every reply to it has gone out (or can't)."""
        key = self.cipher.fingerprint("message", channel, provider_id)
        waiting = exists().where(outbox.c.cause == inbox.c.id, outbox.c.status == "pending")
        handled = and_(inbox.c.provider_key == key, inbox.c.handled_at.is_not(None), ~waiting)
        return bool(self._rows(select(inbox.c.id).where(handled)))

    def contact(self, channel: str, address: str) -> Row | None:
        """Return what is kept about one person, or None."""
        key = self.cipher.fingerprint("address", channel, address)
        rows = self._rows(
            select(contacts, conversations.c.state, conversations.c.welcomed_at, conversations.c.crisis_at)
            .join(conversations, conversations.c.id == contacts.c.conversation_id)
            .where(contacts.c.address_key == key)
        )
        return rows[0] if rows else None

    def inbox_of(self, conversation_id: str) -> list[Row]:
        """Return one conversation's messages in order."""
        return self._rows(select(inbox).where(inbox.c.conversation_id == conversation_id).order_by(inbox.c.id))

    def outbox_of(self, conversation_id: str) -> list[Row]:
        """Return one conversation's replies in order."""
        mine = outbox.c.conversation_id == conversation_id
        return self._rows(select(outbox).where(mine).order_by(outbox.c.id))

    def shown(self, channel: str, row: Row) -> str:
        """Return a reply's text as its person sees it."""
        return shown_text(Reply.from_json(self.cipher.decrypt(row.body)), CHANNELS[channel])

    def handoffs_of(self, conversation_id: str) -> list[Handoff]:
        """Return who waits for staff in one conversation."""
        return [waiting for waiting in self._handoffs.waiting() if waiting.conversation_id == conversation_id]

    def open_handoffs_of(self, conversation_id: str) -> list[Handoff]:
        """Return the handoffs of one conversation that are not closed: one at most."""
        with self.database.read() as connection:
            found = self._handoffs.open_one(connection, conversation_id)
        return [found] if found else []

    def story_of(self, conversation_id: str) -> list[Line]:
        """Return what staff read of one conversation."""
        with self.database.read() as connection:
            return Transcript(self.database, self.cipher).story(connection, conversation_id)

    def traces_of(self, conversation_id: str) -> dict[str, int]:
        """Return what is still there of a conversation, by table."""
        tables = {"conversations": conversations.c.id, "contacts": contacts.c.conversation_id}
        tables |= {table.name: table.c.conversation_id for table in (inbox, outbox, handoffs)}
        found = {name: self.count(select(column).where(column == conversation_id)) for name, column in tables.items()}
        return {name: number for name, number in found.items() if number}

    def ready_workers(self) -> set[str]:
        """Return the ids of the workers that have had a model, dead ones too."""
        return {row.id for row in self._rows(select(workers.c.id).where(workers.c.ready.is_(True)))}
