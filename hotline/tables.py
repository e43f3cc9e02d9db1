"""The queue of people who are waiting for a person. What was said before is sealed (`porchlight.sealing`)."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, text

from porchlight.database import UtcDateTime, metadata

# A conversation waits at most once: the unique index below holds that against two processes at once.
handoffs = Table(
    "handoffs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(4), nullable=False, unique=True),  # what the person and the staff call it
    Column("conversation_id", String(32), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("status", String(12), nullable=False, server_default="waiting"),
    Column("channel", String(20), nullable=False),
    Column("story", LargeBinary, nullable=False),  # the conversation so far, as JSON
    Index(
        "uq_handoffs_waiting",
        "conversation_id",
        unique=True,
        sqlite_where=text("status = 'waiting'"),
        postgresql_where=text("status = 'waiting'"),
    ),
    Index("ix_handoffs_status", "status", "opened_at"),
    Index("ix_handoffs_conversation_id", "conversation_id"),  # erasing a conversation must not scan the table
)
