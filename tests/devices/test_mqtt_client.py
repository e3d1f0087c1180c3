"""The short way to a broker and back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiomqtt
import pytest
from paho.mqtt.client import MQTTMessage

from devices.adapters.mqtt_client import MqttClient
from devices.broker import BrokerSettings
from tests.devices.brokers import until
from tests.servers import MosquittoServer, mosquitto, running


@pytest.fixture
async def server() -> AsyncIterator[MosquittoServer]:
    async with running(mosquitto()) as made:
        yield made


def settings_of(server: MosquittoServer) -> BrokerSettings:
    return BrokerSettings.from_url(f"mqtt://{server.host}:{server.port}")


async def test_more_than_a_socket_takes_at_once_all_leaves_in_order(server: MosquittoServer) -> None:
    async with MqttClient(settings_of(server)) as client:
        for number in range(100):
            client.send(f"load/{number}", b"x" * 200_000)
        await client.send_out("load/waited-for", b"x" * 200_000)
        await client.send_out("load/end", b"", qos=1)
    received = [
        line.split("'load/")[1].split("'")[0] for line in server.log().splitlines() if "Received PUBLISH" in line
    ]
    assert received == [*map(str, range(100)), "waited-for", "end"]


async def test_an_ear_may_publish_and_a_fault_in_it_costs_one_message(server: MosquittoServer) -> None:
    heard: list[str] = []

    def listen(message: MQTTMessage) -> None:
        heard.append(message.topic)
        if message.topic == "in/bad":
            raise ValueError("what a stranger sent")
        if message.topic == "in/ask":
            client.send("in/answer", "here")

    async with MqttClient(settings_of(server), ear=listen) as client:
        await client.subscribe("in/#")
        for topic in ("in/bad", "in/ask", "in/more"):
            client.send(topic, "")
        await until(lambda: len(heard) == 4)
    assert sorted(heard) == ["in/answer", "in/ask", "in/bad", "in/more"]


async def test_the_end_of_a_connection_is_told_and_nothing_leaves_after_it(server: MosquittoServer) -> None:
    async with MqttClient(settings_of(server)) as client:
        lost = asyncio.create_task(client.until_lost())
        await asyncio.to_thread(server.stop)
        with pytest.raises(aiomqtt.MqttError):
            await lost
        with pytest.raises(aiomqtt.MqttError):
            client.send("late", "")
        await asyncio.to_thread(server.start)
