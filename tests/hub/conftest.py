from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from devices.adapters.simulated import SimulatedGateway
from devices.dispatch import INSTANT, Dispatcher
from devices.home_file import load_home_file
from devices.registry import Registry
from hub.adjustments import Adjustments
from hub.bootstrap.admin import web_door
from hub.bootstrap.home import demo_home_file
from hub.bootstrap.keeping import journal_settings
from hub.bootstrap.takeaway import packing
from hub.config import Settings
from hub.feed import Feed
from hub.health import Health, PartHealth
from hub.household import Household
from hub.identity import identity_in
from hub.running import Hub
from hub.scheduler import Scheduler
from hub.sessions import Sessions
from hub.storage.address import database_address
from hub.storage.records import Records
from hub.storage.shelf import Shelf
from hub.storage.store import SqlStore
from hub.tokens import Doorkeeper, Scope, make_token
from hub.transfer import Transfer
from hub.web.api import create_app
from tests.fakes.clocks import StandingClock
from tests.fakes.conversers import EchoConverser


@dataclass(slots=True)
class Parts:
    hub: Hub
    clock: StandingClock
    store: SqlStore
    converser: EchoConverser


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("TEACHABLE_HUB_DATA_DIR", str(tmp_path))
    return Settings(api_rate_per_minute=6000)


@pytest.fixture
async def parts(settings: Settings) -> AsyncIterator[Parts]:
    clock = StandingClock()
    converser = EchoConverser()
    home_file = load_home_file(demo_home_file())
    registry = Registry(clock, home=home_file.home)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(SqlStore(database_address(None, settings.data_dir)))
        gateway = await stack.enter_async_context(
            SimulatedGateway(registry.sink("simulated"), home_file.home, home_file.states)
        )
        dispatcher = Dispatcher(registry, [gateway], timing=INSTANT)
        sessions = await stack.enter_async_context(Sessions(converser, clock, turn_timeout_s=5))
        feed = Feed(lambda: 3, settings.question_timeout_s)
        sessions.on_turn(feed.note_turn)
        health = Health()

        async def database() -> PartHealth:
            await store.ping()
            return PartHealth(works=True)

        health.add("database", database)

        async def follow() -> None:
            return

        audit, door = await web_door(settings, store, clock)
        hub = Hub(
            settings=settings,
            adjustments=Adjustments(settings),
            identity=identity_in(settings.data_dir),
            clock=clock,
            registry=registry,
            dispatcher=dispatcher,
            store=store,
            sessions=sessions,
            scheduler=Scheduler(store, dispatcher, clock),
            doorkeeper=Doorkeeper(store, clock),
            health=health,
            feed=feed,
            transfer=Transfer(store, settings.data_dir),
            records=Records(store),
            shelf=Shelf(store, settings.data_dir / "backups"),
            packing=packing(settings, store, registry),
            follow=follow,
            household=Household(store, registry),
            audit=audit,
            door=door,
        )

        async def apply(changed: Settings) -> None:
            store.journal_settings = journal_settings(changed)
            hub.settings = changed

        hub.adjustments.apply = apply
        yield Parts(hub, clock, store, converser)


async def client_with(parts: Parts, scope: Scope | None, *, hub: Hub | None = None) -> httpx.AsyncClient:
    """A client of the API with a token of that scope, or without one."""
    headers = {}
    if scope is not None:
        token, secret = make_token(f"test {scope}", scope, parts.clock.now())
        await parts.store.put_token(token)
        headers["Authorization"] = f"Bearer {secret}"
    transport = httpx.ASGITransport(create_app(hub or parts.hub), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://hub/api/v1", headers=headers)


@pytest.fixture
async def admin(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    async with await client_with(parts, Scope.ADMIN) as client:
        yield client


@pytest.fixture
async def stranger(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    async with await client_with(parts, None) as client:
        yield client
