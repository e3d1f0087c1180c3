"""The way to devices over MQTT: one connection that comes back by itself, around the discovery book."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import AsyncIterator, Iterable
from types import TracebackType
from typing import Self

import aiomqtt
from paho.mqtt.client import MQTTMessage

from devices.adapters.mqtt_client import MqttClient
from devices.adapters.mqtt_discovery.book import DiscoveryBook
from devices.adapters.mqtt_discovery.component import Publication
from devices.adapters.mqtt_discovery.hints import HINTS_TOPIC
from devices.broker import BrokerSettings
from devices.commands import Command
from devices.errors import EntityUnavailable
from devices.ports import HomeSink
from devices.tasks import ended

logger = logging.getLogger(__name__)

MQTT = "mqtt"
PROBE_TOPIC = "teachable_hub/mqtt/probe"
_SUBSCRIBE_AT_ONCE = 100
# Answered that lately, the broker needs no probe before a command.
_FRESH_S = 1.0
_PROBE_S = 1.0
# Some houses are never silent: then what has come by now must do.
_HEAR_OUT_S = 5.0
_LEAVE_S = 0.2


class MqttGateway:
    """Consumes discovery from a broker and commands what it announces.

    ``publish_birth`` says ``online`` on ``<prefix>/status`` so that devices announce themselves again: only where no
    Home Assistant is. ``retry_s`` bounds the pauses between attempts to reach the broker.
    """

    def __init__(
        self,
        sink: HomeSink,
        settings: BrokerSettings,
        *,
        prefix: str = "homeassistant",
        name: str = MQTT,
        publish_birth: bool = False,
        settle_s: float = 0.15,
        retry_s: tuple[float, float] = (0.5, 30.0),
        keepalive_s: int = 15,
    ) -> None:
        self._settings = settings
        self._prefix = prefix
        self._name = name
        self._publish_birth = publish_birth
        self._settle_s = settle_s
        self._retry_s = retry_s
        self._keepalive_s = keepalive_s
        self._book = DiscoveryBook(sink, prefix=prefix, gateway=name)
        self._client: MqttClient | None = None
        self._subscribed: set[str] = set()
        self._announced = asyncio.Event()
        self._connected = asyncio.Event()
        self._settled = asyncio.Event()
        self._heard_s = 0.0
        self._task: asyncio.Task[None] | None = None
        self._probing: asyncio.Task[None] | None = None
        self.problem: str | None = None

    @property
    def name(self) -> str:
        """Short name, also ``Entity.gateway`` of what it owns."""
        return self._name

    @property
    def is_connected(self) -> bool:
        """Whether the broker is there now."""
        return self._client is not None

    async def wait_connected(self, timeout_s: float = 10.0) -> bool:
        """Wait for the broker and for what it has retained; False when it isn't there in time."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._connected.wait()
                await self._settled.wait()
        except TimeoutError:
            return False
        return True

    def stand_by(self) -> None:
        """Ask the broker whether it is there, if it was silent: while a turn is thought over nobody waits for that."""
        if self._client is not None and not self._is_fresh and (self._probing is None or self._probing.done()):
            self._probing = asyncio.create_task(self._probe(self._client), name=f"{self._name} probe")

    async def send(self, command: Command) -> None:
        """Publish a command, never retained. Raises ``CommandRefused``, ``EntityUnavailable`` or ``UnknownEntity``."""
        publications = self._book.publications(command)
        client = self._client
        if client is None:
            raise EntityUnavailable(command.entity_id, "the broker is not reachable")
        try:
            await self._make_sure()
            for publication in publications:
                await _publish(client, publication)
        except (aiomqtt.MqttError, TimeoutError) as error:
            raise EntityUnavailable(command.entity_id, "the broker does not answer") from error
        self._book.assume(command)

    def confirms(self, command: Command) -> bool:
        """Whether the entity reports the state of all these settings."""
        return self._book.confirms(command)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name=f"{self._name} gateway")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await ended((self._probing, self._task), again_s=_LEAVE_S)
        self._task = self._probing = None

    @property
    def _is_fresh(self) -> bool:
        return time.monotonic() - self._heard_s <= _FRESH_S

    async def _make_sure(self) -> None:
        """Make sure that the broker answers: a command must not wait in its socket and run late."""
        if self._is_fresh:
            return
        self.stand_by()
        if self._probing is not None:
            await asyncio.shield(self._probing)
        if not self._is_fresh:
            raise TimeoutError

    async def _probe(self, client: MqttClient) -> None:
        with contextlib.suppress(aiomqtt.MqttError, TimeoutError):
            async with asyncio.timeout(_PROBE_S):
                await client.publish(PROBE_TOPIC, b"", qos=1, timeout=_PROBE_S)
            self._heard_s = time.monotonic()

    async def _run(self) -> None:
        pause_s = self._retry_s[0]
        while True:
            try:
                async with MqttClient(self._settings, ear=self._hear, keepalive_s=self._keepalive_s) as client:
                    pause_s = self._retry_s[0]
                    async with self._connection(client):
                        await self._converse(client)
            except* (aiomqtt.MqttError, TimeoutError, OSError) as errors:
                self._note_problem(errors.exceptions[0])
            await asyncio.sleep(pause_s * random.uniform(0.8, 1.2))  # noqa: S311 - only to spread reconnects
            pause_s = min(pause_s * 2, self._retry_s[1])

    @contextlib.asynccontextmanager
    async def _connection(self, client: MqttClient) -> AsyncIterator[None]:
        """While it lasts, entities can be reached."""
        if self.problem is not None:
            logger.info("MQTT broker %s is back", self._settings)
        self.problem = None
        self._client = client
        self._subscribed = set()
        self._book.set_connected(connected=True)
        try:
            yield
        finally:
            self._client = None
            self._connected.clear()
            self._settled.clear()
            self._book.set_connected(connected=False)

    async def _converse(self, client: MqttClient) -> None:
        discovery = [f"{self._prefix}/+/+/config", f"{self._prefix}/+/+/+/config", HINTS_TOPIC]
        await client.subscribe([(topic, 0) for topic in discovery])
        if self._publish_birth:
            await client.publish(f"{self._prefix}/status", "online", qos=1)
        self._connected.set()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._settle_when_quiet(client), name=f"{self._name} settling")
            group.create_task(self._pass_time(), name=f"{self._name} clock")
            await client.until_lost()

    def _hear(self, message: MQTTMessage) -> None:
        self._heard_s = time.monotonic()
        self._take(message.topic, bytes(message.payload))
        if self._book.needs_settling:
            self._announced.set()

    def _take(self, topic: str, payload: bytes) -> None:
        if topic == HINTS_TOPIC:
            self._book.take_hints(payload)
        elif self._book.is_discovery(topic):
            self._book.announce(topic, payload)
        else:
            self._book.hear(topic, payload, self._heard_s)

    async def _settle_when_quiet(self, client: MqttClient) -> None:
        await self._hear_out(client)
        await self._settle(client, self._book.entity_ids())
        await self._hear_out(client)
        self._settled.set()
        while True:
            await self._announced.wait()
            await asyncio.sleep(self._settle_s)
            await self._settle(client, ())

    async def _settle(self, client: MqttClient, also: tuple[str, ...]) -> None:
        self._announced.clear()
        fresh = self._book.settle()
        await self._subscribe(client)
        for ask in self._book.asks((*also, *fresh)):
            await _publish(client, ask)

    async def _hear_out(self, client: MqttClient) -> None:
        """Take in what the broker has retained: most brokers answer this only after that, all soon fall silent."""
        await client.publish(PROBE_TOPIC, b"", qos=1)
        give_up_s = time.monotonic() + _HEAR_OUT_S
        while time.monotonic() < give_up_s:
            await asyncio.sleep(self._settle_s)
            if client.has_heard_out and time.monotonic() - self._heard_s >= self._settle_s:
                return

    async def _subscribe(self, client: MqttClient) -> None:
        needed = self._book.topics()
        for batch in _batches(sorted(needed - self._subscribed)):
            await client.subscribe([(topic, 0) for topic in batch])
        for batch in _batches(sorted(self._subscribed - needed)):
            await client.unsubscribe(batch)
        self._subscribed = set(needed)

    async def _pass_time(self) -> None:
        while True:
            await asyncio.sleep(1)
            self._book.pass_time(time.monotonic())

    def _note_problem(self, error: BaseException) -> None:
        reason = str(error) or type(error).__name__
        if self.problem is None:
            logger.warning("MQTT broker %s is not reachable: %s", self._settings, reason)
        self.problem = reason


async def _publish(client: MqttClient, publication: Publication) -> None:
    # Retained never, whatever the device asks for: a command would come again after a restart.
    await client.send_out(publication.topic, publication.payload, qos=publication.qos, retain=False)


def _batches(topics: list[str]) -> Iterable[list[str]]:
    return (topics[start : start + _SUBSCRIBE_AT_ONCE] for start in range(0, len(topics), _SUBSCRIBE_AT_ONCE))
