"""The servers that other tests lean on start, answer and stop."""

from __future__ import annotations

import socket

import aiomqtt
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.servers import MosquittoServer, mosquitto, postgres, running


async def _sends_and_hears(broker: MosquittoServer) -> bytes:
    async with aiomqtt.Client(broker.host, broker.port, username=broker.username, password=broker.password) as client:
        await client.subscribe("lamp/state")
        await client.publish("lamp/state", b"ON", qos=1)
        async for message in client.messages:
            assert isinstance(message.payload, bytes)
            return message.payload
    raise AssertionError("the broker closed the connection")


@pytest.mark.mosquitto
async def test_mosquitto_carries_a_message_and_comes_back_on_the_same_port() -> None:
    async with running(mosquitto()) as broker:
        assert await _sends_and_hears(broker) == b"ON"
        broker.stop()
        with pytest.raises(OSError, match="refused"):
            socket.create_connection((broker.host, broker.port), timeout=1)
        broker.start()
        assert await _sends_and_hears(broker) == b"ON"


@pytest.mark.mosquitto
async def test_mosquitto_with_a_user_lets_only_that_user_in() -> None:
    async with running(mosquitto(username="hub", password="a made-up one")) as broker:
        assert await _sends_and_hears(broker) == b"ON"
        with pytest.raises(aiomqtt.MqttError):
            async with aiomqtt.Client(broker.host, broker.port, username="hub", password="wrong"):
                pass


@pytest.mark.postgres
async def test_postgres_gives_each_test_a_database_of_its_own() -> None:
    async with running(postgres()) as server:
        for url in (server.new_database(), server.new_database()):
            engine = create_async_engine(url)
            async with engine.begin() as connection:
                await connection.execute(text("create table concept (name text)"))
            await engine.dispose()
