"""What the gateway does with any Home Assistant that has the entities of its demonstration, the fake and the real one.

A subclass says with its fixture ``site`` where that Home Assistant is.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import pytest

from devices.adapters.home_assistant.connection import connected
from devices.adapters.home_assistant.gateway import HOME_ASSISTANT, HomeAssistantGateway, Pace
from devices.adapters.home_assistant.pauses import Patience
from devices.capabilities import Value
from devices.commands import Assumed, Command, Confirmed, Failed
from devices.dispatch import Dispatcher, Timing
from devices.errors import CommandRefused, UnknownEntity
from devices.home_assistant_access import HomeAssistantAccess
from devices.registry import Registry
from tests.devices.brokers import until
from tests.fakes.clocks import StandingClock

PACE = Pace(
    patience=Patience(first=0.05, restarting=0.2, longest=0.2, refused=0.4),
    gather_s=0.02,
    look_again_s=0.2,
    starting_s=0.05,
)
TIMING = Timing(confirm_s=3, slow_s=15, settle_s=0.05, set_point_s=0.05, expiry_s=3)


@dataclass(frozen=True, slots=True)
class Site:
    """A Home Assistant and the ids that some entities of the demonstration have there."""

    url: str
    token: str
    bed_light: str = "light.bed_light"
    ceiling_lights: str = "light.ceiling_lights"
    switch: str = "switch.ac"
    assumed_switch: str = "switch.decorative_lights"
    fan: str = "fan.living_room_fan"
    window: str = "cover.hall_window"
    thermostat: str = "climate.hvac"
    player: str = "media_player.bedroom"
    humidifier: str = "humidifier.humidifier"
    lock: str = "lock.kitchen_door"
    sensor: str = "sensor.carbon_monoxide"

    @property
    def access(self) -> HomeAssistantAccess:
        return HomeAssistantAccess.at(self.url, self.token)

    async def do(self, command: str, **fields: object) -> object:
        """A command of somebody in front of Home Assistant."""
        async with connected(self.access) as connection:
            reading = asyncio.create_task(connection.read())
            try:
                return await connection.ask(command, fields)
            finally:
                reading.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await reading


@dataclass(frozen=True, slots=True)
class Bench:
    """A gateway with the registry behind it."""

    site: Site
    gateway: HomeAssistantGateway
    registry: Registry
    dispatcher: Dispatcher

    def tells(self, entity_id: str, attribute: str, value: Value) -> bool:
        return self.registry.states().get(entity_id, attribute) == value

    def has_area(self, area_id: str, name: str) -> bool:
        area = self.registry.home().areas.get(area_id)
        return area is not None and area.name == name

    async def perform(self, entity_id: str, settings: dict[str, Value]) -> object:
        return (await self.dispatcher.perform([Command(entity_id, settings)]))[0]


@asynccontextmanager
async def bench_at(site: Site, *, pace: Pace = PACE) -> AsyncIterator[Bench]:
    """A gateway that has seen the home."""
    registry = Registry(StandingClock(), priority=(HOME_ASSISTANT, "mqtt"))
    async with HomeAssistantGateway(registry.sink(HOME_ASSISTANT), site.access, pace=pace) as gateway:
        assert await gateway.wait_connected(), gateway.problem
        yield Bench(site, gateway, registry, Dispatcher(registry, [gateway], timing=TIMING))


# What is commanded: the attribute of ``Site`` and the settings.
COMMANDS: tuple[tuple[str, dict[str, Value]], ...] = (
    ("bed_light", {"on": True}),
    ("bed_light", {"brightness": 40, "color": "red"}),
    ("bed_light", {"color_temp": 3000}),
    ("bed_light", {"effect": "rainbow"}),
    ("bed_light", {"on": False}),
    ("switch", {"on": True}),
    ("fan", {"speed": "high"}),
    ("fan", {"oscillating": True, "direction": "reverse"}),
    ("fan", {"preset": "auto"}),
    ("fan", {"on": False}),
    ("window", {"position": 30}),
    ("thermostat", {"mode": "heat", "target_temperature": 23}),
    ("thermostat", {"fan_mode": "on_low"}),
    ("player", {"volume": 30, "muted": True}),
    ("player", {"state": "paused"}),
    ("player", {"state": "playing"}),
    ("humidifier", {"target_humidity": 60}),
)


class HomeAssistantContract:
    """The tests; a subclass named ``Test…`` runs them."""

    @pytest.fixture
    async def site(self) -> Site:
        """Where that Home Assistant is."""
        raise NotImplementedError

    @pytest.fixture
    async def bench(self, site: Site) -> AsyncIterator[Bench]:
        async with bench_at(site) as bench:
            yield bench

    async def test_it_shows_what_is_exposed_to_voice(self, bench: Bench) -> None:
        home = bench.registry.home()
        assert home.areas["living_room"].name == "Living Room"
        light = home.entities[bench.site.bed_light]
        assert (light.name, light.kind, light.gateway) == ("Bed Light", "light", HOME_ASSISTANT)
        assert {"on", "brightness", "color", "color_temp", "effect"} <= set(light.capabilities)
        assert bench.registry.states().get(bench.site.sensor, "co") == 54
        assert bench.site.lock not in home.entities

    @pytest.mark.parametrize(("role", "settings"), COMMANDS)
    async def test_a_command_ends_in_the_state_it_asks_for(
        self, bench: Bench, role: str, settings: dict[str, Value]
    ) -> None:
        entity_id: str = getattr(bench.site, role)
        assert isinstance(await bench.perform(entity_id, settings), Confirmed)

    async def test_what_only_guesses_its_state_confirms_nothing(self, bench: Bench) -> None:
        assert isinstance(await bench.perform(bench.site.assumed_switch, {"on": False}), Assumed)

    async def test_what_somebodys_hand_does_is_reported(self, bench: Bench) -> None:
        target = {"entity_id": bench.site.ceiling_lights}
        for service, is_on in (("turn_off", False), ("turn_on", True)):
            await bench.site.do("call_service", domain="light", service=service, target=target, service_data={})
            await until(partial(bench.tells, bench.site.ceiling_lights, "on", is_on))

    async def test_what_is_exposed_later_is_there_and_what_is_hidden_is_gone(self, bench: Bench) -> None:
        lock = bench.site.lock
        expose = {"assistants": ["conversation"], "entity_ids": [lock]}
        await bench.site.do("homeassistant/expose_entity", should_expose=True, **expose)
        await until(lambda: lock in bench.registry.home().entities)
        assert isinstance(await bench.perform(lock, {"locked": True}), Confirmed)
        await bench.site.do("homeassistant/expose_entity", should_expose=False, **expose)
        await until(lambda: lock not in bench.registry.home().entities)
        assert await bench.perform(lock, {"locked": False}) == Failed(
            Command(lock, {"locked": False}), "it is not in this home"
        )

    async def test_an_area_that_is_renamed_has_its_new_name_at_once(self, bench: Bench) -> None:
        for name in ("Snug", "Living Room"):
            await bench.site.do("config/area_registry/update", area_id="living_room", name=name)
            await until(partial(bench.has_area, "living_room", name), 2)

    async def test_an_area_that_is_deleted_is_gone(self, bench: Bench) -> None:
        await bench.site.do("config/area_registry/create", name="Attic")
        await until(lambda: "attic" in bench.registry.home().areas)
        light, update = bench.site.bed_light, "config/entity_registry/update"
        # Since 2026 only what has a name of its own can be elsewhere than its device.
        await bench.site.do(update, entity_id=light, name="Bed Light", area_id="attic")
        await until(lambda: bench.registry.home().entities[light].area == "attic")
        await bench.site.do("config/area_registry/delete", area_id="attic")
        await until(lambda: "attic" not in bench.registry.home().areas)
        await bench.site.do(update, entity_id=light, name=None, area_id=None)
        await until(lambda: bench.registry.home().entities[light].area != "attic")

    async def test_an_entity_answers_to_its_new_name_and_its_aliases(self, bench: Bench) -> None:
        light = bench.site.bed_light
        update = "config/entity_registry/update"

        def names() -> set[str]:
            entity = bench.registry.home().entities[light]
            return {entity.name, *entity.aliases}

        def are(*wanted: str) -> bool:
            # Newer versions of Home Assistant put the device's name before the one that a person gave.
            return {name for name in names() if not name.startswith("Bed Light ")} == set(wanted)

        await bench.site.do(update, entity_id=light, name="Moonlamp", aliases=["moon"])
        await until(lambda: are("Moonlamp", "moon"))
        await bench.site.do(update, entity_id=light, name="Bed Light", aliases=[])
        await until(lambda: are("Bed Light"))

    async def test_an_entity_bears_the_labels_of_itself_and_its_area(self, bench: Bench) -> None:
        light, do = bench.site.bed_light, bench.site.do
        made = await do("config/label_registry/create", name="Christmas")
        assert isinstance(made, dict)
        label = made["label_id"]

        def labels(*names: str) -> bool:
            return bench.registry.home().entities[light].labels == names

        await do("config/entity_registry/update", entity_id=light, labels=[label])
        await until(partial(labels, "Christmas"))
        await do("config/label_registry/update", label_id=label, name="Winter")
        await until(partial(labels, "Winter"))
        await do("config/entity_registry/update", entity_id=light, labels=[])
        await until(labels)
        area = bench.registry.home().entities[light].area
        if area is None:
            area = "living_room"
            await do("config/entity_registry/update", entity_id=light, area_id=area)
        await do("config/area_registry/update", area_id=area, labels=[label])
        await until(partial(labels, "Winter"))
        await do("config/area_registry/update", area_id=area, labels=[])
        await do("config/label_registry/delete", label_id=label)
        await until(labels)

    async def test_an_entity_with_a_new_id_is_the_same_to_the_hub(self, bench: Bench) -> None:
        known, new = bench.site.switch, "switch.quite_another"

        def is_called(native: str) -> bool:
            entity = bench.registry.home().entities.get(known)
            return entity is not None and entity.native_id == native

        await bench.site.do("config/entity_registry/update", entity_id=known, new_entity_id=new)
        await until(partial(is_called, new))
        assert new not in bench.registry.home().entities
        for is_on in (False, True):
            assert isinstance(await bench.perform(known, {"on": is_on}), Confirmed)
            assert bench.tells(known, "on", is_on)
        await bench.site.do("config/entity_registry/update", entity_id=new, new_entity_id=known)
        await until(partial(is_called, ""))
        assert isinstance(await bench.perform(known, {"on": False}), Confirmed)

    async def test_what_is_unknown_or_impossible_is_refused(self, bench: Bench) -> None:
        with pytest.raises(UnknownEntity):
            await bench.gateway.send(Command("light.nothing", {"on": True}))
        with pytest.raises(CommandRefused) as refused:
            await bench.gateway.send(Command(bench.site.sensor, {"co": 5}))
        assert refused.value.reason == "Home Assistant only tells its state"

    async def test_a_wrong_token_is_told_with_what_to_do(self, site: Site) -> None:
        registry = Registry(StandingClock())
        access = HomeAssistantAccess.at(site.url, "wrong")
        async with HomeAssistantGateway(registry.sink(HOME_ASSISTANT), access) as gateway:
            assert not await gateway.wait_connected()
            assert gateway.problem is not None
            assert "home_assistant_token" in gateway.problem
