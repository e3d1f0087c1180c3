"""A backup brings everything back, on either database, and what was forgotten since stays forgotten."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from devices.home import Person
from dialogue.ports import Forget, TurnRecord
from hub.ports import Token
from hub.storage import archive
from hub.storage.address import DatabaseAddress, database_address
from hub.storage.backups import BackupFolder, backup_name, make_backup, restore_backup
from hub.storage.errors import ArchiveUnusable, ForeignDatabase
from hub.storage.schema import newest_revision
from hub.storage.store import SqlStore
from teaching.ports import ConceptQuery
from tests.servers import PostgresServer
from tests.storage.samples import DIM, MORNING, a_concept, a_schedule, a_state, a_turn, later, taught

TOKEN = Token("t", "phone", "talk", "d" * 64, MORNING)


async def _fill(store: SqlStore) -> None:
    his = a_concept("his", "cosy", provenance=taught("ben"))
    await store.keep(TurnRecord(a_state(), concepts_put=(a_concept(), his), schedules_put=(a_schedule(),)))
    await store.keep(TurnRecord(a_state(), concepts_used=("k1",)))
    await store.note(a_turn())
    await store.put_person(Person("anna", "Anna"))
    await store.put_token(TOKEN)


async def _content(store: SqlStore) -> object:
    _, put, _ = await store.changed_since(0)
    return (
        sorted(put, key=lambda concept: concept.id),
        await store.schedules(),
        await store.journal(),
        await store.people(),
        await store.tokens(),
        await store.recall("c1"),
    )


async def test_a_backup_brings_everything_back(sql_store: SqlStore, address: DatabaseAddress, tmp_path: Path) -> None:
    await _fill(sql_store)
    before = await _content(sql_store)
    await make_backup(address, tmp_path / "copy")
    await sql_store.put_concepts([a_concept("new")])
    await sql_store.keep(TurnRecord(a_state("c1", word="changed")))
    report = await restore_backup(address, tmp_path / "copy")
    assert report.forgotten == 0
    assert await _content(sql_store) == before


async def test_a_running_hub_hears_what_a_restore_brought_and_took(
    sql_store: SqlStore, address: DatabaseAddress, tmp_path: Path
) -> None:
    await _fill(sql_store)
    await make_backup(address, tmp_path / "copy")
    await sql_store.put_concepts([a_concept("new")])
    seen, _, _ = await sql_store.changed_since(0)
    await restore_backup(address, tmp_path / "copy")
    newest, put, deleted = await sql_store.changed_since(seen)
    assert newest > seen
    assert ({concept.id for concept in put}, list(deleted)) == ({"k1", "his"}, ["new"])


@pytest.mark.postgres
@pytest.mark.parametrize("source", ["sqlite", "postgres"])
async def test_a_backup_of_one_database_is_restored_on_the_other(
    source: str, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    addresses = [database_address(None, tmp_path), database_address(postgres_server.new_database(), tmp_path)]
    there, here = addresses if source == "sqlite" else reversed(addresses)
    async with SqlStore(there) as store:
        await _fill(store)
        before = await _content(store)
        await make_backup(there, tmp_path / "copy")
    await restore_backup(here, tmp_path / "copy")
    async with SqlStore(here) as store:
        assert await _content(store) == before
        assert await store.keep(TurnRecord(a_state(), concepts_put=(a_concept("more"),))) > 0


async def test_what_was_forgotten_after_a_backup_stays_forgotten(
    sql_store: SqlStore, address: DatabaseAddress, tmp_path: Path
) -> None:
    await _fill(sql_store)
    both = a_concept("both", provenance=taught("ben")).changed(DIM, taught("anna", at=later(1)))
    await sql_store.put_concepts([both, a_concept("gone", "gone", provenance=taught("ben"))])
    await make_backup(address, tmp_path / "copy")
    await sql_store.forget(Forget(person="anna"))
    await sql_store.delete_concepts(["gone"])
    report = await restore_backup(address, tmp_path / "copy")
    assert report.forgotten > 0
    left = await sql_store.concepts(ConceptQuery())
    assert [(concept.id, len(concept.versions)) for concept in left] == [("both", 1), ("his", 1)]
    assert list(await sql_store.journal()) == []
    assert list(await sql_store.schedules()) == []
    assert list(await sql_store.people()) == []
    assert await sql_store.recall("c1") is None


async def test_what_was_taught_after_forgetting_everything_comes_back(
    sql_store: SqlStore, address: DatabaseAddress, tmp_path: Path
) -> None:
    await _fill(sql_store)
    await sql_store.forget(Forget(everything=True))
    new = a_concept("new", provenance=taught(at=MORNING.replace(year=2100)))
    await sql_store.put_concepts([new])
    await make_backup(address, tmp_path / "copy")
    await sql_store.put_concepts([new.changed(DIM, taught(at=MORNING.replace(year=2101)))])
    await restore_backup(address, tmp_path / "copy")
    assert await sql_store.concepts(ConceptQuery()) == [new]


async def test_a_token_revoked_since_stays_revoked_and_a_newer_one_valid(
    sql_store: SqlStore, address: DatabaseAddress, tmp_path: Path
) -> None:
    await _fill(sql_store)
    await make_backup(address, tmp_path / "copy")
    revoked = replace(TOKEN, revoked=later(1))
    newer = replace(TOKEN, id="u", digest="e" * 64)
    await sql_store.put_token(revoked)
    await sql_store.put_token(newer)
    await restore_backup(address, tmp_path / "copy")
    assert await sql_store.tokens() == [revoked, newer]


def _rewritten(change: Callable[[list[str]], list[str]]) -> Callable[[bytes], bytes]:
    def spoil(content: bytes) -> bytes:
        lines = gzip.decompress(content).decode().splitlines(keepends=True)
        return gzip.compress("".join(change(lines)).encode())

    return spoil


def _flipped(content: bytes) -> bytes:
    return content[:200] + bytes([content[200] ^ 0xFF]) + content[201:]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda _: b"", "damaged, or no backup"),
        (lambda _: b"shopping list", "damaged, or no backup"),
        (lambda _: gzip.compress(b'{"format": "other"}\n'), "no backup of the hub"),
        (lambda content: content[: len(content) // 2], "damaged"),
        (_flipped, "damaged|check sum"),
        (_rewritten(lambda lines: lines[:-1]), "cut off"),
        (_rewritten(lambda lines: lines[:2] + lines[3:]), "check sum"),
        (_rewritten(lambda lines: [line.replace("study mode", "party mode") for line in lines]), "check sum"),
        (_rewritten(lambda lines: [line.replace('"version": 1', '"version": 2') for line in lines]), "format 2"),
    ],
)
async def test_a_damaged_or_foreign_file_is_refused_and_nothing_is_touched(
    tmp_path: Path, spoil: Callable[[bytes], bytes], said: str
) -> None:
    address = database_address(None, tmp_path / "data")
    copy = tmp_path / "copy"
    async with SqlStore(address) as store:
        await _fill(store)
        await make_backup(address, copy)
        await store.put_concepts([a_concept("new")])
        before = await _content(store)
        copy.write_bytes(spoil(copy.read_bytes()))
        with pytest.raises(ArchiveUnusable, match=said):
            await restore_backup(address, copy)
        assert await _content(store) == before
    assert {path.name.split("-")[0] for path in (tmp_path / "data").iterdir()} == {"hub.db"}


async def test_a_backup_of_a_newer_hub_is_refused(tmp_path: Path) -> None:
    address = database_address(None, tmp_path)
    await make_backup(address, tmp_path / "copy")
    lines = gzip.decompress((tmp_path / "copy").read_bytes()).decode()
    newer = lines.replace(f'"schema": "{newest_revision()}"', '"schema": "9999"')
    (tmp_path / "copy").write_bytes(gzip.compress(_signed(newer)))
    with pytest.raises(ArchiveUnusable, match="newer hub"):
        await restore_backup(address, tmp_path / "copy")


async def test_a_well_signed_backup_with_rows_that_do_not_fit_is_refused(tmp_path: Path) -> None:
    address = database_address(None, tmp_path)
    async with SqlStore(address) as store:
        await _fill(store)
        await make_backup(address, tmp_path / "copy")
        before = await _content(store)
        lines = gzip.decompress((tmp_path / "copy").read_bytes()).decode()
        for old, new in (
            ('["concepts"', '["spells"'),
            ('"term_key"', '"term_kee"'),
            ('"revision": 1', '"revision": null'),
        ):
            (tmp_path / "copy").write_bytes(gzip.compress(_signed(lines.replace(old, new))))
            with pytest.raises(ArchiveUnusable):
                await restore_backup(address, tmp_path / "copy")
        assert await _content(store) == before


@pytest.mark.parametrize("limit", ["LONGEST_LINE", "LARGEST"])
async def test_what_unpacks_to_far_more_than_a_backup_is_refused_without_being_held(
    tmp_path: Path, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = database_address(None, tmp_path)
    async with SqlStore(address) as store:
        await _fill(store)
    await make_backup(address, tmp_path / "good.hub-backup")
    monkeypatch.setattr(archive, limit, 300)
    with pytest.raises(ArchiveUnusable, match="unpacks to more"):
        await restore_backup(address, tmp_path / "good.hub-backup")
    bomb = tmp_path / "bomb.hub-backup"
    bomb.write_bytes(gzip.compress(bytes(200 * 1024 * 1024)))
    tracemalloc.start()
    with pytest.raises(ArchiveUnusable, match="unpacks to more"):
        await restore_backup(address, bomb)
    assert tracemalloc.get_traced_memory()[1] < 40 * 1024 * 1024
    tracemalloc.stop()


def _signed(text: str) -> bytes:
    import hashlib

    body = "".join(text.splitlines(keepends=True)[:-1])
    end = {"rows": body.count("\n") - 1, "sha256": hashlib.sha256(body.encode()).hexdigest()}
    return (body + json.dumps(end) + "\n").encode()


async def test_a_damaged_database_is_put_aside_and_restored(tmp_path: Path) -> None:
    address = database_address(None, tmp_path)
    async with SqlStore(address) as store:
        await _fill(store)
        before = await _content(store)
        await make_backup(address, tmp_path / "copy")
    (tmp_path / "hub.db").write_bytes(b"rubbish" * 1000)
    report = await restore_backup(address, tmp_path / "copy")
    assert report.put_aside is not None
    assert report.put_aside.read_bytes() == b"rubbish" * 1000
    async with SqlStore(address) as store:
        assert await _content(store) == before


async def test_nothing_is_restored_over_another_programs_database(tmp_path: Path) -> None:
    import sqlite3

    await make_backup(database_address(None, tmp_path / "ours"), tmp_path / "copy")
    (tmp_path / "theirs").mkdir()
    with sqlite3.connect(tmp_path / "theirs" / "hub.db") as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    with pytest.raises(ForeignDatabase):
        await restore_backup(database_address(None, tmp_path / "theirs"), tmp_path / "copy")


async def test_backups_in_the_folder_forget_as_well(tmp_path: Path) -> None:
    address = database_address(None, tmp_path)
    folder = BackupFolder(tmp_path / "backups")
    async with SqlStore(address, derived=[folder]) as store:
        await _fill(store)
        copy = tmp_path / "backups" / backup_name(MORNING)
        await make_backup(address, copy)
        assert b"study mode" in gzip.decompress(copy.read_bytes())
        await store.forget(Forget(person="anna"))
    content = gzip.decompress(copy.read_bytes())
    assert b"study mode" not in content
    assert b"cosy" in content
    assert copy.stat().st_mode & 0o777 == 0o600
    await restore_backup(database_address(None, tmp_path / "fresh"), copy)


async def test_a_backup_of_many_concepts_is_made_while_a_turn_is_kept(tmp_path: Path) -> None:
    import asyncio

    address = database_address(None, tmp_path)
    async with SqlStore(address) as store:
        await store.put_concepts([a_concept(f"k{number:05}") for number in range(3000)])
        making = asyncio.create_task(make_backup(address, tmp_path / "copy"))
        while not making.done():
            await store.keep(TurnRecord(a_state()))
            await asyncio.sleep(0)
        report = await making
    assert report.rows >= 3001
