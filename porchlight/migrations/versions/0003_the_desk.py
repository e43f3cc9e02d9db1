"""staff and their desk: handoffs that are taken and closed, notes, callbacks, calls, the audit log"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import porchlight.database

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_UTC = porchlight.database.UtcDateTime(timezone=True)
_OPEN = sa.text("status != 'closed'")
_WAITING = sa.text("status = 'waiting'")
_HANDOFFS = (
    ("wish", sa.String(length=12)),
    ("asking", sa.String(length=12)),
    ("timezone", sa.String(length=40)),
    ("offered_at", _UTC),
    ("staff_id", sa.Integer()),
    ("taken_at", _UTC),
    ("joined_at", _UTC),
    ("promised_at", _UTC),
    ("told_at", _UTC),
    ("snoozed_until", _UTC),
    ("page_at", _UTC),
    ("consent", sa.String(length=8)),
    ("consent_at", _UTC),
    ("closed_at", _UTC),
    ("outcome", sa.String(length=20)),
)


def upgrade() -> None:
    _staff_tables()
    # Plain changes only: to make one of these tables anew, as a batch does on SQLite, would empty what hangs on it.
    op.add_column("conversations", sa.Column("touched_at", _UTC, nullable=True))
    op.execute("UPDATE conversations SET touched_at = created_at")
    op.create_index("ix_conversations_touched_at", "conversations", ["touched_at"])
    op.add_column("contacts", sa.Column("call_address", sa.LargeBinary(), nullable=True))
    op.add_column("inbox", sa.Column("topic", sa.String(length=32), nullable=True))
    op.create_index("ix_inbox_received_at", "inbox", ["received_at", "topic", "crisis"])
    op.add_column("outbox", sa.Column("staff_id", sa.Integer(), nullable=True))
    op.add_column("outbox", sa.Column("request_key", sa.String(length=64), nullable=True))
    op.create_index("uq_outbox_request_key", "outbox", ["request_key"], unique=True)
    with op.batch_alter_table("handoffs") as batch:
        batch.drop_index("uq_handoffs_waiting")
        # The desk reads the conversation itself; a second copy of what was said is one too many.
        batch.drop_column("story")
        for name, kind in _HANDOFFS:
            batch.add_column(sa.Column(name, kind, nullable=True))
        batch.add_column(sa.Column("pages", sa.Integer(), server_default="0", nullable=False))
        batch.create_foreign_key("fk_handoffs_staff_id", "staff", ["staff_id"], ["id"])
        batch.create_index(
            "uq_handoffs_open", ["conversation_id"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        )
        batch.create_index("ix_handoffs_opened_at", ["opened_at"])
    _tables_of_a_handoff()


def _staff_tables() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("shown_name", sa.String(length=40), nullable=True),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=True),
        sa.Column("created_at", _UTC, nullable=False),
        sa.Column("on_shift_since", _UTC, nullable=True),
        sa.Column("seen_at", _UTC, nullable=True),
        sa.Column("disabled_at", _UTC, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("name", name="uq_staff_name"),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("created_at", _UTC, nullable=False),
        sa.Column("seen_at", _UTC, nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_sessions_staff_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name="pk_staff_sessions"),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", _UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_failures"),
    )
    op.create_index("ix_sign_in_failures_key", "sign_in_failures", ["key", "at"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", _UTC, nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("code", sa.String(length=4), nullable=True),
        sa.Column("detail", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_audit_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_action", "audit", ["action", "at"])
    op.create_index("ix_audit_conversation_id", "audit", ["conversation_id"])


def _tables_of_a_handoff() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", _UTC, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_notes_conversation_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_notes_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index("ix_notes_conversation_id", "notes", ["conversation_id"])
    op.create_table(
        "callbacks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("due_at", _UTC, nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("made_at", _UTC, nullable=False),
        sa.Column("reminded_at", _UTC, nullable=True),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"], name="fk_callbacks_handoff_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_callbacks"),
    )
    op.create_index("ix_callbacks_handoff_id", "callbacks", ["handoff_id"])
    op.create_index("ix_callbacks_status", "callbacks", ["status", "due_at"])
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("callback_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("provider_key", sa.String(length=64), nullable=True),
        sa.Column("made_at", _UTC, nullable=False),
        sa.Column("due_at", _UTC, nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ended_at", _UTC, nullable=True),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"], name="fk_calls_handoff_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name="fk_calls_callback_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_calls_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
        sa.UniqueConstraint("token", name="uq_calls_token"),
        sa.UniqueConstraint("provider_key", name="uq_calls_provider_key"),
    )
    op.create_index("ix_calls_handoff_id", "calls", ["handoff_id"])
    op.create_index("ix_calls_status", "calls", ["status", "due_at"])


def downgrade() -> None:
    for table in ("calls", "callbacks", "notes"):
        op.drop_table(table)
    # Without the story that version 0002 wants, no handoff can be kept; the conversations stay.
    op.execute("DELETE FROM handoffs")
    with op.batch_alter_table("handoffs") as batch:
        batch.drop_index("ix_handoffs_opened_at")
        batch.drop_index("uq_handoffs_open")
        batch.drop_constraint("fk_handoffs_staff_id", type_="foreignkey")
        batch.drop_column("pages")
        for name, _ in reversed(_HANDOFFS):
            batch.drop_column(name)
        batch.add_column(sa.Column("story", sa.LargeBinary(), nullable=False))
        batch.create_index(
            "uq_handoffs_waiting", ["conversation_id"], unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING
        )
    op.drop_index("uq_outbox_request_key", "outbox")
    op.drop_column("outbox", "request_key")
    op.drop_column("outbox", "staff_id")
    op.drop_index("ix_inbox_received_at", "inbox")
    op.drop_column("inbox", "topic")
    op.drop_column("contacts", "call_address")
    op.drop_index("ix_conversations_touched_at", "conversations")
    op.drop_column("conversations", "touched_at")
    for table in ("audit", "sign_in_failures", "staff_sessions", "staff"):
        op.drop_table(table)
