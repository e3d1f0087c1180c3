"""What was taught leaves as a readable file and comes back whole or not at all."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from devices.home import Person
from dialogue.ports import TurnRecord
from hub.storage.address import database_address
from hub.storage.errors import ImportRejected
from hub.storage.exports import ImportReport, export_file, import_file
from hub.storage.store import SqlStore
from teaching.concepts import Status
from tests.storage.samples import DIM, a_concept, a_schedule, a_state, later, taught


async def _filled(store: SqlStore) -> None:
    retired = replace(a_concept("k2", "movie night"), status=Status.RETIRED, heard_as=("moody knight",))
    await store.keep(TurnRecord(a_state(), concepts_put=(a_concept(), retired), schedules_put=(a_schedule(),)))
    await store.keep(TurnRecord(a_state(), concepts_used=("k1",)))
    await store.put_person(Person("anna", "Anna"))


async def test_an_export_comes_back_the_same_in_an_empty_hub(sql_store: SqlStore, tmp_path: Path) -> None:
    await _filled(sql_store)
    await export_file(sql_store, tmp_path / "taught.json")
    async with SqlStore(database_address(None, tmp_path / "other")) as other:
        report = await import_file(other, tmp_path / "taught.json")
        assert report == ImportReport(concepts_added=2, concepts_merged=0, schedules=1, people=1)
        assert (await other.changed_since(0))[1] == (await sql_store.changed_since(0))[1]
        assert await other.schedules() == [a_schedule()]
        assert (await other.schedules())[0].due.tzinfo == a_schedule().due.tzinfo
        assert await other.people() == [Person("anna", "Anna")]


async def test_an_export_is_for_its_owners_eyes_and_nothing_is_left_beside_it(
    sql_store: SqlStore, tmp_path: Path
) -> None:
    await _filled(sql_store)
    await export_file(sql_store, tmp_path / "out" / "taught.json")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["taught.json"]
    assert (tmp_path / "out" / "taught.json").stat().st_mode & 0o777 == 0o600


async def test_importing_twice_changes_nothing(sql_store: SqlStore, tmp_path: Path) -> None:
    await _filled(sql_store)
    await export_file(sql_store, tmp_path / "taught.json")
    before = (await sql_store.changed_since(0))[1]
    report = await import_file(sql_store, tmp_path / "taught.json")
    assert report.concepts_merged == 2
    assert (await sql_store.changed_since(0))[1] == before


async def test_a_word_that_both_know_keeps_the_versions_of_both(sql_store: SqlStore, tmp_path: Path) -> None:
    await sql_store.put_concepts([a_concept("theirs", meaning=DIM, provenance=taught("ben", at=later(9)))])
    await export_file(sql_store, tmp_path / "taught.json")
    async with SqlStore(database_address(None, tmp_path / "other")) as other:
        await other.put_concepts([a_concept("ours")])
        await import_file(other, tmp_path / "taught.json")
        (concept,) = (await other.changed_since(0))[1]
        assert concept.id == "ours"
        assert [version.provenance.person for version in concept.versions] == ["anna", "ben"]


def _set(*path: str | int, value: object) -> Callable[[Any], None]:
    def change(content: Any) -> None:  # noqa: ANN401
        for part in path[:-1]:
            content = content[part]
        content[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (_set("format", value="shopping list"), "format"),
        (_set("version", value=2), "version"),
        (_set("concepts", value={}), "concepts"),
        (_set("surprise", value=1), "surprise"),
        (_set("concepts", 1, "term", value=7), r"concepts item 2 \(k2\)"),
        (_set("concepts", 1, "term", value="  "), "k2"),
        (_set("concepts", 1, "versions", value=[]), "k2"),
        (_set("concepts", 1, "versions", 0, "meaning", value={"type": "spell"}), "k2"),
        (_set("concepts", 1, "versions", 0, "provenance", "at", value="2026-01-01T00:00:00"), "k2"),
        (_set("concepts", 1, "id", value="k1"), "same id"),
        (_set("concepts", 1, "id", value=None), "no id"),
        (_set("concepts", 1, value="x"), "item 2"),
        (_set("schedules", 0, "due", value="soon"), "s1"),
        (_set("schedules", 0, "due", value="2026-01-01T00:00:00"), "s1"),
        (_set("people", 0, "role", value="king"), "anna"),
    ],
)
async def test_a_spoilt_file_is_refused_by_naming_the_item_and_nothing_is_taken(
    tmp_path: Path, spoil: Callable[[Any], None], named: str
) -> None:
    file = tmp_path / "taught.json"
    async with SqlStore(database_address(None, tmp_path / "one")) as store:
        await _filled(store)
        await export_file(store, file)
    content = copy.deepcopy(json.loads(file.read_text()))
    spoil(content)
    file.write_text(json.dumps(content))
    async with SqlStore(database_address(None, tmp_path / "other")) as other:
        with pytest.raises(ImportRejected, match=named):
            await import_file(other, file)
        assert (await other.changed_since(0))[0] == 0


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\x00\xff", b"null"])
async def test_what_is_no_export_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    async with SqlStore(database_address(None, tmp_path)) as store:
        with pytest.raises(ImportRejected, match="Nothing was imported"):
            await import_file(store, tmp_path / "file")
        with pytest.raises(ImportRejected, match="No such file"):
            await import_file(store, tmp_path / "nothing")


async def test_a_concept_that_the_hub_may_not_take_stops_the_whole_import(tmp_path: Path) -> None:
    async with SqlStore(database_address(None, tmp_path)) as store:
        await _filled(store)
        await export_file(store, tmp_path / "file")
        await store.delete_concepts(["k1", "k2"])
        with pytest.raises(ImportRejected, match="movie night"):
            await import_file(store, tmp_path / "file", lambda one: "unsafe" if one.id == "k2" else None)
        assert (await store.changed_since(0))[1] == []
