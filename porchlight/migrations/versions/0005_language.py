"""a conversation's language is kept"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("language", sa.String(8)))


def downgrade() -> None:
    op.drop_column("conversations", "language")
