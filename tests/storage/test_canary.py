"""Forgotten words are in no file any more."""

from __future__ import annotations

import gzip
import os
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import text

from dialogue.ports import Forget, TurnRecord
from hub.ports import DerivedStore
from hub.storage.address import database_address
from hub.storage.backups import SUFFIX, BackupFolder, make_backup
from hub.storage.derived import derived_files
from hub.storage.exports import export_file
from hub.storage.files import DRAFT
from hub.storage.inventory import EXPORTS
from hub.storage.oblivion import is_person
from hub.storage.store import SqlStore
from teaching.concepts import Chosen
from tests.servers import PostgresServer
from tests.storage.samples import a_concept, a_schedule, a_state, a_turn, later, taught

CANARY = "zwitscherling"


def _files_with_canary(folder: Path) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if path.name.endswith(SUFFIX):
                content += gzip.decompress(content)
            if CANARY.encode() in content.lower():
                found.append(path.name)
    return sorted(found)


async def _plant(store: SqlStore) -> None:
    concepts = tuple(a_concept(f"k{n}", f"{CANARY} {n}", provenance=taught(at=later(n))) for n in range(300))
    choice = a_concept("choice", f"which {CANARY}", meaning=Chosen(CANARY, "desk_lamp"), provenance=taught(at=later(1)))
    other = a_concept("other", "study mode", provenance=taught("ben"))
    await store.keep(
        TurnRecord(
            a_state(word=CANARY),
            concepts_put=(*concepts, choice, other),
            schedules_put=(a_schedule(text=f"{CANARY} at nine"),),
        )
    )
    for number in range(300):
        turn = a_turn(f"t{number}", at=later(number), text=f"put the lamp to {CANARY}")
        await store.note(replace(turn, trace={"unknown": [CANARY * 500 if number == 7 else CANARY]}))
    await store.note(a_turn("missed", at=later(301), text=f"make it {CANARY}", kind="ignores"))


@pytest.mark.parametrize("wish", [Forget(person="anna"), Forget(everything=True), Forget(since=later(-1))])
async def test_after_forgetting_the_canary_is_in_no_file(tmp_path: Path, wish: Forget) -> None:
    address = database_address(None, tmp_path)
    derived: list[DerivedStore] = [BackupFolder(tmp_path / "backups"), derived_files(EXPORTS, tmp_path)]
    async with SqlStore(address, derived=derived) as store:
        await _plant(store)
        await export_file(store, tmp_path / "exports" / "taught.json")
        await make_backup(address, tmp_path / "backups" / f"one{SUFFIX}")
        assert len(_files_with_canary(tmp_path)) >= 3
        await store.forget(wish)
        assert _files_with_canary(tmp_path) == []
        assert (await store.concept("other") is None) == (wish.person is None)
    assert _files_with_canary(tmp_path) == []


async def test_forgetting_within_a_turn_is_as_thorough(tmp_path: Path) -> None:
    async with SqlStore(database_address(None, tmp_path)) as store:
        await _plant(store)
        await store.keep(TurnRecord(a_state(word=CANARY), forget=Forget(person="anna")))
        assert _files_with_canary(tmp_path) == []


async def test_a_single_deleted_concept_is_in_no_file(tmp_path: Path) -> None:
    async with SqlStore(database_address(None, tmp_path)) as store:
        await store.put_concepts([a_concept("k1", CANARY), a_concept("k2")])
        assert _files_with_canary(tmp_path)
        await store.keep(TurnRecord(a_state(), concepts_deleted=("k1",)))
        assert _files_with_canary(tmp_path) == []


async def test_a_forgetting_that_a_reader_held_up_is_finished_at_the_next_start(tmp_path: Path) -> None:
    address = database_address(None, tmp_path)
    async with SqlStore(address) as store:
        await _plant(store)
        async with SqlStore(address) as reader, reader.reading() as kept:
            await kept.journal.count()
            await store.forget(Forget(person="anna"))
            assert list(await store.journal()) == []
    async with SqlStore(address):
        assert _files_with_canary(tmp_path) == []


async def test_drafts_that_a_killed_program_left_are_removed_at_the_next_start(tmp_path: Path) -> None:
    (tmp_path / f"{DRAFT}1").mkdir()
    (tmp_path / f"{DRAFT}1" / "unpacked.db").write_text(CANARY)
    (tmp_path / f"{DRAFT}2-taught.json").write_text(CANARY)
    (tmp_path / f"{DRAFT}3-under-way.json").write_text("fresh")
    for name in (f"{DRAFT}1", f"{DRAFT}2-taught.json"):
        os.utime(tmp_path / name, (0, 0))
    async with SqlStore(database_address(None, tmp_path)):
        assert _files_with_canary(tmp_path) == []
    assert (tmp_path / f"{DRAFT}3-under-way.json").exists()


@dataclass
class _CutOff:
    """A derived store that fails the first time, as when the power goes."""

    name: str = "model"
    calls: int = 0

    async def forget(self, forget: Forget) -> int:
        self.calls += 1
        if self.calls == 1:
            raise OSError("power cut")
        assert is_person(forget.person, "anna")
        return 1


async def test_derived_stores_are_told_again_after_a_cut_off_forgetting(tmp_path: Path) -> None:
    model = _CutOff()
    address = database_address(None, tmp_path)
    async with SqlStore(address) as store:
        store.register(model)
        with pytest.raises(OSError, match="power cut"):
            await store.forget(Forget(person="anna"))
    async with SqlStore(address, derived=[model]):
        assert model.calls == 2
    async with SqlStore(address, derived=[model]):
        assert model.calls == 2


@pytest.mark.postgres
async def test_no_table_of_postgresql_holds_the_canary(postgres_server: PostgresServer, tmp_path: Path) -> None:
    async with SqlStore(database_address(postgres_server.new_database(), tmp_path)) as store:
        await _plant(store)
        await store.forget(Forget(person="anna"))
        async with store.reading() as kept:
            for table in ("concepts", "turns", "dialogues", "schedules"):
                search = text(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE '%{CANARY}%'")
                assert (await kept.connection.execute(search)).scalar_one() == 0
