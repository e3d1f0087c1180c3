"""What was taught, put into Home Assistant's words with what its adapter knows of services."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

from devices.adapters.home_assistant.errors import CommandFailed, HomeAssistantError
from devices.adapters.home_assistant.registrar import registrar
from devices.adapters.home_assistant.services import service_calls
from devices.capabilities import Value
from devices.commands import Command
from devices.errors import CommandRefused
from devices.home import Entity
from devices.home_assistant_access import HomeAssistantAccess
from devices.registry import Registry
from hub.bootstrap.home import connected_home
from hub.bootstrap.keeping import open_store
from hub.clock import SystemClock
from hub.config import ENV_PREFIX, Settings
from hub.errors import ConfigError, HubError
from hub.storage.store import SqlStore
from hub.takeaway.models import Call
from hub.takeaway.offering import Offering
from hub.takeaway.packing import Packing
from hub.takeaway.ports import Registrar
from hub.takeaway.targets import address_in
from teaching.concepts import Concept

_NOT_ADMIN = "only an administrator may change names and scripts; make the token as one"


def services(entity: Entity, settings: Mapping[str, Value]) -> tuple[Call, ...]:
    """The calls that make the settings on an entity of Home Assistant; none where it has no service for them."""
    try:
        calls = service_calls(entity, Command(entity.id, settings), {})
    except CommandRefused:
        return ()
    if any(value is None for call in calls for value in call.data.values()):
        return ()  # one end of a range is only taken with the other, as it is when it is set
    return tuple(Call(f"{call.domain}.{call.service}", call.data) for call in calls)


def packing(settings: Settings, store: SqlStore, registry: Registry) -> Packing:
    """What packs the store's concepts for the home."""

    async def concepts() -> Sequence[Concept]:
        async with store.reading() as kept:
            return await kept.concepts.all()

    return Packing(concepts, registry.home, services, settings.language)


def offering(settings: Settings, packed: Packing) -> Offering | None:
    """What offers to the configured Home Assistant; ``None`` when there is none."""
    access = settings.home_assistant
    if access is None:
        return None
    return Offering(packed, lambda: _registrar(access, lambda one: address_in(packed.home(), one)), settings.data_dir)


@contextlib.asynccontextmanager
async def offering_alone(settings: Settings) -> AsyncIterator[Offering]:
    """The same beside a hub that may run or not. Raises ``HubError``."""
    if settings.home_assistant is None:
        raise ConfigError(f"There is no Home Assistant: set {ENV_PREFIX}HOME_ASSISTANT_URL and _TOKEN.")
    async with packing_alone(settings) as packed:
        offered = offering(settings, packed)
        assert offered is not None
        yield offered


@contextlib.asynccontextmanager
async def _registrar(access: HomeAssistantAccess, address: Callable[[str], str]) -> AsyncIterator[Registrar]:
    try:
        async with registrar(access, address) as found:
            yield found
    except HomeAssistantError as error:
        is_refused = isinstance(error, CommandFailed) and error.code == "unauthorized"
        reason = _NOT_ADMIN if is_refused else str(error)
        raise HubError(f"Home Assistant at {access.place}: {reason}.") from error


@contextlib.asynccontextmanager
async def packing_alone(settings: Settings) -> AsyncIterator[Packing]:
    """The same beside a hub that may run or not: with a connection to the home of its own.

    Raises ``HubError`` when the home can't be reached.
    """
    clock = SystemClock(settings.time_zone)
    async with open_store(settings) as store, connected_home(settings, clock, lambda _text: None) as home:
        for way in home.ways.values():
            if not (health := way()).works:
                raise HubError(f"{health.detail}. Without the home nothing that was taught can be put into its words.")
        yield packing(settings, store, home.registry)
