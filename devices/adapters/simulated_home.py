"""A whole home on a real broker: devices that announce themselves and behave like the real ones."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import math
from collections.abc import Mapping
from pathlib import Path

import aiomqtt
from paho.mqtt.client import MQTTMessage

from devices.adapters.mqtt_client import MqttClient
from devices.adapters.mqtt_discovery.config import plain
from devices.adapters.mqtt_discovery.hints import HINTS_TOPIC
from devices.adapters.simulated_device import changes_of, drift
from devices.adapters.simulated_discovery import (
    ROOT,
    STATUS_TOPIC,
    availability_topic,
    command_topic,
    discovery_payload,
    discovery_topic,
    state_topic,
)
from devices.broker import BrokerSettings
from devices.capabilities import Capability, Quantity, Toggle, Trigger, Value, is_readonly
from devices.errors import CommandRefused
from devices.home import Entity, Home
from devices.home_file import HomeFile, load_home_file

logger = logging.getLogger(__name__)

_DRIFT_EVERY_S = 5.0
_MOVES = 4


class SimulatedHome:
    """Puts ``home_file`` on a broker; ``run`` until cancelled.

    Covers take ``travel_s`` seconds for their way. The discovery ``prefix`` is Home Assistant's by default.
    """

    def __init__(
        self, home_file: HomeFile, settings: BrokerSettings, *, prefix: str = "homeassistant", travel_s: float = 0.4
    ) -> None:
        self.home: Home = home_file.home
        self.states: dict[str, dict[str, Value]] = {key: dict(values) for key, values in home_file.states.items()}
        self.ready = asyncio.Event()
        self._settings = settings
        self._prefix = prefix
        self._travel_s = travel_s
        self._client: MqttClient | None = None
        self._asked = asyncio.Event()
        self._taken: Mapping[str, tuple[Entity, str]] = {
            command_topic(entity.id, attribute): (entity, attribute)
            for entity in self.home.entities.values()
            for attribute, capability in entity.capabilities.items()
            if not is_readonly(capability)
        }
        self._moves: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Play the home until cancelled; comes back by itself when the broker was away."""
        while True:
            try:
                await self._session()
            except* (aiomqtt.MqttError, TimeoutError, OSError) as errors:
                logger.warning("simulated home: %s", errors.exceptions[0])
            self.ready.clear()
            await asyncio.sleep(0.5)

    async def operate(self, entity_id: str, values: Mapping[str, Value]) -> None:
        """Somebody's hand or the world sets these."""
        self.states.setdefault(entity_id, {}).update(values)
        self._tell(entity_id, values)

    async def set_available(self, entity_id: str, *, available: bool) -> None:
        """The entity comes or goes."""
        if self._client is not None:
            word = "online" if available else "offline"
            await self._client.publish(availability_topic(entity_id), word, qos=1, retain=True)

    async def withdraw(self, entity_id: str) -> None:
        """Take the entity out of discovery."""
        if self._client is not None:
            await self._client.publish(discovery_topic(entity_id, self._prefix), b"", qos=1, retain=True)

    async def _session(self) -> None:
        will = aiomqtt.Will(STATUS_TOPIC, "offline", qos=1, retain=True)
        async with MqttClient(self._settings, ear=self._hear, will=will) as client:
            self._client = client
            try:
                await client.subscribe([(f"{ROOT}/+/+/set", 1), (f"{self._prefix}/status", 1)])
                await self._announce(client)
                self.ready.set()
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._live(), name="simulated home drifts")
                    group.create_task(self._announce_when_asked(client), name="simulated home announces itself")
                    await client.until_lost()
            finally:
                self._client = None
                with contextlib.suppress(aiomqtt.MqttError):
                    await client.publish(STATUS_TOPIC, "offline", qos=1, retain=True, timeout=1)

    def _hear(self, message: MQTTMessage) -> None:
        topic = message.topic
        if topic == f"{self._prefix}/status":
            if message.payload == b"online":
                self._asked.set()
        elif topic in self._taken and not message.retain:
            # A retained command is an old one.
            entity, attribute = self._taken[topic]
            with contextlib.suppress(aiomqtt.MqttError):  # the session notices the end of its connection by itself
                self._obey(entity, attribute, message.payload.decode(errors="replace"))

    async def _announce_when_asked(self, client: MqttClient) -> None:
        while True:
            await self._asked.wait()
            self._asked.clear()
            await self._announce(client)

    async def _announce(self, client: MqttClient) -> None:
        await client.publish(HINTS_TOPIC, json.dumps(hints_of(self.home)), qos=1, retain=True)
        for entity in self.home.entities.values():
            payload = json.dumps(discovery_payload(entity), ensure_ascii=False)
            await client.publish(discovery_topic(entity.id, self._prefix), payload, qos=1, retain=True)
            await client.publish(availability_topic(entity.id), "online", qos=1, retain=True)
            self._tell(entity.id, self.states.get(entity.id, {}))
        await client.publish(STATUS_TOPIC, "online", qos=1, retain=True)

    def _obey(self, entity: Entity, attribute: str, payload: str) -> None:
        state = self.states.setdefault(entity.id, {})
        try:
            changes = changes_of(entity, state, {attribute: _decoded(entity.capabilities[attribute], payload)})
        except (CommandRefused, ValueError) as error:
            # Like a real device: it says again what it is, and nothing else happens.
            logger.info("simulated %s refuses: %s", entity.id, error)
            self._tell(entity.id, {attribute: state.get(attribute)})
            return
        if "position" in changes and self._travel_s > 0:
            self._start_move(entity, changes["position"])
            return
        state.update(changes)
        self._tell(entity.id, changes or {attribute: state.get(attribute)})

    def _start_move(self, entity: Entity, target: Value) -> None:
        former = self._moves.pop(entity.id, None)
        if former is not None:
            former.cancel()
        self._moves[entity.id] = asyncio.create_task(self._move(entity, target), name=f"{entity.id} moves")

    async def _move(self, entity: Entity, target: Value) -> None:
        start = self.states[entity.id].get("position")
        if isinstance(start, int | float) and isinstance(target, int | float):
            for step in range(1, _MOVES):
                await asyncio.sleep(self._travel_s / _MOVES)
                await self.operate(entity.id, {"position": round(start + (target - start) * step / _MOVES)})
            await asyncio.sleep(self._travel_s / _MOVES)
        state = self.states[entity.id]
        changes = changes_of(entity, state, {"position": target})
        await self.operate(entity.id, {"position": target, **changes})

    async def _live(self) -> None:
        while True:
            await asyncio.sleep(_DRIFT_EVERY_S)
            for entity in self.home.entities.values():
                changes = drift(entity, self.states.get(entity.id, {}), _DRIFT_EVERY_S)
                if changes:
                    await self.operate(entity.id, changes)

    def _tell(self, entity_id: str, values: Mapping[str, Value]) -> None:
        if self._client is None:
            return
        kind = self.home.entities[entity_id].kind
        for attribute, value in values.items():
            topic = state_topic(entity_id, attribute)
            self._client.send(topic, _encoded(value), retain=True)
            if kind == "vacuum" and attribute == "state":
                self._client.send(f"{topic}/json", json.dumps({"state": value}), retain=True)


