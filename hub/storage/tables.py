"""The tables. What a row is looked up by has a column; the thing itself is its JSON document."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, MetaData, String, Table, Text, false

from hub.storage.columns import Moment, Words

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

concepts = Table(
    "concepts",
    metadata,
    Column("id", Words, primary_key=True),
    Column("term_key", Words, nullable=False),
    Column("type", String(40), nullable=False),
    Column("scope", Words),
    Column("status", String(20), nullable=False),
    Column("uses", BigInteger, nullable=False),
    Column("last_used", Moment),
    Column("revision", BigInteger, nullable=False),
    Column("writer", String(40), nullable=False),
    Column("document", Text, nullable=False),
    Index("ix_concepts_revision", "revision"),
    Index("ix_concepts_term_key_id", "term_key", "id"),
    Index("ix_concepts_type_term_key_id", "type", "term_key", "id"),
    Index("ix_concepts_scope_term_key_id", "scope", "term_key", "id"),
    Index("ix_concepts_uses", "uses"),
)

# What each meaning speaks of, as ``hub/storage/mentions.py`` names it: concepts by their things, in the order of terms.
mentions = Table(
    "mentions",
    metadata,
    Column("thing", Words, primary_key=True),
    Column("term_key", Words, primary_key=True),
    Column("concept_id", Words, primary_key=True),
    Index("ix_mentions_concept_id", "concept_id"),
    sqlite_with_rowid=False,
)

deleted_concepts = Table(
    "deleted_concepts",
    metadata,
    Column("id", Words, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("writer", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_deleted_concepts_revision", "revision"),
)

dialogues = Table(
    "dialogues",
    metadata,
    Column("conversation_id", Words, primary_key=True),
    Column("updated", Moment, nullable=False),
    Column("document", Text, nullable=False),
    Index("ix_dialogues_updated", "updated"),
)

schedules = Table(
    "schedules",
    metadata,
    Column("id", Words, primary_key=True),
    Column("due", Moment, nullable=False),
    Column("zone", String(80)),
    Column("status", String(20), nullable=False),
    Column("person", Words),
    Column("conversation_id", Words, nullable=False),
    Column("created", Moment),
    Column("document", Text, nullable=False),
    Index("ix_schedules_status_due", "status", "due"),
)

people = Table(
    "people",
    metadata,
    Column("id", Words, primary_key=True),
    Column("created", Moment, nullable=False),
    Column("document", Text, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    Column("turn_id", Words, primary_key=True),
    Column("conversation_id", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("person", Words),
    Column("area", Words),
    Column("satellite", Words),
    Column("channel", String(40), nullable=False),
    Column("text", Words, nullable=False),
    Column("speech", Words, nullable=False),
    Column("trace", Text, nullable=False),
    Column("timings_ms", Text, nullable=False),
    Column("missed", Boolean, nullable=False, server_default=false()),
    Index("ix_turns_kind_at_turn_id", "kind", "at", "turn_id"),
    Index("ix_turns_area_at_turn_id", "area", "at", "turn_id"),
    Index("ix_turns_at_turn_id", "at", "turn_id"),
    Index("ix_turns_conversation_id_at", "conversation_id", "at"),
    Index("ix_turns_person_at", "person", "at"),
)

Index(
    "ix_turns_missed",
    turns.c.at,
    turns.c.turn_id,
    sqlite_where=turns.c.missed,
    postgresql_where=turns.c.missed,
)

# What nobody has explained in the turns that were not understood, by the words they are grouped by.
unexplained = Table(
    "unexplained",
    metadata,
    Column("turn_id", Words, primary_key=True),
    Column("key", Words, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("words", Words, nullable=False),
    Column("role", Words, nullable=False),
    Index("ix_unexplained_at_turn_id_key", "at", "turn_id", "key"),
    Index("ix_unexplained_key_at_turn_id", "key", "at", "turn_id"),
    sqlite_with_rowid=False,
)


def _counted() -> list[Column[int]]:
    names = ("turns", "missed", "questions", "lessons", "uses", "milliseconds", "slowest")
    return [Column(name, BigInteger, nullable=False) for name in names]


# Whole hours of the house, which are forgotten one by one; ``day`` is the date it was there.
figures = Table(
    "figures",
    metadata,
    Column("hour", Moment, primary_key=True),
    Column("person", Words, primary_key=True),
    Column("area", Words, primary_key=True),
    *_counted(),
    Column("day", String(10), nullable=False, server_default=""),
    Index("ix_figures_day", "day"),
    # Kept in the order of its key, along which it is added up.
    sqlite_with_rowid=False,
)

# The same added up by day, for the pages; written and forgotten with the hours.
figures_by_day = Table(
    "figures_by_day",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("person", Words, primary_key=True),
    Column("area", Words, primary_key=True),
    *_counted(),
    sqlite_with_rowid=False,
)

ignored = Table(
    "ignored",
    metadata,
    Column("words", Words, primary_key=True),
    Column("person", Words),
    Column("at", Moment, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", Words, nullable=False),
    Column("scope", String(40), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("created", Moment, nullable=False),
    Column("last_used", Moment),
    Column("revoked", Moment),
    Index("ix_tokens_digest", "digest", unique=True),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", Words, nullable=False),
    Column("name_key", Words, nullable=False),
    Column("role", String(20), nullable=False),
    Column("person", Words),
    Column("password", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("last_login", Moment),
    Index("ix_accounts_name_key", "name_key", unique=True),
)

logins = Table(
    "logins",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("account_id", String(40), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Index("ix_logins_account_id", "account_id"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", Words, nullable=False),
    Column("action", String(80), nullable=False),
    Column("object", Words, nullable=False),
    Column("address", String(80), nullable=False),
    Index("ix_audit_at_id", "at", "id"),
)

forgets = Table(
    "forgets",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("person", Words),
    Column("since", Moment),
    Column("until", Moment),
    Column("everything", Boolean, nullable=False),
    Column("swept", Boolean, nullable=False),
)

SCHEMA_TABLES = tuple(metadata.tables)
