"""What was not understood is grouped by the words that nobody has explained."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from dialogue.ports import Forget, JournalEntry
from hub.storage import missed as journal_missed
from hub.storage.missed import Missed, key_of
from hub.storage.records import Records
from hub.storage.store import SqlStore
from hub.storage.tables import unexplained
from tests.storage.samples import a_concept, a_turn, later


def missed(turn_id: str, text: str, *unknown: str, at: float = 0, person: str = "anna") -> JournalEntry:
    spans = [{"text": words, "role": "value", "start": 0, "end": 1} for words in unknown]
    entry = a_turn(turn_id, at=later(at), text=text, kind="asks_about", person=person)
    return replace(entry, trace={"understood": True, "unknown": spans})


async def inbox(store: SqlStore, after: str | None = None, limit: int = 50) -> Missed:
    async with store.reading() as kept:
        return await kept.missed.list(after=after, limit=limit)


async def groups(store: SqlStore) -> list[tuple[str, int]]:
    return [(one.words, one.count) for one in (await inbox(store)).groups]


async def test_turns_are_grouped_by_unknown_words_however_they_are_written(sql_store: SqlStore) -> None:
    await sql_store.note(missed("t1", "make it cosy", "cosy"))
    await sql_store.note(missed("t2", "make it COSY!", "COSY!", at=1))
    await sql_store.note(missed("t3", "a gloaming snug", "gloaming", "snug", at=2))
    await sql_store.note(replace(a_turn("t4", at=later(3), text="brmpf"), trace={"understood": False}))
    await sql_store.note(a_turn("t5", at=later(4)))
    assert await groups(sql_store) == [("brmpf", 1), ("snug", 1), ("gloaming", 1), ("COSY!", 2)]
    found = await inbox(sql_store)
    assert [turn.turn_id for turn in found.groups[3].turns] == ["t2", "t1"]
    assert found.groups[3].role == "value"
    assert found.next is None


async def test_the_groups_come_by_page_each_once_where_it_was_last_said(
    sql_store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_missed, "SCANNED", 7)
    monkeypatch.setattr(journal_missed, "_FIRST_SCANNED", 3)
    for number in range(30):
        await sql_store.note(missed(f"t{number:02}", "make it so", f"word {number % 8}", at=number // 2))
    await sql_store.put_concepts([a_concept("k1", "word 3")])
    found, after = [], None
    while True:
        page = await inbox(sql_store, after, 2)
        found += [(one.words, one.count) for one in page.groups]
        after = page.next
        if after is None:
            break
    assert found == [(f"word {n}", 4 if n < 6 else 3) for n in (5, 4, 2, 1, 0, 7, 6)]
    with pytest.raises(ValueError, match="page mark"):
        await inbox(sql_store, "nonsense")


@pytest.mark.parametrize("wish", [Forget(person="anna"), Forget(everything=True), Forget(until=later(5))])
async def test_what_is_forgotten_is_not_counted_any_more(sql_store: SqlStore, wish: Forget) -> None:
    await sql_store.note(missed("t1", "make it cosy", "cosy"))
    await sql_store.note(missed("t2", "make it cosy", "cosy", at=10, person="ben"))
    await sql_store.forget(wish)
    assert await groups(sql_store) == ([] if wish.everything else [("cosy", 1)])
    await sql_store.delete_turn("t2")
    assert await groups(sql_store) == []


async def test_old_turns_and_those_written_anew_leave_no_words(sql_store: SqlStore) -> None:
    await sql_store.note(missed("t1", "make it cosy", "cosy"))
    await sql_store.journal()
    await sql_store.note(missed("t1", "make it snug", "snug"))
    assert await groups(sql_store) == [("snug", 1)]
    await sql_store.purge_journal(later(60 * 24 * 365))
    assert await groups(sql_store) == []
    async with sql_store.reading() as kept:
        assert (await kept.connection.execute(select(unexplained))).all() == []


async def test_what_was_taught_since_or_is_ignored_is_not_listed(sql_store: SqlStore) -> None:
    await sql_store.note(missed("t1", "make it cosy", "Cosy"))
    await sql_store.note(missed("t2", "make it snug", "snug"))
    await sql_store.put_concepts([a_concept("k1", "cosy")])
    assert await groups(sql_store) == [("snug", 1)]
    records = Records(sql_store)
    await records.ignore("Snug ", later(1))
    await records.ignore("snug", later(2))
    assert await groups(sql_store) == []
    assert [(one.words, one.at) for one in await records.ignored()] == [("snug", later(2))]
    await records.heed("snug")
    assert await groups(sql_store) == [("snug", 1)]


async def test_ignored_words_are_forgotten_with_the_only_person_who_said_them(sql_store: SqlStore) -> None:
    await sql_store.note(missed("t1", "make it cosy", "cosy"))
    await sql_store.note(missed("t2", "make it snug", "snug"))
    await sql_store.note(missed("t3", "make it snug", "snug", person="ben"))
    await Records(sql_store).ignore("cosy", later(1))
    await Records(sql_store).ignore("snug", later(1))
    await sql_store.forget(Forget(person="anna"))
    async with sql_store.reading() as kept:
        assert [one.words for one in await kept.missed.ignored()] == ["snug"]
    await sql_store.forget(Forget(since=later(0)))
    async with sql_store.reading() as kept:
        assert await kept.missed.ignored() == []


def test_words_are_the_same_whatever_their_case_spaces_and_marks() -> None:
    assert key_of("  Study   Mode! ") == key_of("study mode") == "study mode"
