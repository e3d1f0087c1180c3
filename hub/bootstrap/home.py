"""Connects a hub to its home: what Home Assistant and a broker have, or a simulated home on a broker of its own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path

from devices.adapters.embedded_broker import embedded_broker
from devices.adapters.home_assistant.entity_ids import EntityIds
from devices.adapters.home_assistant.gateway import HOME_ASSISTANT, HomeAssistantGateway
from devices.adapters.mqtt import MQTT, MqttGateway
from devices.adapters.simulated_home import SimulatedHome
from devices.broker import BrokerSettings
from devices.dispatch import LIVE, Dispatcher, Timing
from devices.home import Home
from devices.home_assistant_access import HomeAssistantAccess
from devices.home_file import load_home_file
from devices.ports import Clock, Gateway
from devices.registry import Registry
from devices.tasks import ended
from hub.config import Settings
from hub.errors import StartError
from hub.health import PartHealth, Probe
from hub.storage.entity_ids import read_entity_ids, write_entity_ids

_READY_S = 10.0
_LEAVE_S = 2.0
# A broker that is away must not keep the hub from starting.
_BROKER_S = 3.0
_HOME_ASSISTANT_S = 5.0
NOT_ADMIN = (
    "the owner of the token is no administrator, so what has no unique id stays hidden: make the token as one who is"
)


@dataclass(frozen=True, slots=True)
class ConnectedHome:
    """A home that can be talked about and commanded; ``name`` says in words what it is.

    ``broker`` is where the hub's own topics are; a home that comes from Home Assistant alone has none.
    """

    registry: Registry
    dispatcher: Dispatcher
    broker: BrokerSettings | None
    name: str
    ways: Mapping[str, Callable[[], PartHealth]]

    async def health(self) -> PartHealth:
        """Whether there is anything to talk about."""
        home, states = self.registry.home(), self.registry.states()
        lost = [entity.name for entity in home.spoken if not states.is_available(entity.id)]
        detail = f"{len(home.spoken)} entities" + (f", not reachable: {', '.join(lost[:10])}" if lost else "")
        return PartHealth(works=bool(home.spoken), detail=detail)

    def probes(self) -> Mapping[str, Probe]:
        """How the home is, and each way to its devices."""
        return {**{part: _probe(way) for part, way in self.ways.items()}, "home": self.health}


def demo_home_file() -> Path:
    """The home that is simulated when no other is named."""
    return Path(str(resources.files("hub") / "data" / "demo_home.json"))


@contextlib.asynccontextmanager
async def connected_home(
    settings: Settings, clock: Clock, announce: Callable[[str], None]
) -> AsyncIterator[ConnectedHome]:
    """The home of these settings while the block runs. Who is away is announced, not an error."""
    async with contextlib.AsyncExitStack() as stack:
        access, broker = settings.home_assistant, settings.broker
        names: list[str] = []
        known = await _told_by_file(settings)
        if access is not None:
            names.append(f"Home Assistant at {access.place}")
        if broker is not None:
            names.append(f"the devices on {broker.host}")
        elif access is None:
            broker, name = await _simulated(stack, settings)
            names.append(name)
        registry = Registry(clock, home=known, priority=(HOME_ASSISTANT, MQTT))
        dispatcher = Dispatcher(registry, [], timing=_timing(settings))
        ways: dict[str, Callable[[], PartHealth]] = {}
        if access is not None:
            ways["home assistant"] = await _home_assistant(
                stack, access, settings.data_dir, registry, dispatcher, announce
            )
        if broker is not None:
            ways["broker"] = await _mqtt(stack, settings, broker, registry, dispatcher, announce)
        count = len(registry.home().spoken)
        yield ConnectedHome(registry, dispatcher, broker, f"{' and '.join(names)} ({count} devices)", ways)


async def _home_assistant(
    stack: contextlib.AsyncExitStack,
    access: HomeAssistantAccess,
    folder: Path,
    registry: Registry,
    dispatcher: Dispatcher,
    announce: Callable[[str], None],
) -> Callable[[], PartHealth]:
    ids = EntityIds(await asyncio.to_thread(read_entity_ids, folder), partial(write_entity_ids, folder))
    gateway = HomeAssistantGateway(registry.sink(HOME_ASSISTANT), access, ids=ids)
    await stack.enter_async_context(_leaving_in_time(gateway))
    if not await gateway.wait_connected(_HOME_ASSISTANT_S):
        announce(f"Home Assistant at {access.place}: {gateway.problem or 'it does not answer'}. I keep trying.")
    dispatcher.attach(gateway)

    def health() -> PartHealth:
        if not gateway.is_connected:
            return PartHealth(works=False, detail=f"{access.place}: {gateway.problem or 'not connected'}")
        detail = f"{access.place}, version {gateway.version}"
        if not gateway.sees_all_exposed:
            detail += f"; {NOT_ADMIN}"
        return PartHealth(works=True, detail=detail)

    return health


async def _mqtt(
    stack: contextlib.AsyncExitStack,
    settings: Settings,
    broker: BrokerSettings,
    registry: Registry,
    dispatcher: Dispatcher,
    announce: Callable[[str], None],
) -> Callable[[], PartHealth]:
    gateway = MqttGateway(
        registry.sink(MQTT),
        broker,
        prefix=settings.mqtt_discovery_prefix,
        # A Home Assistant says it itself, and devices would take the hub's word for a restart of it.
        publish_birth=settings.mqtt_publish_birth and settings.home_assistant is None,
    )
    await stack.enter_async_context(_leaving_in_time(gateway))
    if not await gateway.wait_connected(_BROKER_S):
        announce(f"The broker {broker.host} does not answer ({gateway.problem}). I keep trying.")
    dispatcher.attach(gateway)

    def health() -> PartHealth:
        where = f"{broker.host} port {broker.port}"
        if gateway.is_connected:
            return PartHealth(works=True, detail=where)
        return PartHealth(works=False, detail=f"{where}: {gateway.problem or 'not connected'}")

    return health


def _probe(way: Callable[[], PartHealth]) -> Probe:
    async def probe() -> PartHealth:
        return way()

    return probe


async def _simulated(stack: contextlib.AsyncExitStack, settings: Settings) -> tuple[BrokerSettings, str]:
    file = settings.home_file or demo_home_file()
    home_file = await asyncio.to_thread(load_home_file, file)
    broker = BrokerSettings.from_url(await stack.enter_async_context(embedded_broker()))
    simulated = SimulatedHome(home_file, broker, prefix=settings.mqtt_discovery_prefix)
    await stack.enter_async_context(_running(simulated.run(), "simulated home"))
    try:
        async with asyncio.timeout(_READY_S):
            await simulated.ready.wait()
    except TimeoutError as error:
        raise StartError("The embedded broker does not answer. Set TEACHABLE_HUB_MQTT_URL to use another.") from error
    return broker, f"the simulated home {file.stem}"


async def _told_by_file(settings: Settings) -> Home | None:
    """Rooms, people and satellites of the home file, where its devices are not simulated."""
    if settings.home_file is None or (settings.broker is None and settings.home_assistant is None):
        return None
    home = (await asyncio.to_thread(load_home_file, settings.home_file)).home
    return Home(areas=home.areas, floors=home.floors, persons=home.persons, satellites=home.satellites)


def _timing(settings: Settings) -> Timing:
    return Timing(
        confirm_s=settings.confirm_wait_s,
        slow_s=max(LIVE.slow_s, settings.confirm_wait_s),
        settle_s=LIVE.settle_s,
        expiry_s=LIVE.expiry_s,
    )


@contextlib.asynccontextmanager
async def _leaving_in_time(gateway: Gateway) -> AsyncIterator[None]:
    """The gateway, entered; a swallowed cancellation (see ``supervisor.ended``) does not keep it from ending."""
    await gateway.__aenter__()
    try:
        yield
    finally:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LEAVE_S):
                await gateway.__aexit__(None, None, None)


@contextlib.asynccontextmanager
async def _running(work: Coroutine[None, None, None], name: str) -> AsyncIterator[None]:
    task = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        await ended((task,))
