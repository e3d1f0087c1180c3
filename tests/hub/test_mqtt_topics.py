from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiomqtt
import pytest

from devices.broker import BrokerSettings
from devices.home import Area, Home
from dialogue.response import ActionReport, Kind, LearnedReport, Response, UnknownSpan
from dialogue.utterance import Utterance
from hub.mqtt_topics import OwnTopics
from hub.sessions import Sessions
from tests.fakes.clocks import StandingClock
from tests.fakes.conversers import EchoConverser
from tests.servers import MosquittoServer, mosquitto, running

pytestmark = pytest.mark.mosquitto

HOME = Home(areas={"kitchen": Area("kitchen", "kitchen")})


@pytest.fixture
async def broker() -> AsyncIterator[MosquittoServer]:
    async with running(mosquitto(username="hub", password="open sesame")) as server:
        yield server


def topics_on(broker: MosquittoServer, sessions: Sessions, **options: Any) -> OwnTopics:
    access = BrokerSettings(broker.host, broker.port, username=broker.username, password=broker.password)
    return OwnTopics(access, sessions, lambda: HOME, **options)


@asynccontextmanager
async def kept_running(topics: OwnTopics) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(topics.run())
    try:
        async with asyncio.timeout(10):
            await topics.connected.wait()
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def listener(broker: MosquittoServer, topic: str = "teachable_hub/#") -> AsyncIterator[aiomqtt.Client]:
    async with aiomqtt.Client(broker.host, broker.port, username=broker.username, password=broker.password) as client:
        await client.subscribe(topic, qos=1)
        yield client


async def next_on(client: aiomqtt.Client, topic: str) -> Any:  # noqa: ANN401
    async with asyncio.timeout(10):
        async for message in client.messages:
            if str(message.topic) == topic:
                assert isinstance(message.payload, bytes)
                text = message.payload.decode()
                return json.loads(text) if text.startswith("{") else (text, message.retain)
    raise AssertionError("the stream of messages ended")


def utterance(text: str = "light the orangery") -> Utterance:
    return Utterance(text, "c1", "t1", StandingClock().now(), area="kitchen")


ASKED = Response("c1", "t1", "What is the orangery?", Kind.ASKS_ABOUT, unknown_spans=(UnknownSpan("orangery", "area"),))


async def test_availability_is_retained_and_taken_back_at_the_end(broker: MosquittoServer) -> None:
    async with Sessions(EchoConverser(), StandingClock()) as sessions:
        async with kept_running(topics_on(broker, sessions)), listener(broker) as client:
            assert await next_on(client, "teachable_hub/status") == ("online", True)
        async with listener(broker) as client:
            assert await next_on(client, "teachable_hub/status") == ("offline", True)


async def test_the_last_will_speaks_when_the_hub_dies(broker: MosquittoServer) -> None:
    import sys
    from subprocess import PIPE, Popen

    program = (
        "import asyncio, sys\n"
        "from devices.broker import BrokerSettings\n"
        "from hub.mqtt_topics import OwnTopics\n"
        "from hub.sessions import Sessions\n"
        "from devices.home import Home\n"
        f"access = BrokerSettings({broker.host!r}, {broker.port}, username='hub', password='open sesame')\n"
        "topics = OwnTopics(access, Sessions(None, None), Home)\n"
        "async def main():\n"
        "    async with asyncio.TaskGroup() as group:\n"
        "        group.create_task(topics.run())\n"
        "        await topics.connected.wait()\n"
        "        print('connected', flush=True)\n"
        "asyncio.run(main())\n"
    )
    with Popen([sys.executable, "-c", program], stdout=PIPE, text=True) as process:  # noqa: ASYNC220
        assert process.stdout is not None
        assert await asyncio.to_thread(process.stdout.readline) == "connected\n"
        async with listener(broker) as client:
            assert await next_on(client, "teachable_hub/status") == ("online", True)
            process.kill()
            assert (await next_on(client, "teachable_hub/status"))[0] == "offline"


