"""The gateway's contract on a real Home Assistant with its demonstration, and what only a real one can show."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from deploy.home_assistant.broker import home_on_a_broker
from deploy.home_assistant.entries import add_entry
from deploy.home_assistant.house import furnish
from deploy.home_assistant.registries import expose
from deploy.home_assistant.server import HomeAssistantServer
from devices.adapters.home_assistant.gateway import HOME_ASSISTANT, HomeAssistantGateway
from devices.adapters.mqtt import MQTT, MqttGateway
from devices.capabilities import Value
from devices.commands import Assumed, Command, Confirmed, Failed
from devices.dispatch import Dispatcher
from devices.forecast import days_of
from devices.home_assistant_access import HomeAssistantAccess
from devices.registry import Registry
from tests.devices.brokers import until
from tests.devices.home_assistant_contract import PACE, TIMING, HomeAssistantContract, Site, bench_at
from tests.fakes.clocks import StandingClock
from tests.home_assistant.stage import LOGIN, demo_home
from tests.tools import require

pytestmark = [pytest.mark.home_assistant, pytest.mark.slow]

DEMONSTRATION = """
demo:
input_number: {boost: {name: Boost, min: 0, max: 10}}
input_text: {note: {name: Note}}
input_button: {bell: {name: Bell}}
"""
# What isn't exposed by itself, one or more of each sort, and whether its state can tell of success. "…" stands for what
# only some versions of the demonstration put there.
MORE: tuple[tuple[str, dict[str, Value], bool], ...] = (
    ("alarm_control_panel.security", {"mode": "away"}, True),
    ("alarm_control_panel.security", {"mode": "disarmed"}, True),
    ("timer.tea", {"state": "running", "duration": 600}, True),
    ("timer.tea", {"state": "paused"}, True),
    ("timer.tea", {"state": "idle"}, True),
    ("input_number.boost", {"value": 4}, True),
    ("input_text.note", {"value": "hello"}, True),
    ("input_button.bell", {"activate": True}, False),
    ("input_boolean.movie_time", {"on": True}, True),
    ("input_select.heating_plan", {"value": "away"}, True),
    ("siren.siren", {"on": False}, True),
    ("valve.front_garden", {"on": False}, True),
    ("lock.openable_lock", {"locked": False}, True),
    ("number.volume", {"value": 12}, True),
    ("select.speed", {"value": "light_speed"}, True),
    ("text.text", {"value": "yo"}, True),
    ("button.push", {"activate": True}, False),
    ("vacuum.…0_ground_floor", {"state": "cleaning"}, True),
    ("water_heater.demo_water_heater", {"target_temperature": 50}, True),
    ("cover.living_room_window", {"tilt": 60}, True),
    ("climate.ecobee", {"target_temperature_low": 20}, True),
    ("timer.tea", {"state": "running"}, True),
    ("timer.tea", {"finish": True}, False),
    ("todo.shopping_list", {"add_item": "apples"}, True),
    ("todo.shopping_list", {"add_item": "pears"}, True),
    ("todo.shopping_list", {"complete_item": "pears"}, True),
    ("todo.shopping_list", {"clear_completed": True}, False),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[HomeAssistantServer]:
    folder = tmp_path_factory.mktemp("demonstration")
    server = HomeAssistantServer(require("home-assistant"), folder, LOGIN, configuration=DEMONSTRATION)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


class TestOnARealHomeAssistant(HomeAssistantContract):
    @pytest.fixture
    async def site(self, server: HomeAssistantServer) -> Site:
        return Site(server.address, server.token)


@pytest.mark.asyncio(loop_scope="module")
async def test_it_comes_back_after_a_restart_of_home_assistant(server: HomeAssistantServer) -> None:
    site = Site(server.address, server.token)
    async with bench_at(site) as bench:
        await server.stop()
        await until(lambda: not bench.registry.is_available(site.bed_light))
        assert isinstance(await bench.perform(site.bed_light, {"on": True}), Failed)
        assert site.bed_light in bench.registry.home().entities
        await server.restart()
        await until(lambda: bench.registry.is_available(site.bed_light), 60)
        assert isinstance(await bench.perform(site.bed_light, {"brightness": 30}), Confirmed)


async def test_what_is_exposed_by_hand_obeys_too(server: HomeAssistantServer) -> None:
    site = Site(server.address, server.token)
    async with server.connection() as home:
        await add_entry(home, "shopping_list", {})
        there = [entity["entity_id"] for entity in await home.ask("get_states")]
        weather = "weather.demo_weather_south"
        more = [(_of(there, entity_id), settings, tells) for entity_id, settings, tells in MORE]
        await expose(home, sorted({weather, *(entity_id for entity_id, _, _ in more)}))
    registry = Registry(StandingClock())
    access = replace(site.access, code="1234")
    async with HomeAssistantGateway(registry.sink(HOME_ASSISTANT), access, pace=PACE) as gateway:
        assert await gateway.wait_connected(), gateway.problem
        dispatcher = Dispatcher(registry, [gateway], timing=TIMING)
        await until(lambda: registry.states().get("todo.shopping_list", "listing") is not None)
        await until(lambda: bool(days_of(registry.states().get(weather, "forecast"))))
        for entity_id, settings, tells in more:
            (outcome,) = await dispatcher.perform([Command(entity_id, settings)])
            assert isinstance(outcome, Confirmed if tells else Assumed), outcome
        await until(lambda: registry.states().get("todo.shopping_list", "items") == 1)


def _of(there: list[str], entity_id: str) -> str:
    start, _, end = entity_id.partition("…")
    return next(found for found in there if found.startswith(start) and found.endswith(end)) if end else entity_id


async def test_a_token_that_is_revoked_ends_the_connection(server: HomeAssistantServer) -> None:
    site = Site(server.address, server.token)
    made = await site.do("auth/long_lived_access_token", client_name="Short-lived hub", lifespan=1)
    async with bench_at(Site(server.address, str(made))) as bench:
        listed = await site.do("auth/refresh_tokens")
        assert isinstance(listed, list)
        token_id = next(token["id"] for token in listed if token["client_name"] == "Short-lived hub")
        await site.do("auth/delete_refresh_token", refresh_token_id=token_id)
        await until(lambda: "home_assistant_token" in (bench.gateway.problem or ""))
        assert not bench.registry.is_available(site.bed_light)


async def test_a_device_of_the_broker_that_home_assistant_has_too_is_there_once(tmp_path: Path) -> None:
    content = await asyncio.to_thread(demo_home)
    async with AsyncExitStack() as stack:
        broker = await stack.enter_async_context(home_on_a_broker(tmp_path, content))
        server = HomeAssistantServer(require("home-assistant"), tmp_path / "home-assistant", LOGIN)
        await server.start()
        stack.push_async_callback(server.stop)
        async with server.connection() as home:
            await furnish(home, broker, content.home)
        registry = Registry(StandingClock(), priority=(HOME_ASSISTANT, MQTT))
        access = HomeAssistantAccess.at(server.address, server.token)
        of_mqtt = await stack.enter_async_context(MqttGateway(registry.sink(MQTT), broker))
        assert await of_mqtt.wait_connected()
        # What has one main entity; the readings of a sensor are several entities there, and one thing here.
        alone = {entity.name.casefold() for entity in registry.home().spoken if entity.kind in {"light", "lock", "fan"}}
        gateway = HomeAssistantGateway(registry.sink(HOME_ASSISTANT), access, pace=PACE)
        await stack.enter_async_context(gateway)
        assert await gateway.wait_connected(), gateway.problem
        both = registry.home().spoken
        assert {entity.gateway for entity in both} == {HOME_ASSISTANT}
        assert alone <= {entity.name.casefold() for entity in both}
        lamp = next(entity for entity in both if entity.name.casefold() == "desk lamp")
        site = Site(server.address, server.token)
        hidden = {"assistants": ["conversation"], "entity_ids": [lamp.id], "should_expose": False}
        await site.do("homeassistant/expose_entity", **hidden)
        await until(lambda: lamp.id not in registry.home().entities)
        assert "desk lamp" not in {entity.name.casefold() for entity in registry.home().spoken}
