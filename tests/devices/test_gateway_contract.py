"""What every gateway owes the hub, tried on the simulated one and on MQTT over a real and an embedded broker."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from devices.adapters.mqtt import MqttGateway
from devices.adapters.simulated import SimulatedGateway
from devices.broker import BrokerSettings
from devices.capabilities import Value
from devices.commands import Command, Confirmed, Failed
from devices.dispatch import Dispatcher, Timing
from devices.errors import CommandRefused, UnknownEntity
from devices.ports import Gateway
from devices.registry import Registry
from tests.devices.brokers import BROKERS, home_on, until
from tests.devices.homes import small_home
from tests.fakes.clocks import StandingClock

TIMING = Timing(confirm_s=2, slow_s=4, settle_s=0.05, expiry_s=2)


@dataclass(frozen=True, slots=True)
class Bench:
    """A gateway, the registry behind it and the world it looks at."""

    gateway: Gateway
    registry: Registry
    operate: Callable[[str, Mapping[str, Value]], Awaitable[None]]
    set_available: Callable[[str, bool], Awaitable[None]]

    @property
    def dispatcher(self) -> Dispatcher:
        return Dispatcher(self.registry, [self.gateway], timing=TIMING)


@asynccontextmanager
async def simulated() -> AsyncIterator[Bench]:
    registry, home_file = Registry(StandingClock()), small_home()
    async with SimulatedGateway(registry.sink("simulated"), home_file.home, home_file.states) as gateway:

        async def operate(entity_id: str, values: Mapping[str, Value]) -> None:
            gateway.operate(entity_id, values)

        async def set_available(entity_id: str, available: bool) -> None:
            (gateway.find if available else gateway.lose)(entity_id)

        yield Bench(gateway, registry, operate, set_available)


@asynccontextmanager
async def over_mqtt(broker: str) -> AsyncIterator[Bench]:
    registry, home_file = Registry(StandingClock()), small_home()
    async with (
        BROKERS[broker]() as url,
        home_on(url, home_file) as home,
        MqttGateway(registry.sink("mqtt"), BrokerSettings.from_url(url), settle_s=0.05) as gateway,
    ):
        assert await gateway.wait_connected()
        await until(lambda: len(registry.home().entities) == len(home_file.home.entities))
        await until(lambda: registry.states().get("thermometer", "temperature") == 9.5)
        await until(lambda: not registry.states().unavailable)

        async def set_available(entity_id: str, available: bool) -> None:
            await home.set_available(entity_id, available=available)

        yield Bench(gateway, registry, home.operate, set_available)


@pytest.fixture(params=["simulated", "mosquitto", "embedded"])
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    kind: str = request.param
    async with simulated() if kind == "simulated" else over_mqtt(kind) as made:
        yield made


async def test_it_announces_the_home_with_its_states(bench: Bench) -> None:
    home_file = small_home()
    home = bench.registry.home()
    assert home.areas == home_file.home.areas
    assert home.persons == home_file.home.persons
    assert home.satellites == home_file.home.satellites
    for entity_id, wanted in home_file.home.entities.items():
        found = home.entities[entity_id]
        assert (found.name, found.kind, found.area, found.aliases) == (
            wanted.name,
            wanted.kind,
            wanted.area,
            wanted.aliases,
        )
        assert found.capabilities == wanted.capabilities
        assert found.gateway == bench.gateway.name
        assert bench.registry.states().of(entity_id) == home_file.states[entity_id]


@pytest.mark.parametrize(
    ("entity_id", "settings"),
    [
        ("desk_lamp", {"on": True}),
        ("desk_lamp", {"brightness": 30, "color": "red"}),
        ("desk_lamp", {"color_temp": 4000}),
        ("oven", {"target_temperature": 200}),
        ("blind", {"position": 40}),
        ("front_door", {"locked": False}),
        ("fan", {"speed": "high"}),
        ("tv", {"content": "dune"}),
        ("tv", {"volume": 35, "muted": True}),
        ("tv", {"source": "netflix", "on": True}),
    ],
)
async def test_a_command_ends_in_the_state_it_asks_for(
    bench: Bench, entity_id: str, settings: dict[str, Value]
) -> None:
    command = Command(entity_id, settings)
    assert bench.gateway.confirms(command)
    assert await bench.dispatcher.perform([command]) == (Confirmed(command),)
    await until(lambda: settings.items() <= bench.registry.states().of(entity_id).items())


async def test_brightness_turns_a_light_on(bench: Bench) -> None:
    await bench.dispatcher.perform([Command("desk_lamp", {"brightness": 20})])
    await until(lambda: bench.registry.states().get("desk_lamp", "on") is True)


async def test_what_somebodys_hand_does_is_reported(bench: Bench) -> None:
    await bench.operate("thermometer", {"temperature": 11.5})
    await until(lambda: bench.registry.states().get("thermometer", "temperature") == 11.5)
    assert bench.registry.history()[-1].cause == "home"


async def test_an_entity_that_is_away_fails_and_comes_back(bench: Bench) -> None:
    await bench.set_available("fan", False)
    await until(lambda: not bench.registry.is_available("fan"))
    command = Command("fan", {"on": True})
    assert await bench.dispatcher.perform([command]) == (Failed(command, "it is not reachable"),)
    await bench.set_available("fan", True)
    await until(lambda: bench.registry.is_available("fan"))
    assert await bench.dispatcher.perform([command]) == (Confirmed(command),)


async def test_an_entity_it_does_not_know_is_an_error(bench: Bench) -> None:
    with pytest.raises(UnknownEntity):
        await bench.gateway.send(Command("nothing", {"on": True}))
    assert not bench.gateway.confirms(Command("nothing", {"on": True}))


async def test_a_command_out_of_range_changes_nothing(bench: Bench) -> None:
    with contextlib.suppress(CommandRefused):  # refused here or by the device itself
        await bench.gateway.send(Command("oven", {"target_temperature": 999}))
    await bench.dispatcher.perform([Command("fan", {"on": True})])
    assert bench.registry.states().get("oven", "target_temperature") == 180
