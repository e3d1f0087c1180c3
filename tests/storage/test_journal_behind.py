"""The journal is written behind the answers, and loses and keeps exactly what it should."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from dialogue.errors import RecogniserUnavailable
from dialogue.ports import Forget, JournalEntry
from hub.storage import journal_writer
from hub.storage.address import DatabaseAddress
from hub.storage.database import Database
from hub.storage.journal import JournalSettings
from hub.storage.journal_writer import JournalWriter
from hub.storage.store import SqlStore
from hub.storage.tables import counters
from tests.storage.samples import a_turn, later


class Book:
    """Takes what a writer writes; ``troubles`` are raised first, one each time."""

    def __init__(self, *troubles: Exception) -> None:
        self.batches: list[list[str]] = []
        self.troubles = list(troubles)

    async def write(self, entries: Sequence[JournalEntry], since: datetime) -> None:
        assert since <= datetime.now(UTC)
        await asyncio.sleep(0)
        if self.troubles:
            raise self.troubles.pop(0)
        self.batches.append([entry.turn_id for entry in entries])


async def test_turns_of_a_moment_are_written_together_and_in_order() -> None:
    book = Book()
    writer = JournalWriter(book.write)
    for number in range(3):
        await writer.add(a_turn(f"t{number}"))
    assert book.batches == []
    await writer.flush()
    await writer.add(a_turn("t3"))
    await writer.flush()
    await writer.flush()
    assert book.batches == [["t0", "t1", "t2"], ["t3"]]


async def test_turns_are_written_without_anybody_asking() -> None:
    book = Book()
    await JournalWriter(book.write).add(a_turn())
    async with asyncio.timeout(5):
        while not book.batches:  # noqa: ASYNC110 - the book has no event
            await asyncio.sleep(0.01)


async def test_turns_that_come_faster_than_they_are_written_wait_for_their_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(journal_writer, "_MOST", 10)
    book = Book()
    writer = JournalWriter(book.write)
    for number in range(95):
        await writer.add(a_turn(f"t{number}"))
    await writer.flush()
    assert max(map(len, book.batches)) <= 10
    assert [turn_id for batch in book.batches for turn_id in batch] == [f"t{number}" for number in range(95)]


async def test_trouble_is_said_once_and_reaches_no_turn(caplog: pytest.LogCaptureFixture) -> None:
    book = Book(OSError("disk full"), OSError("disk full"))
    writer = JournalWriter(book.write)
    for number in range(3):
        await writer.add(a_turn(f"t{number}"))
        await writer.flush()
    assert book.batches == [["t2"]]
    assert [record.getMessage() for record in caplog.records] == [
        "1 turns could not be written to the journal: disk full"
    ]


async def test_somebody_who_waits_and_is_cancelled_loses_nothing() -> None:
    book = Book()
    writer = JournalWriter(book.write)
    await writer.add(a_turn())
    reader = asyncio.create_task(writer.flush())
    await asyncio.sleep(0)
    reader.cancel()
    await asyncio.wait([reader])
    await writer.flush()
    assert book.batches == [["t1"]]


async def test_closing_the_store_writes_what_waits(address: DatabaseAddress) -> None:
    async with SqlStore(address) as store:
        for number in range(5):
            await store.note(a_turn(f"t{number}", at=later(number)))
    async with SqlStore(address) as store:
        assert [entry.turn_id for entry in await store.journal()] == ["t4", "t3", "t2", "t1", "t0"]


async def test_a_line_is_there_for_whoever_reads_at_once(sql_store: SqlStore) -> None:
    await sql_store.note(a_turn())
    async with sql_store.reading() as kept:
        assert await kept.journal.count() == 1


async def test_a_journal_that_is_switched_off_stays_empty(address: DatabaseAddress) -> None:
    async with SqlStore(address, JournalSettings(enabled=False)) as store:
        await store.note(a_turn())
    async with SqlStore(address) as store:
        assert list(await store.journal()) == []


async def test_what_another_hub_forgets_while_it_waits_is_not_written(address: DatabaseAddress) -> None:
    now = datetime.now(UTC)
    async with SqlStore(address) as store, SqlStore(address) as other:
        await store.note(a_turn("t1", at=now))
        await store.note(a_turn("t2", person="ben", at=now))
        await other.forget(Forget(person="anna"))
        await store.note(a_turn("t3", at=now + timedelta(minutes=1)))
        assert {entry.turn_id for entry in await store.journal()} == {"t2", "t3"}


async def test_a_store_that_is_locked_by_another_program_costs_no_turn(address: DatabaseAddress) -> None:
    async with SqlStore(address) as store, Database(address) as other:
        async with other.writing() as connection, asyncio.timeout(1):
            await connection.execute(update(counters).values(value=7))
            await store.note(a_turn())
        assert await store.journal_entry("t1") is not None


async def test_what_is_found_out_late_is_in_the_line_and_what_cannot_be_costs_only_itself() -> None:
    written: list[JournalEntry] = []

    async def write(entries: Sequence[JournalEntry], _since: datetime) -> None:
        written.extend(entries)

    async def found() -> Mapping[str, object]:
        return {"heard": {"alternatives": ["burn it on"]}}

    async def gone() -> Mapping[str, object]:
        raise RecogniserUnavailable("the recogniser is being started")

    writer = JournalWriter(write)
    await writer.add(replace(a_turn("t0"), trace={"reasons": ["said so"]}, late=found))
    await writer.add(replace(a_turn("t1"), trace={"reasons": []}, late=gone))
    await writer.flush()
    assert [entry.trace for entry in written] == [
        {"reasons": ["said so"], "heard": {"alternatives": ["burn it on"]}},
        {"reasons": []},
    ]
