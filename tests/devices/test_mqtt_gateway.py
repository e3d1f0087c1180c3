"""The way over MQTT when brokers die, forget, hang or are flooded."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields
from pathlib import Path

import aiomqtt
import pytest

from devices.adapters.mqtt import MqttGateway
from devices.broker import BrokerSettings
from devices.commands import Command, Confirmed, Failed
from devices.dispatch import Dispatcher, Timing
from devices.home_file import load_home_file
from devices.registry import Registry
from tests.devices.brokers import BROKERS, home_on, until
from tests.devices.captures import NAMES, home_of, messages_of
from tests.devices.homes import small_home
from tests.fakes.clocks import StandingClock
from tests.servers import MosquittoServer, mosquitto, running

QUICK = Timing(confirm_s=1, slow_s=2, settle_s=0.05, expiry_s=2)
EVALUATION_HOME = Path(__file__).resolve().parent.parent / "data" / "homes" / "pine-street.json"


@asynccontextmanager
async def gateway_on(url: str, registry: Registry, *, publish_birth: bool = False) -> AsyncIterator[MqttGateway]:
    settings = BrokerSettings.from_url(url)
    sink = registry.sink("mqtt")
    async with MqttGateway(
        sink, settings, settle_s=0.05, retry_s=(0.05, 0.2), keepalive_s=2, publish_birth=publish_birth
    ) as gateway:
        yield gateway


@pytest.fixture
async def server() -> AsyncIterator[MosquittoServer]:
    async with running(mosquitto()) as made:
        yield made


def url_of(server: MosquittoServer) -> str:
    return f"mqtt://{server.host}:{server.port}"


async def publish(url: str, messages: dict[str, str], *, retain: bool = True) -> None:
    settings = BrokerSettings.from_url(url)
    async with aiomqtt.Client(settings.host, settings.port) as client:
        for topic, payload in messages.items():
            await client.publish(topic, payload, qos=1, retain=retain)


@pytest.mark.parametrize("broker", BROKERS)
async def test_every_entity_of_a_home_file_survives_the_way_over_a_broker(broker: str) -> None:
    home_file = load_home_file(EVALUATION_HOME)
    registry = Registry(StandingClock())
    async with BROKERS[broker]() as url, home_on(url, home_file), gateway_on(url, registry) as gateway:
        assert await gateway.wait_connected()
        await until(lambda: set(registry.home().entities) == set(home_file.home.entities))
        await until(lambda: all(registry.states().of(key) == values for key, values in home_file.states.items()))
        await until(lambda: registry.home().entities["kitchen_spots"].aliases != ())
        for entity_id, wanted in home_file.home.entities.items():
            found = registry.home().entities[entity_id]
            for field in fields(wanted):
                if field.name != "gateway":
                    assert getattr(found, field.name) == getattr(wanted, field.name), (entity_id, field.name)
        await until(lambda: not registry.states().unavailable)


@pytest.mark.parametrize("name", NAMES)
async def test_a_captured_gateway_is_the_same_home_over_a_broker(name: str, server: MosquittoServer) -> None:
    await publish(url_of(server), messages_of(name))
    registry = Registry(StandingClock())
    expected = home_of(name)
    async with gateway_on(url_of(server), registry) as gateway:
        assert await gateway.wait_connected()
        states = {entity_id: expected.state(entity_id) for entity_id in expected.home.entities}
        await until(lambda: all(registry.states().of(key) == values for key, values in states.items()))
        assert registry.home().entities.keys() == expected.home.entities.keys()
        await until(lambda: not registry.states().unavailable)


async def test_a_broker_that_restarts_and_forgets_all_is_survived(
    server: MosquittoServer, caplog: pytest.LogCaptureFixture
) -> None:
    registry = Registry(StandingClock())
    async with home_on(url_of(server), small_home()), gateway_on(url_of(server), registry) as gateway:
        assert await gateway.wait_connected()
        await until(lambda: registry.is_available("desk_lamp") and len(registry.home().entities) == 7)
        await asyncio.to_thread(server.stop)
        await until(lambda: not gateway.is_connected)
        assert not registry.is_available("desk_lamp")
        assert gateway.problem is not None
        dispatcher = Dispatcher(registry, [gateway], timing=QUICK)
        late = Command("front_door", {"locked": False})
        assert await dispatcher.perform([late]) == (Failed(late, "it is not reachable"),)
        await asyncio.to_thread(server.start)
        await until(lambda: registry.is_available("desk_lamp") and registry.is_available("front_door"), 15)
        await asyncio.sleep(0.2)
        assert registry.states().get("front_door", "locked") is True  # the late command never ran
        command = Command("desk_lamp", {"on": True})
        assert await dispatcher.perform([command]) == (Confirmed(command),)
    gc.collect()
    warned = [r for r in caplog.records if r.name == "devices.adapters.mqtt" and r.levelno >= logging.WARNING]
    assert len(warned) == 1, "said once that it is away"
    assert not [record for record in caplog.records if record.name == "asyncio"]


async def test_a_hub_without_a_broker_starts_and_finds_it_later(server: MosquittoServer) -> None:
    await asyncio.to_thread(server.stop)
    registry = Registry(StandingClock())
    async with gateway_on(url_of(server), registry) as gateway:
        assert not await gateway.wait_connected(0.3)
        await asyncio.to_thread(server.start)
        assert await gateway.wait_connected(10)


async def test_a_broker_that_hangs_gets_no_command_that_could_run_late(server: MosquittoServer) -> None:
    registry = Registry(StandingClock())
    async with home_on(url_of(server), small_home()) as home, gateway_on(url_of(server), registry) as gateway:
        assert await gateway.wait_connected()
        await until(lambda: registry.is_available("front_door"))
        await asyncio.sleep(1.2)  # so long that the broker must be asked whether it is there
        process = server._process
        assert process is not None
        os.kill(process.pid, signal.SIGSTOP)
        try:
            command = Command("front_door", {"locked": False})
            dispatcher = Dispatcher(registry, [gateway], timing=QUICK)
            assert await dispatcher.perform([command]) == (Failed(command, "it is not reachable"),)
        finally:
            os.kill(process.pid, signal.SIGCONT)
        await asyncio.sleep(0.5)
        assert home.states["front_door"]["locked"] is True


async def test_while_a_turn_is_thought_over_the_broker_is_asked_whether_it_is_there(server: MosquittoServer) -> None:
    registry = Registry(StandingClock())
    async with home_on(url_of(server), small_home()), gateway_on(url_of(server), registry) as gateway:
        assert await gateway.wait_connected()
        await until(lambda: registry.is_available("front_door"))
        await asyncio.sleep(1.2)
        before = server.log().count("teachable_hub/mqtt/probe")
        dispatcher = Dispatcher(registry, [gateway], timing=QUICK)
        dispatcher.stand_by()
        dispatcher.stand_by()
        await until(lambda: server.log().count("teachable_hub/mqtt/probe") == before + 1)
        await asyncio.sleep(0.1)
        dispatcher.stand_by()
        command = Command("front_door", {"locked": False})
        assert await dispatcher.perform([command]) == (Confirmed(command),)
        assert server.log().count("teachable_hub/mqtt/probe") == before + 1


async def test_retained_states_that_vanish_leave_what_is_known(server: MosquittoServer) -> None:
    registry = Registry(StandingClock())
    await publish(
        url_of(server), {"homeassistant/switch/a/config": '{"cmd_t":"a/set","stat_t":"a","uniq_id":"a"}', "a": "ON"}
    )
    async with gateway_on(url_of(server), registry) as gateway:
        assert await gateway.wait_connected()
        await until(lambda: registry.states().get("a", "on") is True)
        await publish(url_of(server), {"a": ""})
        await asyncio.sleep(0.1)
        assert registry.states().get("a", "on") is True


async def test_a_removed_device_leaves_the_home_and_its_topics(server: MosquittoServer) -> None:
    registry = Registry(StandingClock())
    async with home_on(url_of(server), small_home()) as home, gateway_on(url_of(server), registry) as gateway:
        assert await gateway.wait_connected()
        await until(lambda: "fan" in registry.home().entities)
        await home.withdraw("fan")
        await until(lambda: "fan" not in registry.home().entities)
        assert "oven" in registry.home().entities


async def test_a_flood_of_payloads_leaves_the_hub_awake(server: MosquittoServer) -> None:
    registry = Registry(StandingClock())
    flood = {f"homeassistant/switch/f{number}/config": "{" * 200 for number in range(2_000)}
    flood |= {
        f"homeassistant/switch/g{number}/config": json.dumps({"cmd_t": f"g{number}/set", "uniq_id": f"g{number}"})
        for number in range(500)
    }
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            longest = max(longest, time.perf_counter() - before)

    async with gateway_on(url_of(server), registry) as gateway:
        assert await gateway.wait_connected()
        watcher = asyncio.create_task(watch())
        await publish(url_of(server), flood)
        await until(lambda: len(registry.home().entities) == 500, 30)
        watcher.cancel()
    assert longest < 1.0


async def test_a_hub_without_home_assistant_says_so_and_devices_announce_themselves(server: MosquittoServer) -> None:
    registry = Registry(StandingClock())
    async with aiomqtt.Client(server.host, server.port) as client:
        await client.subscribe("homeassistant/status")
        async with gateway_on(url_of(server), registry, publish_birth=True) as gateway:
            assert await gateway.wait_connected()
            async with asyncio.timeout(2):
                message = await anext(client.messages)
        assert (message.payload, message.retain) == (b"online", False)


async def test_commands_are_never_retained_even_if_the_device_asks_for_it(server: MosquittoServer) -> None:
    registry = Registry(StandingClock())
    config = {"cmd_t": "a/set", "stat_t": "a", "uniq_id": "a", "ret": True}
    await publish(url_of(server), {"homeassistant/switch/a/config": json.dumps(config)})
    async with gateway_on(url_of(server), registry) as gateway:
        assert await gateway.wait_connected()
        await until(lambda: "a" in registry.home().entities)
        await gateway.send(Command("a", {"on": True}))
    async with aiomqtt.Client(server.host, server.port) as client:
        await client.subscribe("a/set")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await anext(client.messages)


async def test_a_login_is_used() -> None:
    async with running(mosquitto(username="kim", password="p@ss")) as server:
        registry = Registry(StandingClock())
        async with gateway_on(f"mqtt://kim:p%40ss@{server.host}:{server.port}", registry) as gateway:
            assert await gateway.wait_connected()
        async with gateway_on(f"mqtt://kim:wrong@{server.host}:{server.port}", registry) as gateway:
            assert not await gateway.wait_connected(0.5)
            assert gateway.problem is not None
            assert "wrong" not in gateway.problem
