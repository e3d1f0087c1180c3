"""Alembic's entry: it runs on the connection, and in the transaction, that ``hub/storage/schema.py`` hands over."""

from __future__ import annotations

from alembic import context

from hub.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
