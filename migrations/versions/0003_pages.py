"""What the pages of the web admin look up quickly, figures of use, words that are not to be asked about again."""

from __future__ import annotations

import hashlib
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_turns_kind_at_turn_id", "turns", ["kind", "at", "turn_id"]),
    ("ix_turns_area_at_turn_id", "turns", ["area", "at", "turn_id"]),
    ("ix_concepts_term_key_id", "concepts", ["term_key", "id"]),
    ("ix_concepts_type_term_key_id", "concepts", ["type", "term_key", "id"]),
    ("ix_concepts_scope_term_key_id", "concepts", ["scope", "term_key", "id"]),
    ("ix_concepts_uses", "concepts", ["uses"]),
)
MISSED = "kind = 'asks_about' OR kind = 'ignores' OR trace LIKE '%\"understood\": false%'"


def upgrade() -> None:
    op.add_column("turns", sa.Column("missed", sa.Boolean(), nullable=False, server_default=sa.false()))
    missed = sa.column("missed", sa.Boolean())
    op.execute(sa.table("turns", missed).update().where(sa.text(MISSED)).values(missed=True))
    op.create_index("ix_turns_missed", "turns", ["at", "turn_id"], sqlite_where=missed, postgresql_where=missed)
    op.drop_index("ix_concepts_term_key", "concepts")
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    op.create_table(
        "figures",
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("turns", sa.BigInteger(), nullable=False),
        sa.Column("missed", sa.BigInteger(), nullable=False),
        sa.Column("questions", sa.BigInteger(), nullable=False),
        sa.Column("lessons", sa.BigInteger(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.Column("slowest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "person", "area", "kind", name="pk_figures"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ignored",
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("words", name="pk_ignored"),
    )
    _mark_forgotten_people()


def downgrade() -> None:
    op.drop_table("ignored")
    op.drop_table("figures")
    for name, table, _columns in INDEXES:
        op.drop_index(name, table)
    op.create_index("ix_concepts_term_key", "concepts", ["term_key"])
    op.drop_index("ix_turns_missed", "turns")
    with op.batch_alter_table("turns") as turns:
        turns.drop_column("missed")


def _mark_forgotten_people() -> None:
    """Whom to forget is kept as a salted digest from here on."""
    forgets = sa.table("forgets", sa.column("id"), sa.column("person"))
    rows = op.get_bind().execute(sa.select(forgets.c.id, forgets.c.person).where(forgets.c.person.is_not(None)))
    for wish, person in rows.all():
        if person.startswith("sha256:"):
            continue
        salt = secrets.token_hex(8)
        mark = f"sha256:{salt}:{hashlib.sha256(f'{salt} {person}'.encode()).hexdigest()}"
        op.execute(forgets.update().where(forgets.c.id == wish).values(person=mark))
