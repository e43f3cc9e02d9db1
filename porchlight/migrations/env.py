"""Alembic's entry: migrates the connection that `porchlight.schema` hands over."""

from __future__ import annotations

from alembic import context

from porchlight.schema import all_tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=all_tables(),
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
