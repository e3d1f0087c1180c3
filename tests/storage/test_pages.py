"""Pages of the journal and of the concepts: in order, complete, and looked up by an index however many there are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.storage import concept_pages, journal
from hub.storage.address import database_address
from hub.storage.concept_pages import ConceptPage, ConceptPageQuery
from hub.storage.journal import JournalPage, JournalQuery
from hub.storage.marks import write_mark
from hub.storage.mentions import entity_mark
from hub.storage.records import Records
from hub.storage.store import SqlStore
from hub.storage.tables import mentions
from teaching.concepts import Alias, Status
from tests.storage.samples import DIM, a_concept, a_turn, later


async def all_turns(records: Records, query: JournalQuery) -> tuple[list[str], list[JournalPage]]:
    pages = [await records.turns(query)]
    while pages[-1].next is not None:
        pages.append(await records.turns(replace(query, after=pages[-1].next)))
    return [entry.turn_id for page in pages for entry in page.entries], pages


async def all_terms(records: Records, query: ConceptPageQuery) -> tuple[list[str], list[ConceptPage]]:
    pages = [await records.concepts(query)]
    while pages[-1].next is not None:
        pages.append(await records.concepts(replace(query, after=pages[-1].next)))
    return [concept.term for page in pages for concept in page.concepts], pages


async def test_filters_of_the_journal_hold_together_and_leave_nothing_out(
    sql_store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "SCANNED", 7)
    for number in range(40):
        kind = "acts" if number % 2 else "asks_about"
        turn = a_turn(f"t{number:02}", at=later(number // 3), kind=kind, person="anna" if number % 3 else "ben")
        await sql_store.note(replace(turn, text="make it cosy" if number in {3, 30} else "lamp on", area="office"))
    records = Records(sql_store)
    everything = [f"t{number:02}" for number in reversed(range(40))]
    assert (await all_turns(records, JournalQuery(limit=6)))[0] == everything
    found, pages = await all_turns(records, JournalQuery(text="COSY", limit=6))
    assert found == ["t30", "t03"]
    assert all(page.searched_to is not None for page in pages[:-1])
    assert pages[-1].searched_to is None
    both = JournalQuery(kind="acts", person="ben", area="office", limit=2)
    assert (await all_turns(records, both))[0] == ["t39", "t33", "t27", "t21", "t15", "t09", "t03"]
    missed = JournalQuery(missed=True, person="ben", limit=50)
    assert (await all_turns(records, missed))[0] == ["t36", "t30", "t24", "t18", "t12", "t06", "t00"]


async def test_a_turn_can_be_deleted(sql_store: SqlStore) -> None:
    records = Records(sql_store)
    await sql_store.note(a_turn("t1"))
    assert await records.delete_turn("t1")
    assert not await records.delete_turn("t1")
    assert await records.turn("t1") is None


async def test_concepts_are_paged_by_term_with_filters(sql_store: SqlStore) -> None:
    same = [a_concept(f"s{n}", "Snug") for n in range(3)]
    many = [a_concept(f"k{n}", f"word {n:02}", scope="anna" if n % 5 == 0 else None) for n in range(20)]
    retired = replace(a_concept("r", "zzz", meaning=DIM), status=Status.RETIRED)
    await sql_store.put_concepts([*many, retired, *same])
    records = Records(sql_store)
    words = [f"word {n:02}" for n in range(20)]
    assert (await all_terms(records, ConceptPageQuery(limit=2)))[0] == ["Snug"] * 3 + words
    assert (await all_terms(records, ConceptPageQuery(text="SNUG", limit=2)))[0] == ["Snug"] * 3
    assert (await all_terms(records, ConceptPageQuery(scopes=frozenset({"anna"}), limit=3)))[0] == words[::5]
    household = ConceptPageQuery(scopes=frozenset({None}), limit=6)
    assert (await all_terms(records, household))[0] == ["Snug"] * 3 + [word for word in words if word not in words[::5]]
    both = ConceptPageQuery(scopes=frozenset({None, "anna"}), limit=6)
    assert (await all_terms(records, both))[0] == ["Snug"] * 3 + words
    assert (await all_terms(records, ConceptPageQuery(scopes=frozenset())))[0] == []
    assert (await all_terms(records, ConceptPageQuery(status=None, limit=50)))[0][-1] == "zzz"
    assert (await all_terms(records, ConceptPageQuery(type="nothing")))[0] == []


async def test_concepts_are_found_by_what_they_speak_of(sql_store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concept_pages, "_AT_ONCE", 2)
    lamps = ("desk_lamp", 'lämp "two"', "floor_lamp", "hall_lamp")
    taught = [a_concept(f"k{n:02}", f"word {n:02}", meaning=Alias((lamps[n % 4],))) for n in range(16)]
    group = a_concept("g", "Übrige", meaning=Alias(lamps))
    retired = replace(a_concept("r", "zzz", meaning=Alias(lamps[:1])), status=Status.RETIRED)
    await sql_store.put_concepts([*taught, group, retired])
    records = Records(sql_store)
    about = frozenset(entity_mark(lamp) for lamp in lamps[:3])
    wanted = [f"word {n:02}" for n in range(16) if n % 4 != 3]
    for limit in (1, 2, 5, 50):
        found, _pages = await all_terms(records, ConceptPageQuery(about=about, limit=limit))
        assert sorted(found) == [*wanted, "Übrige"]
    assert (await all_terms(records, ConceptPageQuery(about=about, text="03")))[0] == []
    assert (await all_terms(records, ConceptPageQuery(about=about, status=Status.RETIRED)))[0] == ["zzz"]
    await sql_store.put_concepts([replace(group, versions=(*group.versions, replace(group.versions[0], meaning=DIM)))])
    await sql_store.delete_concepts(["k00"])
    found, _pages = await all_terms(records, ConceptPageQuery(about=about))
    assert found == wanted[1:]
    async with sql_store.reading() as kept:
        left = (await kept.connection.execute(select(mentions.c.concept_id).distinct())).scalars().all()
    assert sorted(left) == sorted({"r", *(one.id for one in taught)} - {"k00"})


async def test_a_mark_that_is_none_is_refused(sql_store: SqlStore) -> None:
    for mark in ("nonsense", "e30=", "ü"):
        with pytest.raises(ValueError, match="page mark"):
            await Records(sql_store).concepts(ConceptPageQuery(after=mark))


LOOKUPS = [
    *(JournalQuery(**{name: "x"}) for name in ("conversation_id", "person", "kind", "area")),  # type: ignore[arg-type]
    JournalQuery(),
    JournalQuery(missed=True),
    JournalQuery(text="x", person="x", since=later(0), until=later(9)),
    *(ConceptPageQuery(**{name: "x"}) for name in ("type", "text")),  # type: ignore[arg-type]
    ConceptPageQuery(scopes=frozenset({"x"})),
    ConceptPageQuery(after=write_mark("x", "y")),
    ConceptPageQuery(about=frozenset({"x", "y"}), after=write_mark("x", "y"), scopes=frozenset({None})),
]


@pytest.mark.parametrize("query", LOOKUPS, ids=lambda query: str(query)[:60])
async def test_every_lookup_goes_along_an_index_and_sorts_nothing_that_grows(
    tmp_path_factory: pytest.TempPathFactory, query: JournalQuery | ConceptPageQuery
) -> None:
    async with SqlStore(database_address(None, tmp_path_factory.mktemp("plans"))) as store:
        records = Records(store)
        asked: list[tuple[str, object]] = []
        async with store.reading() as kept:
            engine = kept.connection.sync_engine

        def note(_c: object, _cursor: object, statement: str, parameters: object, *_more: object) -> None:
            asked.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", note)
        await (records.turns(query) if isinstance(query, JournalQuery) else records.concepts(query))
        event.remove(engine, "before_cursor_execute", note)
        lookups = [(words, values) for words, values in asked if "LIMIT" in words and " IN (" not in words]
        assert lookups
        async with store.reading() as kept:
            for words, values in lookups:
                plan = await explained(kept.connection, words, values)
                scans = [line for line in plan if line.startswith(("SCAN turns", "SCAN concepts"))]
                assert all("INDEX" in line for line in scans)
                # What is searched within a bounded number of turns may be sorted.
                assert "CO-ROUTINE" in str(plan) or "USE TEMP B-TREE FOR ORDER BY" not in plan


async def explained(connection: AsyncConnection, words: str, values: object) -> list[str]:
    rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values)  # type: ignore[arg-type]
    return [str(row[-1]) for row in rows]
