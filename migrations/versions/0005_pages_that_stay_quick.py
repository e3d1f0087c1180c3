"""What pages of a great deal read: concepts by what they speak of, words that were not understood, figures by day.

Hours that were counted before are put into the days of the computer's own time zone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SUMS = ("turns", "missed", "questions", "lessons", "uses", "milliseconds")
PART = 1000


def upgrade() -> None:
    op.create_table(
        "mentions",
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("term_key", sa.Text(), nullable=False),
        sa.Column("concept_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("thing", "term_key", "concept_id", name="pk_mentions"),
        sqlite_with_rowid=False,
    )
    _fill("mentions", ("thing", "term_key", "concept_id"), _mentions())
    op.create_index("ix_mentions_concept_id", "mentions", ["concept_id"])
    op.create_table(
        "unexplained",
        sa.Column("turn_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("turn_id", "key", name="pk_unexplained"),
        sqlite_with_rowid=False,
    )
    _fill("unexplained", ("turn_id", "key", "at", "words", "role"), _unexplained())
    op.create_index("ix_unexplained_at_turn_id_key", "unexplained", ["at", "turn_id", "key"])
    op.create_index("ix_unexplained_key_at_turn_id", "unexplained", ["key", "at", "turn_id"])
    _count_days()


def downgrade() -> None:
    op.drop_table("figures_by_day")
    op.drop_index("ix_figures_day", "figures")
    op.drop_column("figures", "day")
    op.drop_table("unexplained")
    op.drop_table("mentions")


def _count_days() -> None:
    op.add_column("figures", sa.Column("day", sa.String(10), nullable=False, server_default=""))
    figures = sa.table("figures", sa.column("hour", sa.DateTime(timezone=True)), sa.column("day", sa.String(10)))
    connection = op.get_bind()
    for hour in connection.execute(sa.select(figures.c.hour).distinct()).scalars().all():
        aware = hour if hour.tzinfo is not None else hour.replace(tzinfo=UTC)
        day = aware.astimezone().date().isoformat()
        connection.execute(figures.update().where(figures.c.hour == hour).values(day=day))
    op.create_index("ix_figures_day", "figures", ["day"])
    op.create_table(
        "figures_by_day",
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in (*SUMS, "slowest")),
        sa.PrimaryKeyConstraint("day", "person", "area", name="pk_figures_by_day"),
        sqlite_with_rowid=False,
    )
    sums = ", ".join(f"CAST(sum({name}) AS BIGINT)" for name in SUMS)
    op.execute(
        f"INSERT INTO figures_by_day (day, person, area, {', '.join(SUMS)}, slowest) "  # noqa: S608 - names of ours
        f"SELECT day, person, area, {sums}, max(slowest) FROM figures GROUP BY day, person, area"
    )


def _fill(table: str, columns: tuple[str, ...], rows: Iterator[dict[str, Any]]) -> None:
    into = sa.table(table, *(sa.column(name, sa.DateTime(timezone=True) if name == "at" else None) for name in columns))
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == PART:
            op.get_bind().execute(into.insert(), part)
            part = []
    if part:
        op.get_bind().execute(into.insert(), part)


def _mentions() -> Iterator[dict[str, Any]]:
    for concept_id, term_key, document in _rows("SELECT id, term_key, document FROM concepts"):
        try:
            meaning = json.loads(document)["versions"][-1]["meaning"]
        except (ValueError, LookupError, TypeError):
            continue  # this version cannot read it, so it is listed nowhere
        for thing in sorted(_things(meaning)):
            yield {"thing": thing, "term_key": term_key, "concept_id": concept_id}


def _things(meaning: dict[str, Any]) -> set[str]:
    parts = [meaning, *(step["target"] for step in meaning.get("steps") or ())]
    entities = {one for part in parts for one in part.get("entities") or ()} | {meaning.get("entity")}
    areas = {one for part in parts for one in part.get("areas") or ()}
    areas |= {meaning.get("area"), (meaning.get("condition") or {}).get("area")}
    return {f"entity {one}" for one in entities if one} | {f"area {one}" for one in areas if one}


def _unexplained() -> Iterator[dict[str, Any]]:
    columns = {"at": sa.DateTime(timezone=True)}
    query = sa.text("SELECT turn_id, at, text, trace FROM turns WHERE missed").columns(**columns)
    for turn_id, at, text, trace in op.get_bind().execute(query).all():
        spans = json.loads(trace).get("unknown") or []
        marked = [span for span in spans if isinstance(span, dict) and "text" in span]
        named = {str(span["text"]): str(span.get("role", "")) for span in marked} or {text: ""}
        found = {_key_of(words): (words, role) for words, role in named.items()}
        for key, (words, role) in found.items():
            if key:
                yield {"turn_id": turn_id, "key": key, "at": at, "words": words, "role": role}


def _key_of(words: str) -> str:
    return " ".join(words.casefold().split()).strip(" .,!?;:\"'…")[:200]


def _rows(query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in op.get_bind().execute(sa.text(query))]
