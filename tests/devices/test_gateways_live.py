"""Gateways live on a real broker, that answer as theirs do: what a family says is published exactly and confirmed.

The files in ``tests/data/gateways`` were written from what the gateways' own code announces, reports and echoes:
``retained`` lies on the broker, ``said`` comes later and is not kept, ``things`` are name → kind, area and state, and
``talk`` is a thing, what it is set to, what must be published and what the device says then.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from devices.adapters.mqtt import MqttGateway
from devices.broker import BrokerSettings
from devices.commands import Command, Confirmed
from devices.dispatch import Dispatcher, Timing
from devices.registry import Registry
from tests.devices.brokers import real_broker, until
from tests.fakes.clocks import StandingClock

FOLDER = Path(__file__).resolve().parent.parent / "data" / "gateways"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
QUICK = Timing(confirm_s=2, slow_s=2, settle_s=0.02, expiry_s=2)


def written(said: object) -> str:
    return said if isinstance(said, str) else json.dumps(said)


async def say(client: aiomqtt.Client, messages: Mapping[str, object], *, retain: bool) -> None:
    for topic, payload in messages.items():
        await client.publish(topic, written(payload), qos=1, retain=retain)


async def told(client: aiomqtt.Client, turn: Mapping[str, Any]) -> list[list[str]]:
    """What a device is told; it answers once it has heard all."""
    heard: list[list[str]] = []
    async with asyncio.timeout(5):
        async for message in client.messages:
            assert not message.retain, "a command is never kept"
            heard.append([str(message.topic), bytes(message.payload).decode()])
            if len(heard) == len(turn["published"]):
                break
    for topic, payload in turn["echo"]:
        await client.publish(topic, written(payload), qos=1)
    return heard


@pytest.mark.parametrize("name", NAMES)
async def test_a_gateway_is_a_home_to_talk_with(name: str, caplog: pytest.LogCaptureFixture) -> None:
    gateway_file: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    async with real_broker() as url:
        settings = BrokerSettings.from_url(url)
        async with aiomqtt.Client(settings.host, settings.port) as client:
            await say(client, gateway_file["retained"], retain=True)
            registry = Registry(StandingClock())

            def found() -> dict[str, list[object]]:
                return {
                    entity.name: [entity.kind, entity.area, dict(registry.states().of(entity.id))]
                    for entity in registry.home().spoken
                }

            async with MqttGateway(registry.sink("mqtt"), settings, settle_s=0.05) as gateway:
                assert await gateway.wait_connected()
                await say(client, gateway_file["said"], retain=False)
                await until(lambda: found() == gateway_file["things"], 2) if gateway_file["said"] else None
                assert found() == gateway_file["things"]
                assert not registry.states().unavailable
                dispatcher = Dispatcher(registry, [gateway], timing=QUICK)
                by_name = {entity.name: entity.id for entity in registry.home().spoken}
                for turn in gateway_file["talk"]:
                    topics = {topic for topic, _ in turn["published"]}
                    for topic in topics:
                        await client.subscribe(topic)
                    command = Command(by_name[turn["thing"]], turn["settings"])
                    performing = asyncio.create_task(dispatcher.perform([command]))
                    assert await told(client, turn) == turn["published"]
                    assert await performing == (Confirmed(command),), turn
                    for topic in topics:
                        await client.unsubscribe(topic)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
