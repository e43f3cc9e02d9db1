"""The journal's tables. What people write, and who they are, is sealed (`porchlight.sealing`) in every one."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)

from porchlight.database import UtcDateTime, metadata

_UNREAD, _SET_ASIDE = text("handled_at IS NULL"), text("outcome = 'set_aside'")

# A conversation's id is random: it is all that Rasa, the journal and the logs know of a person.
conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("welcomed_at", UtcDateTime),
    Column("crisis_at", UtcDateTime),
    Column("language", String(8)),  # which they write in; NULL: nothing they wrote has told yet
    Column("state", LargeBinary),  # the dialogue state, one bounded snapshot
    Column("lease_token", String(32)),
    Column("lease_until", UtcDateTime),
    Column("sending_until", UtcDateTime),  # a web process is delivering to this person
    Column("forget_at", UtcDateTime),  # erased as soon as the goodbye has gone out
    # When anything about it last changed: a message, a delivery, who has it. The desk looks for what is new by it.
    Column("touched_at", UtcDateTime, index=True),
)

# The only place that knows a phone number or chat id.
contacts = Table(
    "contacts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("address_key", String(64), nullable=False),  # keyed fingerprint, to find it again
    Column("address", LargeBinary, nullable=False),
    Column("conversation_id", String(32), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("opted_out_at", UtcDateTime),
    Column("undeliverable", String(20)),  # the provider's last permanent error for this person
    Column("call_address", LargeBinary),  # the number to call, of someone whose channel has none
    UniqueConstraint("channel", "address_key"),
    UniqueConstraint("conversation_id"),
)

# What people sent. After an erasure the row stays without conversation or body, so that a late retry of the
# same webhook is still known.
inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("provider_key", String(64), nullable=False, unique=True),
    Column("conversation_id", String(32), ForeignKey("conversations.id", ondelete="SET NULL")),
    Column("kind", String(10), nullable=False),
    Column("body", LargeBinary),
    Column("received_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("crisis", String(32)),
    Column("topic", String(32)),  # the intent it was taken for
    Column("handled_at", UtcDateTime),
    Column("outcome", String(20)),
    # It comes after everybody else's: its person writes too much at once (`connectors.floods`).
    Column("behind", Boolean, nullable=False, server_default=false()),
    Index("ix_inbox_received_at", "received_at", "topic", "crisis"),  # what the figures count
    Index("ix_inbox_conversation_id", "conversation_id", "id"),  # one person's newest
    Index("ix_inbox_unhandled", "behind", "id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
    Index("ix_inbox_set_aside", "handled_at", sqlite_where=_SET_ASIDE, postgresql_where=_SET_ASIDE),
    sqlite_autoincrement=True,  # an erased row's id is never given out again: the page asks for what is newer
)

# What is said back. `cause` and `part` together make each reply to a message exist at most once.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", String(32), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("cause", Integer, ForeignKey("inbox.id", ondelete="SET NULL")),
    Column("part", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("has_choices", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("status", String(12), nullable=False),  # see connectors.outbox.STATUSES
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", UtcDateTime, nullable=False),
    Column("provider_key", String(64), unique=True),
    Column("error", String(40)),
    Column("sent_at", UtcDateTime),
    Column("staff_id", Integer),  # who of the staff wrote it; NULL: the assistant
    Column("request_key", String(64)),  # the form that asked for it: sent twice, it is said once
    Index("uq_outbox_request_key", "request_key", unique=True),
    UniqueConstraint("cause", "part"),
    Index(
        "ix_outbox_pending",
        "id",
        sqlite_where=text("status = 'pending'"),
        postgresql_where=text("status = 'pending'"),
    ),
    Index("ix_outbox_conversation", "conversation_id", "id"),
    sqlite_autoincrement=True,  # an erased row's id is never given out again: the page asks for what is newer
)

# Which workers are alive, and whether their model is loaded.
workers = Table(
    "workers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("ready", Boolean, nullable=False),
)
