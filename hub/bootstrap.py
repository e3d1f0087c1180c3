"""Composes a hub out of its parts: the only place that names adapters."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import TypeAlias

from devices.adapters.simulated import SimulatedGateway
from devices.dispatch import Dispatcher
from devices.home_file import HomeFile, load_home_file
from devices.registry import Registry
from dialogue.adapters.embedded import EmbeddedInterpreter
from dialogue.ports import Converser, IntentParser
from dialogue.response import Kind, Response
from dialogue.utterance import Utterance
from hub.clock import SystemClock
from hub.config import Settings, prepare_data_dir
from hub.health import Health, PartHealth
from hub.running import Hub
from hub.scheduler import Scheduler
from hub.sessions import Sessions
from hub.storage.address import DatabaseAddress, database_address
from hub.storage.backups import BackupFolder
from hub.storage.derived import DerivedStore
from hub.storage.journal import JournalSettings
from hub.storage.store import SqlStore
from hub.tokens import Doorkeeper, ensure_admin_token
from hub.transfer import Transfer

Announce: TypeAlias = Callable[[str], None]


def _silent(_text: str) -> None:
    return


def demo_home_file() -> Path:
    """The home that is simulated when no other is named."""
    return Path(str(resources.files("hub") / "data" / "demo_home.json"))


def store_address(settings: Settings) -> DatabaseAddress:
    """Where the database is."""
    return database_address(
        settings.database_url.get_secret_value() if settings.database_url else None, settings.data_dir
    )


def open_store(settings: Settings) -> SqlStore:
    """The store, to be entered with ``async with``."""
    return SqlStore(
        store_address(settings), JournalSettings(enabled=settings.journal, days=settings.journal_days or None)
    )


def derived_stores(settings: Settings) -> tuple[DerivedStore, ...]:
    """Every place besides the database that holds something made of what people said."""
    return (BackupFolder(settings.data_dir / "backups"),)


def rasa_python(settings: Settings) -> Path | None:
    """The Python that has Rasa: as set, or the environment that `make rasa` made; ``None`` when there is none."""
    if settings.rasa_python is not None:
        return settings.rasa_python
    environment = Path(__file__).resolve().parent.parent / ".venv-rasa"
    return environment / "bin" / "python" if (environment / "setup-stamp").exists() else None


@contextlib.asynccontextmanager
async def composed(settings: Settings, *, announce: Announce = _silent) -> AsyncIterator[Hub]:
    """A hub with everything it needs, started; stopped in the opposite order when the block ends.

    ``announce`` is told what takes longer than a moment. Raises ``HubError``, ``HomeFileError`` or ``StorageError``.
    """
    folder = prepare_data_dir(settings)
    async with contextlib.AsyncExitStack() as stack:
        clock = SystemClock(settings.time_zone)
        health = Health()
        store = await stack.enter_async_context(open_store(settings))
        health.add("database", lambda: _database_health(store))
        registry, dispatcher, home_name = await _home(stack, settings, clock)
        health.add("home", lambda: _home_health(registry))
        interpreter = EmbeddedInterpreter(folder / "models", settings.language)
        if not interpreter.base_file.exists():
            announce("Training the interpreter; this takes some ten seconds and is done only once …")
        await interpreter.prepare()
        converser = _converser(
            store=store,
            registry=registry,
            dispatcher=dispatcher,
            interpreter=interpreter,
            clock=clock,
            settings=settings,
        )
        sessions = await stack.enter_async_context(
            Sessions(converser, clock, turn_timeout_s=settings.turn_timeout_s, idle_s=settings.conversation_idle_s)
        )
        scheduler = Scheduler(store, dispatcher, clock, _next_occurrence, late_s=settings.schedule_late_s)
        sessions.on_turn(lambda _utterance, _response: scheduler.wake())
        if settings.api and (written := await ensure_admin_token(store, folder, clock.now())) is not None:
            announce(f"The admin's API token is in {written} (readable by you only).")
        yield Hub(
            settings=settings,
            clock=clock,
            registry=registry,
            dispatcher=dispatcher,
            store=store,
            sessions=sessions,
            scheduler=scheduler,
            doorkeeper=Doorkeeper(store, clock),
            health=health,
            transfer=Transfer(store, folder),
            home_name=home_name,
        )


async def _home(
    stack: contextlib.AsyncExitStack, settings: Settings, clock: SystemClock
) -> tuple[Registry, Dispatcher, str]:
    home_file = await asyncio.to_thread(load_home_file, settings.home_file or demo_home_file())
    registry = Registry(clock)
    gateway = await stack.enter_async_context(
        SimulatedGateway(registry.sink("simulated"), home_file.home, home_file.states)
    )
    return registry, Dispatcher(registry, [gateway]), _home_name(settings, home_file)


def _home_name(settings: Settings, home_file: HomeFile) -> str:
    name = settings.home_file.stem if settings.home_file else "demo"
    return f"the simulated {name} home ({len(home_file.home.spoken)} devices)"


def _converser(  # TEMPORARY until dialogue/turn.py is there
    *,
    store: SqlStore,
    registry: Registry,
    dispatcher: Dispatcher,
    interpreter: IntentParser,
    clock: SystemClock,
    settings: Settings,
) -> Converser:
    return _StandIn()


class _StandIn:
    async def take(self, utterance: Utterance) -> Response:
        return Response(utterance.conversation_id, utterance.turn_id, f"I heard: {utterance.text}", Kind.ANSWERS)


def _next_occurrence(due: datetime, weekdays: tuple[int, ...], now: datetime) -> datetime:
    day = due
    while day <= now or day.weekday() not in weekdays:
        day += timedelta(days=1)
    return day


async def _database_health(store: SqlStore) -> PartHealth:
    await store.ping()
    return PartHealth(works=True, detail=str(store.address))


async def _home_health(registry: Registry) -> PartHealth:
    home, states = registry.home(), registry.states()
    lost = [entity.name for entity in home.spoken if not states.is_available(entity.id)]
    detail = f"{len(home.spoken)} entities" + (f", not reachable: {', '.join(lost[:10])}" if lost else "")
    return PartHealth(works=bool(home.spoken), detail=detail)
