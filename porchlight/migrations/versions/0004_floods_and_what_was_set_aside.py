"""whoever floods comes after others; one person's newest messages, and what was set aside, are found by an index"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_UNREAD = sa.text("handled_at IS NULL")
_SET_ASIDE = sa.text("outcome = 'set_aside'")


def upgrade() -> None:
    op.add_column("inbox", sa.Column("behind", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.drop_index("ix_inbox_unhandled", "inbox")
    op.create_index("ix_inbox_unhandled", "inbox", ["behind", "id"], sqlite_where=_UNREAD, postgresql_where=_UNREAD)
    op.drop_index("ix_inbox_conversation_id", "inbox")
    op.create_index("ix_inbox_conversation_id", "inbox", ["conversation_id", "id"])
    op.create_index("ix_inbox_set_aside", "inbox", ["handled_at"], sqlite_where=_SET_ASIDE, postgresql_where=_SET_ASIDE)


def downgrade() -> None:
    op.drop_index("ix_inbox_set_aside", "inbox")
    op.drop_index("ix_inbox_conversation_id", "inbox")
    op.create_index("ix_inbox_conversation_id", "inbox", ["conversation_id"])
    op.drop_index("ix_inbox_unhandled", "inbox")
    op.create_index("ix_inbox_unhandled", "inbox", ["id"], sqlite_where=_UNREAD, postgresql_where=_UNREAD)
    op.drop_column("inbox", "behind")