async def test_a_turn_is_told_with_what_was_not_understood_and_learned(broker: MosquittoServer) -> None:
    async with Sessions(EchoConverser(), StandingClock()) as sessions:
        topics = topics_on(broker, sessions)
        async with kept_running(topics), listener(broker) as client:
            topics.note_turn(utterance(), ASKED)
            turn = await next_on(client, "teachable_hub/turn")
            assert turn["text"] == "light the orangery"
            assert turn["kind"] == "asks_about"
            missed = await next_on(client, "teachable_hub/not_understood")
            assert missed["unknown_spans"] == [{"role": "area", "text": "orangery"}]
            learned = Response(
                "c1", "t2", "Okay.", Kind.CONFIRMS,
                actions=(ActionReport("lamp", "lamp", {"on": True}, "confirmed"),),
                learned=(LearnedReport("k1", "orangery", "area", "added"),),
            )  # fmt: skip
            topics.note_turn(utterance(), learned)
            assert (await next_on(client, "teachable_hub/learned"))["term"] == "orangery"


async def test_without_content_no_word_of_anybody_is_sent(broker: MosquittoServer) -> None:
    async with Sessions(EchoConverser(), StandingClock()) as sessions:
        topics = topics_on(broker, sessions, with_content=False)
        async with kept_running(topics), listener(broker) as client:
            topics.note_turn(utterance(), ASKED)
            turn = await next_on(client, "teachable_hub/turn")
            missed = await next_on(client, "teachable_hub/not_understood")
            assert "orangery" not in json.dumps([turn, missed])
            assert missed["unknown_spans"] == [{"role": "area"}]


async def test_it_can_be_talked_to_where_that_is_allowed(broker: MosquittoServer) -> None:
    async with Sessions(EchoConverser(), StandingClock()) as sessions:
        topics = topics_on(broker, sessions, may_converse=True)
        async with kept_running(topics), listener(broker) as client:
            say = "teachable_hub/converse"
            await client.publish(say, json.dumps({"text": "hello", "area": "Kitchen"}))
            assert (await next_on(client, f"{say}/reply"))["speech"] == "hello"
            for bad in ("{", "[]", '{"text": 3}', '{"text": "a", "x": "y"}', '{"text": "a", "area": "moon"}'):
                await client.publish(say, bad)
                assert "error" in await next_on(client, f"{say}/reply")


async def test_nobody_is_listened_to_unless_allowed_and_never_to_the_past(broker: MosquittoServer) -> None:
    converser = EchoConverser()
    async with Sessions(converser, StandingClock()) as sessions, listener(broker) as client:
        await client.publish("teachable_hub/converse", '{"text": "old"}', retain=True, qos=1)
        async with kept_running(topics_on(broker, sessions)):
            await client.publish("teachable_hub/converse", '{"text": "refused"}', qos=1)
            await asyncio.sleep(0.2)
        async with kept_running(topics_on(broker, sessions, may_converse=True)):
            await client.publish("teachable_hub/converse", '{"text": "taken"}', qos=1)
            await next_on(client, "teachable_hub/converse/reply")
    assert converser.heard == ["taken"]


async def test_it_comes_back_when_the_broker_does(broker: MosquittoServer) -> None:
    async with Sessions(EchoConverser(), StandingClock()) as sessions:
        topics = topics_on(broker, sessions)
        async with kept_running(topics):
            await asyncio.to_thread(broker.stop)
            async with asyncio.timeout(10):
                while topics.connected.is_set():  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            topics.note_turn(utterance(), ASKED)
            await asyncio.to_thread(broker.start)
            async with listener(broker) as client:
                async with asyncio.timeout(20):
                    await topics.connected.wait()
                assert (await next_on(client, "teachable_hub/turn"))["turn_id"] == "t1"