async def run_simulated_home(path: Path | str, broker_url: str, *, prefix: str = "homeassistant") -> None:
    """Put the home of a file on a broker until cancelled. Raises ``HomeFileError`` or ``BrokerAddressError``."""
    await SimulatedHome(load_home_file(path), BrokerSettings.from_url(broker_url), prefix=prefix).run()


def hints_of(home: Home) -> dict[str, object]:
    """What discovery can't carry of a home."""
    return {
        "floors": [
            {"id": floor.id, "name": floor.name, "aliases": [*floor.aliases], "level": floor.level}
            for floor in home.floors.values()
        ],
        "areas": [
            {"id": area.id, "name": area.name, "aliases": [*area.aliases], "floor": area.floor}
            for area in home.areas.values()
        ],
        "persons": [
            {
                "id": person.id,
                "name": person.name,
                "role": person.role.value,
                "aliases": [*person.aliases],
                "at_home": person.at_home,
            }
            for person in home.persons.values()
        ],
        "satellites": [{"area": satellite.area, "screen": satellite.screen} for satellite in home.satellites],
        "devices": [
            {
                "identifier": entity.id,
                "id": entity.id,
                "name": entity.name,
                "kind": entity.kind,
                "area": entity.area,
                "aliases": [*entity.aliases],
                "hidden": entity.hidden,
                "device_class": entity.device_class or None,
                "readings": _readings(entity),
            }
            for entity in home.entities.values()
        ],
    }


def _readings(entity: Entity) -> dict[str, object]:
    return {
        attribute: {
            "min": capability.minimum if math.isfinite(capability.minimum) else None,
            "max": capability.maximum if math.isfinite(capability.maximum) else None,
            "unit": capability.unit or None,
            "step": capability.step,
        }
        for attribute, capability in entity.capabilities.items()
        if isinstance(capability, Quantity) and capability.readonly
    }


def _encoded(value: Value) -> str:
    match value:
        case True:
            return "ON"
        case False:
            return "OFF"
        case _:
            return str(value)


def _decoded(capability: Capability, payload: str) -> Value:
    match capability:
        case Toggle():
            if payload not in {"ON", "OFF"}:
                raise ValueError(payload)
            return payload == "ON"
        case Quantity():
            return plain(float(payload))
        case Trigger():
            return True
        case _:
            return payload
