"""What is forgotten is in no place any more, and every place is known."""

from __future__ import annotations

import asyncio
import functools
import gzip
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from devices.home import Person
from dialogue.ports import Forget
from dialogue.training.retraining import Retrainer
from hub.bootstrap import composition
from hub.bootstrap.composition import composed
from hub.bootstrap.keeping import store_address
from hub.commands.simulated import background
from hub.config import Settings
from hub.ports import Account
from hub.running import Hub
from hub.storage.accounts import SqlAccounts
from hub.storage.backups import SUFFIX, make_backup, restore_backup
from hub.storage.exports import export_file
from hub.storage.inventory import FILES, TABLES, Way
from hub.storage.store import SqlStore
from hub.storage.tables import SCHEMA_TABLES
from hub.takeaway.files import write_folder
from tests.program import hub as program
from tests.program import serving
from tests.servers import PostgresServer, postgres

CANARY = "zwitscherling"
SPEAKER = f"person.{CANARY}"
TOLD = (
    f"{CANARY} means thirty percent and warm white",
    f"set the desk lamp to {CANARY}",
    f"set the bedroom lamp to {CANARY}rot",
    "never mind",
    f"call the desk lamp my {CANARY} lamp",
    f"at nine turn on the {CANARY} lamp",
    f"at ten set the floor lamp to {CANARY}",
    "I like the floor lamp at twenty percent",
    f"when I say good {CANARY} turn off the desk lamp",
    f"my name is {CANARY}",
    f"put the kettle into {CANARY}ei",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A hub that was told the word in every way."""

    hub: Hub
    store: SqlStore
    settings: Settings


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    folder = tmp_path / "data"
    shutil.copytree(models, folder / "models")
    url = None
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_server").new_database()
    return Settings(data_dir=folder, nlu="embedded", database_url=url, audio_debug_mb=1)


@asynccontextmanager
async def told(settings: Settings, *, trained: bool = False) -> AsyncIterator[Told]:
    """With ``trained`` its models have learned the word, too, which takes a minute on a busy machine."""
    async with composed(settings) as hub, background(hub):
        store = hub.transfer.store
        await store.put_person(Person(SPEAKER, CANARY.title()))
        accounts = SqlAccounts(store)
        await accounts.put_account(Account("a1", "Sam", "admin", "", datetime.now(UTC), person=SPEAKER))
        await hub.audit.note("Sam", "change person", SPEAKER)
        for sentence in TOLD:
            await hub.sessions.say(sentence, conversation_id=CANARY, person=SPEAKER, area="office")
        await hub.records.ignore(f"{CANARY}rot", hub.clock.now())
        if trained:
            await wait_for(lambda: any((settings.data_dir / "models").glob("*.household.model")))
        yield Told(hub, store, settings)


async def wait_for(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(300):
        while not is_so():  # noqa: ASYNC110 - files have no events
            await asyncio.sleep(0.05)


async def copies_of(one: Told) -> None:
    """Backups, exports, and what killed programs leave behind."""
    data = one.settings.data_dir
    await make_backup(store_address(one.settings), data / "backups" / f"one{SUFFIX}")
    await export_file(one.store, data / "exports" / "taught.json")
    await export_file(one.store, data / "kept" / "taught.json")
    write_folder(await one.hub.packing.packed(), data / "for-home-assistant")
    for place in FILES:
        if place.way is Way.WHOLE:
            left = data / place.name.replace("*", "left")
            left.parent.mkdir(parents=True, exist_ok=True)
            content = (place.heads or (b"",))[0]
            left.write_bytes(content + b" " + CANARY.encode())


async def places_with(word: str, store: SqlStore, settings: Settings) -> set[str]:
    """Tables and files that hold the word, whatever its case; files as they are and unpacked."""
    found = set()
    for path in settings.data_dir.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if content.startswith(b"\x1f\x8b"):
                content += gzip.decompress(content)
            if word.encode() in content.lower():
                found.add(path.relative_to(settings.data_dir).as_posix())
    is_sqlite = store_address(settings).is_sqlite
    async with store.reading() as kept:
        for table in SCHEMA_TABLES:
            if is_sqlite:
                rows = await kept.connection.execute(text(f"SELECT * FROM {table}"))
                held = any(word in str(row).lower() for row in rows)
            else:
                search = text(f"SELECT count(*) FROM {table} t WHERE lower(t::text) LIKE '%{word}%'")
                held = bool((await kept.connection.execute(search)).scalar_one())
            if held:
                found.add(f"table {table}")
    return found


def wish(name: str) -> Forget:
    now = datetime.now(UTC)
    return {
        "everything": Forget(everything=True),
        "the person": Forget(person=SPEAKER),
        "today": Forget(since=now - timedelta(hours=24), until=now + timedelta(seconds=1)),
    }[name]


@pytest.mark.slow
@pytest.mark.parametrize("what", ["everything", "the person", "today"])
async def test_a_word_that_was_told_in_every_way_is_nowhere_once_it_is_forgotten(
    settings: Settings, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = 0.05 if what == "the person" else 3600
    monkeypatch.setattr(composition, "Retrainer", functools.partial(Retrainer, quiet=quiet))
    async with told(settings, trained=quiet < 1) as one:
        await copies_of(one)
        before = await places_with(CANARY, one.store, settings)
        assert {f"table {name}" for name in ("concepts", "dialogues", "schedules", "people", "turns")} <= before
        assert {"table figures", "table ignored", "table accounts", "table audit"} <= before
        assert {"table unexplained", "table figures_by_day", "table mentions"} <= before
        assert {f"backups/one{SUFFIX}", "exports/taught.json", "kept/taught.json"} <= before
        assert any("household" in place for place in before)
        await one.store.forget(wish(what))
        await wait_for(lambda: not any((settings.data_dir / "models").glob("fit-*")))
        assert [account.name for account in await SqlAccounts(one.store).accounts()] == ["Sam"]
        left = await places_with(CANARY, one.store, settings)
        # A range of time leaves who lives here; the person is not something that was said today.
        who = {f"table {name}" for name in ("people", "accounts", "audit")}
        allowed = who | {"hub.db", f"backups/one{SUFFIX}"} if what == "today" else set()
        assert left <= allowed
        assert one.hub.feed.since(one.hub.feed.number - 1) is None
    if what != "today":
        assert await places_on_disk(settings) == set()


async def places_on_disk(settings: Settings) -> set[str]:
    async with SqlStore(store_address(settings)) as store:
        return await places_with(CANARY, store, settings)


async def test_what_was_forgotten_stays_so_when_an_old_backup_is_restored(settings: Settings, tmp_path: Path) -> None:
    elsewhere = tmp_path / f"elsewhere{SUFFIX}"
    async with told(settings) as one:
        await make_backup(store_address(settings), elsewhere)
        await one.store.forget(wish("the person"))
    report = await restore_backup(store_address(settings), elsewhere)
    assert report.forgotten
    assert await places_on_disk(settings) == set()


def test_every_table_says_how_it_forgets() -> None:
    assert sorted(place.name for place in TABLES) == sorted(SCHEMA_TABLES)


def test_every_file_that_a_hub_leaves_says_how_it_forgets(data: Path) -> None:
    said = f"{CANARY} means thirty percent\nset the desk lamp to {CANARY}\n"
    assert program("run", data=data, said=said).returncode == 0
    assert program("backup", data=data).returncode == 0
    with serving(data):
        files = {path.relative_to(data) for path in data.rglob("*") if path.is_file()}
    files |= {path.relative_to(data) for path in data.glob("models/*")}
    unknown = {path for path in files if not any(place.is_place_of(path) for place in FILES)}
    assert len(files) > 6
    assert unknown == set()


def test_no_page_of_the_database_file_holds_what_was_forgotten(data: Path) -> None:
    assert (
        program("run", data=data, said=f"{CANARY} means thirty percent\nset the desk lamp to {CANARY}\n").returncode
        == 0
    )
    assert CANARY.encode() in (data / "hub.db").read_bytes()
    assert program("forget", "--all", "--yes", data=data).returncode == 0
    assert CANARY.encode() not in (data / "hub.db").read_bytes()
    assert (data / "hub.log").read_bytes() == b""
    with sqlite3.connect(data / "hub.db") as database:
        assert database.execute("PRAGMA freelist_count").fetchone() == (0,)
