"""The hotline's tables: who waits for a person, who of the staff helps, and what was done. What was said is sealed."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, text

from porchlight.database import UtcDateTime, metadata

_IS_OPEN = text("status != 'closed'")


def _conversation() -> Column:
    return Column("conversation_id", String(32), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False)


def _handoff() -> Column:
    return Column("handoff_id", Integer, ForeignKey("handoffs.id", ondelete="CASCADE"), nullable=False)


# The people who may sign in to the desk. Nobody is ever deleted: the audit log names them.
staff = Table(
    "staff",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(40), nullable=False, unique=True),  # to sign in with, in lower case
    Column("shown_name", String(40)),  # the first name that people are told, if any
    Column("role", String(12), nullable=False),  # see hotline.staff.Role
    Column("password_hash", String(200), nullable=False),  # argon2id
    Column("totp_secret", LargeBinary),  # sealed; what the authenticator app knows
    Column("totp_step", Integer),  # the last 30 seconds whose code was used: no code works twice
    Column("created_at", UtcDateTime, nullable=False),
    Column("on_shift_since", UtcDateTime),
    Column("seen_at", UtcDateTime),
    Column("disabled_at", UtcDateTime),
)

# Who is signed in. The cookie holds a random token; this holds its hash.
staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("staff_id", Integer, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("confirmed", Boolean, nullable=False),  # false: the second factor is still to come
)

# What the rate limit counts: by name and by address, as keyed fingerprints.
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_sign_in_failures_key", "key", "at"),
)

# Every look into a conversation and every change. It outlives what it is about, and holds no words of anybody's.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("staff_id", Integer, ForeignKey("staff.id")),  # NULL: the service itself, or somebody unknown
    Column("action", String(24), nullable=False),
    Column("conversation_id", String(32)),
    Column("code", String(4)),
    Column("detail", String(80)),
    Index("ix_audit_at", "at"),
    Index("ix_audit_action", "action", "at"),
    Index("ix_audit_conversation_id", "conversation_id"),
    sqlite_autoincrement=True,
)

# Who is or was handed to a person. A conversation has at most one open handoff: the unique index holds that
# against two processes at once.
handoffs = Table(
    "handoffs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(4), nullable=False, unique=True),  # what the person and the staff call it
    _conversation(),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("status", String(12), nullable=False, server_default="waiting"),  # see hotline.handoffs.Status
    Column("channel", String(20), nullable=False),
    Column("wish", String(12)),  # how the person would like to be reached, see hotline.handoffs.Wish
    Column("asking", String(12)),  # what the person was asked last: time, number, zone or consent
    Column("timezone", String(40)),  # the person's, where they were asked for it
    Column("offered_at", UtcDateTime),  # the time for a call that was offered to them last
    Column("staff_id", Integer, ForeignKey("staff.id")),  # who has it, or had it last
    Column("taken_at", UtcDateTime),  # when somebody of the staff first took it
    Column("joined_at", UtcDateTime),  # since when a person writes in the thread and the assistant is quiet
    Column("promised_at", UtcDateTime),  # by then somebody has come, or the person is told that nobody has
    Column("told_at", UtcDateTime),  # the person was told that their words are kept for staff
    Column("snoozed_until", UtcDateTime),
    Column("page_at", UtcDateTime),  # when the next page goes out to whoever is on call
    Column("pages", Integer, nullable=False, server_default="0"),
    Column("consent", String(8)),  # to pass the story on: asked, yes, no
    Column("consent_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("outcome", String(20)),  # see hotline.handoffs.OUTCOMES
    Index("uq_handoffs_open", "conversation_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    Index("ix_handoffs_status", "status", "opened_at"),
    Index("ix_handoffs_opened_at", "opened_at"),
    Index("ix_handoffs_conversation_id", "conversation_id"),  # erasing a conversation must not scan the table
)

# What staff tell each other about somebody. The person never sees it.
notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    _conversation(),
    Column("staff_id", Integer, ForeignKey("staff.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_notes_conversation_id", "conversation_id"),
)

# Calls that were promised for a time.
callbacks = Table(
    "callbacks",
    metadata,
    Column("id", Integer, primary_key=True),
    _handoff(),
    Column("due_at", UtcDateTime, nullable=False),
    Column("timezone", String(40), nullable=False),  # the person's
    Column("status", String(10), nullable=False),  # see hotline.callbacks.Status
    Column("made_at", UtcDateTime, nullable=False),
    Column("reminded_at", UtcDateTime),
    Index("ix_callbacks_handoff_id", "handoff_id"),
    Index("ix_callbacks_status", "status", "due_at"),
)

# Calls that Porchlight makes: the line first, then the person.
calls = Table(
    "calls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token", String(43), nullable=False, unique=True),  # in the addresses that Twilio asks for this call
    _handoff(),
    Column("callback_id", Integer, ForeignKey("callbacks.id", ondelete="SET NULL")),
    Column("staff_id", Integer, ForeignKey("staff.id")),  # who of the staff started it; NULL: the person did
    Column("status", String(10), nullable=False),  # see hotline.voice.calls.Status
    Column("result", String(20)),  # how it ended
    Column("provider_key", String(64), unique=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("ended_at", UtcDateTime),
    Index("ix_calls_handoff_id", "handoff_id"),
    Index("ix_calls_status", "status", "due_at"),
)
