"""Connects a hub to its home: a broker's devices, or a simulated home on a broker of its own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from devices.adapters.embedded_broker import embedded_broker
from devices.adapters.mqtt import MqttGateway
from devices.adapters.simulated_home import SimulatedHome
from devices.broker import BrokerSettings
from devices.dispatch import LIVE, Dispatcher, Timing
from devices.home import Home
from devices.home_file import load_home_file
from devices.ports import Clock
from devices.registry import Registry
from hub.config import Settings
from hub.errors import StartError
from hub.health import PartHealth
from hub.supervisor import ended

_READY_S = 10.0
_LEAVE_S = 2.0
# A broker that is away must not keep the hub from starting.
_BROKER_S = 3.0


@dataclass(frozen=True, slots=True)
class ConnectedHome:
    """A home that can be talked about and commanded; ``name`` says in words what it is."""

    registry: Registry
    dispatcher: Dispatcher
    gateway: MqttGateway
    broker: BrokerSettings
    name: str

    async def health(self) -> PartHealth:
        """Whether there is anything to talk about."""
        home, states = self.registry.home(), self.registry.states()
        lost = [entity.name for entity in home.spoken if not states.is_available(entity.id)]
        detail = f"{len(home.spoken)} entities" + (f", not reachable: {', '.join(lost[:10])}" if lost else "")
        return PartHealth(works=bool(home.spoken), detail=detail)

    async def broker_health(self) -> PartHealth:
        """Whether the broker is there."""
        where = f"{self.broker.host} port {self.broker.port}"
        if self.gateway.is_connected:
            return PartHealth(works=True, detail=where)
        return PartHealth(works=False, detail=f"{where}: {self.gateway.problem or 'not connected'}")


def demo_home_file() -> Path:
    """The home that is simulated when no other is named."""
    return Path(str(resources.files("hub") / "data" / "demo_home.json"))


@contextlib.asynccontextmanager
async def connected_home(
    settings: Settings, clock: Clock, announce: Callable[[str], None]
) -> AsyncIterator[ConnectedHome]:
    """The home of these settings while the block runs. A broker that is away is announced, not an error."""
    async with contextlib.AsyncExitStack() as stack:
        if settings.broker is None:
            broker, known, name = await _simulated(stack, settings)
        else:
            broker = settings.broker
            known = await _told_by_file(settings)
            name = f"the devices on {broker.host}"
        registry = Registry(clock, home=known)
        gateway = MqttGateway(
            registry.sink("mqtt"),
            broker,
            prefix=settings.mqtt_discovery_prefix,
            publish_birth=settings.mqtt_publish_birth,
        )
        await stack.enter_async_context(_leaving_in_time(gateway))
        if not await gateway.wait_connected(_BROKER_S):
            announce(f"The broker {broker.host} does not answer ({gateway.problem}). I keep trying.")
        dispatcher = Dispatcher(registry, [gateway], timing=_timing(settings))
        count = len(registry.home().spoken)
        yield ConnectedHome(registry, dispatcher, gateway, broker, f"{name} ({count} devices)")


async def _simulated(stack: contextlib.AsyncExitStack, settings: Settings) -> tuple[BrokerSettings, None, str]:
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
    return broker, None, f"the simulated home {file.stem}"


async def _told_by_file(settings: Settings) -> Home | None:
    """Rooms, people and satellites of the home file: the devices come from the broker."""
    if settings.home_file is None:
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
async def _leaving_in_time(gateway: MqttGateway) -> AsyncIterator[None]:
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
