"""The schema goes up, down and up again, and a database of every released revision still opens."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import column, insert, inspect, table
from sqlalchemy.engine import Connection

from hub.storage.address import DatabaseAddress, sqlite_address
from hub.storage.database import single_use_engine
from hub.storage.figures import Figures, FiguresQuery
from hub.storage.records import Records
from hub.storage.schema import current_revision, downgrade, known_revisions, newest_revision, upgrade
from hub.storage.store import SqlStore
from hub.storage.tables import SCHEMA_TABLES, figures, figures_by_day, mentions, metadata, unexplained
from teaching.concepts import (
    Alias,
    AreaName,
    Chosen,
    Condition,
    Meaning,
    Preference,
    Routine,
    Selector,
    Step,
    TimeName,
)
from tests.storage.samples import MORNING, a_concept, a_schedule, a_state, a_turn, later
from tests.tools import ROOT

STORED = sorted((ROOT / "tests" / "data").glob("hub-*.sqlite"))


async def _look(address: DatabaseAddress, question: str) -> object:
    def ask(connection: Connection) -> object:
        if question == "tables":
            return set(inspect(connection).get_table_names())
        return compare_metadata(MigrationContext.configure(connection), metadata)

    engine = single_use_engine(address)
    async with engine.connect() as connection:
        answer = await connection.run_sync(ask)
    await engine.dispose()
    return answer


async def test_an_empty_database_gets_all_tables(address: DatabaseAddress) -> None:
    assert await current_revision(address) is None
    assert await upgrade(address) == newest_revision()
    assert await _look(address, "tables") == {*SCHEMA_TABLES, "alembic_version"}


async def test_the_migrations_make_exactly_the_tables_of_the_code(address: DatabaseAddress) -> None:
    await upgrade(address)
    assert await _look(address, "differences") == []


async def test_every_revision_goes_up_down_and_up_again(address: DatabaseAddress) -> None:
    revisions = ("base", *known_revisions())
    for below, revision in pairwise(revisions):
        await upgrade(address, revision)
        await downgrade(address, below)
        assert await current_revision(address) == (None if below == "base" else below)
        assert await upgrade(address, revision) == revision
    async with SqlStore(address) as store:
        await store.put_concepts([a_concept()])


async def test_figures_of_all_kinds_are_added_up_when_the_kind_goes(address: DatabaseAddress) -> None:
    await upgrade(address, "0003")
    engine = single_use_engine(address)
    row = {"person": "anna", "area": "office", "missed": 0, "questions": 1, "lessons": 0, "uses": 2}
    async with engine.begin() as connection:
        columns = [column(one.name, one.type) for one in figures.c if one.name != "day"]
        await connection.execute(
            insert(table("figures", column("kind"), *columns)),
            [
                row | {"hour": hour, "kind": kind, "turns": turns, "milliseconds": 10 * turns, "slowest": turns}
                for hour, kind, turns in ((MORNING, "acts", 3), (MORNING, "answers", 4), (later(60), "acts", 5))
            ],
        )
    await upgrade(address)
    both = Figures(turns=7, questions=2, uses=4, milliseconds=70, slowest=4)
    other = Figures(turns=5, questions=1, uses=2, milliseconds=50, slowest=5)
    day = MORNING.astimezone().date()
    query = FiguresQuery(day, day)
    async with SqlStore(address) as store:
        assert await Records(store).figures_by_day(query) == {day: both + other}
    await downgrade(address, "0003")
    await upgrade(address)
    async with SqlStore(address) as store:
        assert await Records(store).figures_by_day(query) == {day: both + other}
    await engine.dispose()


async def test_what_pages_read_is_made_out_of_what_was_there_before(address: DatabaseAddress) -> None:
    routine = Routine((Step(Selector(("lamp",), areas=("office",)), ()), Step(Selector(kind="light"), ())))
    meanings: tuple[Meaning, ...] = (
        Alias(("lamp", "kettle")),
        AreaName(("office",)),
        Chosen("the light", "lamp", "hall"),
        Preference((), kind="light", condition=Condition(area="office")),
        routine,
        TimeName("12:00"),
    )
    spans = {"unknown": [{"text": "Cosy!", "role": "value"}, {"text": "snug", "role": "area"}]}

    async def derived() -> list[list[tuple[object, ...]]]:
        async with SqlStore(address) as store, store.reading() as kept:
            tables = (mentions, unexplained, figures_by_day)
            found = [(await kept.connection.execute(table.select())).all() for table in tables]
        return [sorted(tuple(row) for row in rows) for rows in found]

    async with SqlStore(address) as store:
        await store.put_concepts([a_concept(f"k{n}", f"Word {n}", meaning=one) for n, one in enumerate(meanings)])
        at = MORNING.astimezone()
        await store.note(replace(a_turn("t1", at=at, kind="asks_about"), trace=spans))
        await store.note(a_turn("t2", at=at, kind="ignores", text="Hm, what?"))
        await store.note(a_turn("t3", at=at))
    before = await derived()
    assert [len(rows) for rows in before] == [8, 3, 1]
    await downgrade(address, "0004")
    assert await derived() == before


async def test_going_up_twice_changes_nothing(address: DatabaseAddress) -> None:
    await upgrade(address)
    async with SqlStore(address) as store:
        await store.put_concepts([a_concept()])
    await upgrade(address)
    async with SqlStore(address) as store:
        assert await store.concept("k1") == a_concept()


def test_there_is_a_stored_database_of_every_revision() -> None:
    assert {path.stem.removeprefix("hub-") for path in STORED} == set(known_revisions())


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.stem)
async def test_a_stored_database_still_opens_with_all_it_holds(stored: Path, tmp_path: Path) -> None:
    copy = tmp_path / "hub.db"
    shutil.copy(stored, copy)
    async with SqlStore(sqlite_address(copy)) as store:
        assert await store.recall("c1") == a_state()
        assert await store.concept("k1") == a_concept()
        assert await store.schedules() == [a_schedule()]
        assert await store.journal_entry("t1") == a_turn()
    await downgrade(sqlite_address(copy), "base")
    await upgrade(sqlite_address(copy))
