"""Figures of use by hour, person and room: nobody asks for the kind of turn, and without it there are far fewer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEYS = ("hour", "person", "area")
SUMS = ("turns", "missed", "questions", "lessons", "uses", "milliseconds")


def upgrade() -> None:
    figures = _table()
    sums = [sa.cast(sa.func.sum(figures.c[name]), sa.BigInteger()).label(name) for name in SUMS]
    keys = [figures.c[name] for name in KEYS]
    _make_anew(sa.select(*keys, *sums, sa.func.max(figures.c.slowest).label("slowest")).group_by(*keys))


def downgrade() -> None:
    kind = sa.Column("kind", sa.String(40), nullable=False)
    figures = _table()
    columns = [figures.c[name] for name in (*SUMS, "slowest")]
    _make_anew(sa.select(*[figures.c[name] for name in KEYS], sa.literal("").label("kind"), *columns), kind)


def _table(name: str = "figures", *more: str) -> sa.TableClause:
    return sa.table(name, *[sa.column(column) for column in (*KEYS, *more, *SUMS, "slowest")])


def _make_anew(rows: sa.Select[*tuple[object, ...]], *more: sa.Column[str]) -> None:
    """The table with what ``rows`` says of the present one. The key of a table can't be changed in SQLite."""
    connection = op.get_bind()
    kept = [dict(row) for row in connection.execute(rows).mappings()]
    op.drop_table("figures")
    op.create_table(
        "figures",
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        *more,
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in (*SUMS, "slowest")),
        sa.PrimaryKeyConstraint(*KEYS, *(column.name for column in more), name="pk_figures"),
        sqlite_with_rowid=False,
    )
    for start in range(0, len(kept), 1000):
        connection.execute(_table("figures", *(column.name for column in more)).insert(), kept[start : start + 1000])
