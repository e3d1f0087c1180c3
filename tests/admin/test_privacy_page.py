"""Privacy: what is kept, taking it along, forgetting, backups, the audit log."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import httpx
import pytest

from hub.running import Hub
from hub.storage.backups import make_backup
from hub.storage.store import SqlStore
from tests.admin.conftest import Visit
from tests.hub.conftest import Parts
from tests.storage.samples import a_concept, a_turn, taught


async def upload(admin: Visit, content: bytes, name: str = "some.hub-backup") -> httpx.Response:
    return await admin.client.post(
        "/privacy/backups/take-in", data={"csrf": admin.csrf}, files={"file": (name, content)}
    )


async def made(admin: Visit) -> str:
    """The name of a backup made now."""
    assert (await admin.post("/privacy/backups")).status_code == 303
    found = re.search(r"/privacy/backups/([A-Za-z0-9-]+\.hub-backup)", (await admin.get("/privacy")).text)
    assert found is not None
    return found[1]


async def test_it_says_what_is_kept_and_for_how_long(admin: Visit) -> None:
    page = (await admin.get("/privacy")).text
    for words in ("for 30 days", "journal_days", "never kept", "what was taught, with all versions", "backups"):
        assert words in page


async def test_everything_can_be_taken_along(admin: Visit, parts: Parts) -> None:
    await parts.store.put_concepts([a_concept("k1", "study mode")])
    answer = await admin.get("/privacy/export")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert [concept["term"] for concept in json.loads(answer.content)["concepts"]] == ["study mode"]


async def test_forgetting_takes_a_typed_word(admin: Visit, parts: Parts) -> None:
    await parts.store.put_concepts([a_concept("k1")])
    answer = await admin.post("/privacy/forget", what="everything", confirm="yes")
    assert answer.status_code == 422
    assert "no way back" in answer.text
    assert re.search(r'value="everything" checked', answer.text)
    assert await parts.store.concept("k1") is not None
    assert (await admin.post("/privacy/forget", what="everything", confirm=" Forget ")).status_code == 303
    assert await parts.store.concept("k1") is None


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ({"what": "person", "person": "anna"}, ["k2"]),
        ({"what": "today"}, []),
        ({"what": "range", "since": "2026-03-02", "until": "2026-03-02"}, []),
        ({"what": "range", "since": "2026-03-03"}, ["k1", "k2"]),
        ({"what": "range", "until": "2026-03-01"}, ["k1", "k2"]),
    ],
)
async def test_a_person_or_some_days_can_be_forgotten(
    admin: Visit, parts: Parts, fields: dict[str, str], left: list[str]
) -> None:
    await parts.store.put_concepts([a_concept("k1", "one"), a_concept("k2", "two", provenance=taught("ben"))])
    assert (await admin.post("/privacy/forget", confirm="forget", **fields)).status_code == 303
    assert [concept.id for concept in await parts.store.concepts()] == left


@pytest.mark.parametrize(
    "fields",
    [
        {"what": ""},
        {"what": "person"},
        {"what": "range"},
        {"what": "range", "since": "soon"},
        {"what": "range", "until": "9999-12-31"},
        {"what": "range", "since": "2026-03-02", "until": "2026-03-01"},
    ],
)
async def test_a_wish_that_names_nothing_forgets_nothing(admin: Visit, parts: Parts, fields: dict[str, str]) -> None:
    await parts.store.put_concepts([a_concept("k1")])
    assert (await admin.post("/privacy/forget", confirm="forget", **fields)).status_code == 422
    assert await parts.store.concept("k1") is not None


async def test_a_backup_is_made_looked_into_downloaded_and_restored(admin: Visit, parts: Parts) -> None:
    await parts.store.put_concepts([a_concept("k1", "study mode")])
    await parts.store.note(a_turn("t1"))
    name = await made(admin)
    page = (await admin.get(f"/privacy/backups/{name}")).text
    assert "whole and readable" in page
    assert "words and phrases that were taught</th><td>1</td>" in page
    file = (await admin.get(f"/privacy/backups/{name}/file")).content
    assert b"study mode" in gzip.decompress(file)
    await parts.store.put_concepts([a_concept("k2", "later")])
    assert (await admin.post(f"/privacy/backups/{name}/restore", confirm="no")).status_code == 422
    assert await parts.store.concept("k2") is not None
    answer = await admin.post(f"/privacy/backups/{name}/restore", confirm="restore")
    assert answer.status_code == 200
    assert await parts.store.concept("k2") is None
    # What was there before is not lost.
    before = re.search(r'href="/privacy/backups/([^"]+)"', answer.text)
    assert before is not None
    assert (await admin.post(f"/privacy/backups/{before[1]}/restore", confirm="restore")).status_code == 200
    assert await parts.store.concept("k2") is not None
    assert (await admin.get("/privacy")).status_code == 200


async def test_a_backup_from_elsewhere_is_taken_in_and_restored(admin: Visit, parts: Parts, tmp_path: Path) -> None:
    from hub.storage.address import database_address

    other = database_address(None, tmp_path / "other")
    async with SqlStore(other) as store:
        await store.put_concepts([a_concept("k9", "from elsewhere")])
        await make_backup(other, tmp_path / "b.hub-backup")
    answer = await upload(admin, (tmp_path / "b.hub-backup").read_bytes(), "../../evil name.hub-backup")
    assert answer.status_code == 303
    where = answer.headers["location"]
    assert re.fullmatch(r"/privacy/backups/taken-in-[0-9TZ]+-[0-9a-f]{4}\.hub-backup", where)
    assert await parts.store.concept("k9") is None
    assert (await admin.post(f"{where}/restore", confirm="restore")).status_code == 200
    assert await parts.store.concept("k9") is not None


async def test_foreign_damaged_and_cut_files_are_refused_and_leave_nothing(
    admin: Visit, parts: Parts, hub: Hub
) -> None:
    await parts.store.put_concepts([a_concept("k1")])
    name = await made(admin)
    whole = hub.shelf.path_of(name).read_bytes()
    changed = gzip.compress(gzip.decompress(whole).replace(b"study", b"STUDY"))
    before = sorted(hub.shelf.folder.iterdir())
    for content in (b"", b"%PDF-1.7", whole[: len(whole) // 2], changed, gzip.compress(b'{"format": "other"}\n')):
        answer = await upload(admin, content)
        assert answer.status_code == 422
        assert "Nothing was taken in" in answer.text
        assert str(hub.shelf.folder) not in answer.text
    assert (await admin.post("/privacy/backups/take-in")).status_code == 422
    assert sorted(hub.shelf.folder.iterdir()) == before
    hub.shelf.path_of(name).write_bytes(whole[:-20])
    page = await admin.get(f"/privacy/backups/{name}")
    assert page.status_code == 422
    assert "can't be used" in page.text.replace("&#39;", "'")
    assert (await admin.post(f"/privacy/backups/{name}/restore", confirm="restore")).status_code == 422
    assert await parts.store.concept("k1") is not None


async def test_no_other_file_can_be_had_by_a_backups_name(admin: Visit, hub: Hub) -> None:
    hub.shelf.folder.mkdir(parents=True)
    (hub.shelf.folder / "notes.txt").write_text("secret")
    for name in ("notes.txt", "..%2Fhub.db", "%2e%2e%2fadmin-token", ".hub-draft-1.hub-backup", "none.hub-backup"):
        for path in ("", "/file"):
            answer = await admin.get(f"/privacy/backups/{name}{path}")
            assert answer.status_code in {404, 422}, name
            assert "secret" not in answer.text


async def test_what_was_forgotten_here_is_taken_out_of_a_backup_that_comes_in(
    admin: Visit, parts: Parts, hub: Hub
) -> None:
    await parts.store.put_concepts([a_concept("k1", "zwitscherling")])
    name = await made(admin)
    whole = hub.shelf.path_of(name).read_bytes()
    await admin.post("/privacy/forget", what="person", person="anna", confirm="forget")
    answer = await upload(admin, whole)
    taken = hub.shelf.path_of(answer.headers["location"].rpartition("/")[2])
    assert b"zwitscherling" in gzip.decompress(whole)
    assert b"zwitscherling" not in gzip.decompress(taken.read_bytes())


async def test_the_audit_log_tells_who_changed_what_and_is_paged(admin: Visit, hub: Hub, parts: Parts) -> None:
    await made(admin)
    page = (await admin.get("/privacy/audit")).text
    assert "make backup" in page
    assert "the admin" in page
    for number in range(60):
        parts.clock.move(seconds=1)
        await hub.audit.note("Sam", f"changed {number}", "k1")
    first = (await admin.get("/privacy/audit")).text
    link = first[first.index('rel="next" href="') + 17 :].split('"')[0]
    assert "make backup" in (await admin.get(link)).text
    assert "make backup" not in first
