"""Publishers that people run, live on a real broker: what a family can say of each, and what a command sends.

The messages in ``tests/data/publishers`` were written from what the publishers' own code announces and reports.
"""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path

import aiomqtt
import pytest

from devices.adapters.mqtt import MqttGateway
from devices.broker import BrokerSettings
from devices.capabilities import Value
from devices.commands import Command
from devices.home import Entity
from devices.registry import Registry
from devices.safety import Tier, tier_of
from tests.devices.brokers import real_broker, until
from tests.fakes.clocks import StandingClock

FOLDER = Path(__file__).resolve().parent.parent / "data" / "publishers"

Expected = dict[str, tuple[str, str | None, set[str], dict[str, Value]]]
Sent = list[tuple[str, str]]

EXPECTED: dict[str, Expected] = {
    "esphome": {
        "Living Room AC": (
            "thermostat",
            "living_room",
            {
                "action",
                "current_temperature",
                "fan_mode",
                "mode",
                "preset",
                "swing",
                "target_temperature",
                "target_temperature_high",
                "target_temperature_low",
            },
            {
                "mode": "heat_cool",
                "target_temperature": 24.5,
                "target_temperature_low": 20,
                "target_temperature_high": 24.5,
                "action": "cooling",
                "current_temperature": 25.1,
                "preset": "eco",
                "fan_mode": "auto",
            },
        ),
        "Driveway garage door": (
            "garage_door",
            None,
            {"position", "state", "stop"},
            {"position": 0, "state": "closed"},
        ),
        "Study venetian blind": ("blind", "study", {"position", "state", "stop", "tilt"}, {}),
        "House alarm": ("alarm_panel", None, {"mode"}, {"mode": "away"}),
        "Bedroom Fan": (
            "fan",
            "bedroom",
            {"direction", "on", "oscillating", "percentage", "preset", "speed"},
            {"percentage": 50, "speed": "medium", "on": True},
        ),
        "Hall front door lock": ("lock", None, {"locked"}, {}),
        "Garden valve": ("valve", None, {"on"}, {"on": False}),
        "Lawn valve": ("valve", None, {"on"}, {"on": True}),
        "Bathroom temperature": ("sensor", None, {"temperature"}, {}),
        "Bathroom humidity": ("sensor", None, {"humidity"}, {}),
        "Bathroom motion sensor": ("binary_sensor", None, {"motion"}, {}),
        "LED strip": (
            "light",
            None,
            {"brightness", "color", "effect", "on"},
            {"on": True, "brightness": 50, "color": "red", "effect": "None"},
        ),
        "Display text": ("text", None, {"value"}, {}),
        "Feed cat": ("button", None, {"activate"}, {}),
        "cat feeder portion": ("select", None, {"value"}, {}),
    },
    "shelly-gen2": {
        "Mirror light": ("light", None, {"on"}, {}),
        "Coffee machine": (
            "coffee_machine",
            None,
            {"energy", "on", "power"},
            {"on": True, "energy": 1234.5, "power": 12.5},
        ),
        "Bedroom shutter": ("shutter", None, {"position", "state", "stop"}, {"position": 40, "state": "stopped"}),
        "Nursery radiator": (
            "thermostat",
            None,
            {"action", "current_temperature", "mode", "target_temperature"},
            {"mode": "heat", "target_temperature": 19.5, "current_temperature": 20.1, "action": "heating"},
        ),
        "Valve position": ("number", None, {"value"}, {"value": 30}),
        "Shelly Plus RGBW PM": (
            "light",
            None,
            {"brightness", "color", "on"},
            {"on": True, "brightness": 50, "color": "blue"},
        ),
    },
    "openbeken": {
        "hall lamp": (
            "light",
            None,
            {"brightness", "color", "color_temp", "on"},
            {"on": True, "brightness": 70, "color": "green"},
        ),
        "Kettle plug": ("kettle", None, {"on", "power"}, {}),
        "Energy total": ("sensor", None, {"energy"}, {}),
        "Energy today": ("sensor", None, {"energy"}, {}),
        "Energy clear date": ("sensor", None, {"value"}, {}),
        "Desk strip 1": ("switch", None, {"on"}, {}),
        "Desk strip 2": ("switch", None, {"on"}, {}),
        "Desk strip USB": ("switch", None, {"on"}, {}),
        "Office AC smart thermostat": (
            "thermostat",
            None,
            {"current_temperature", "fan_mode", "mode", "swing_horizontal", "target_temperature"},
            {},
        ),
        "Office AC buzzer": ("switch", None, {"on"}, {}),
        "Office AC display": ("switch", None, {"on"}, {}),
        "Lounge shutter garage": ("garage_door", None, {"position", "stop"}, {}),
        "back door": ("binary_sensor", None, {"on"}, {}),
        "Vent ventilation": ("select", None, {"value"}, {"value": "High"}),
    },
    "ring-mqtt": {
        "Home Alarm": ("alarm_panel", None, {"mode"}, {}),
        "Home siren": ("siren", None, {"on"}, {}),
        "Home panic - police": ("switch", None, {"on"}, {}),
        "Front Door motion sensor": ("binary_sensor", None, {"motion"}, {}),
        "Front Door ding": ("binary_sensor", None, {"on"}, {}),
        "Driveway siren": ("siren", None, {"on"}, {}),
        "Driveway light": ("light", None, {"on"}, {}),
        "Driveway motion sensor": ("binary_sensor", None, {"motion"}, {}),
        "Driveway motion detection": ("switch", None, {"on"}, {}),
        "Upstairs thermostat": (
            "thermostat",
            None,
            {"action", "current_temperature", "fan_mode", "mode", "target_temperature"},
            {},
        ),
        "Intercom lock": ("lock", None, {"locked"}, {}),
        "Chime volume": ("number", None, {"volume"}, {}),
        "Chime snooze": ("switch", None, {"on"}, {}),
        "Chime snooze minutes": ("number", None, {"value"}, {}),
        "Chime play ding sound": ("switch", None, {"on"}, {}),
        "Attic fan": ("fan", None, {"on", "percentage", "preset", "speed"}, {"percentage": 62, "speed": "medium"}),
    },
    "valetudo": {
        "Phoney Fake Mole": (
            "vacuum",
            None,
            {"fan_speed", "locate", "segment", "state"},
            {"state": "docked", "segment": None, "fan_speed": "low"},
        ),
    },
    "govee2mqtt": {
        "Floor Lamp": (
            "light",
            "lounge",
            {"brightness", "color", "color_temp", "effect", "on"},
            {"on": True, "brightness": 40, "color_temp": 2703, "color": None, "effect": "Aurora"},
        ),
        "Baby Humidifier": ("humidifier", "lounge", {"mode", "on", "target_humidity"}, {}),
        "Night light": ("light", "lounge", {"brightness", "color", "on"}, {}),
        "Manual mist level": ("number", "lounge", {"value"}, {}),
        "Fridge Sensor": ("sensor", "lounge", {"temperature"}, {}),
        "Govee to MQTT love scene": ("button", "lounge", {"activate"}, {}),
    },
    "ebusd": {
        "Flow temperature": ("sensor", None, {"temperature"}, {"temperature": 45.5}),
        "Return temperature": ("sensor", None, {"temperature"}, {}),
        "Water pressure": ("sensor", None, {"pressure"}, {}),
        "bai flame": ("binary_sensor", None, {"on"}, {}),
        "Hot water temperature desired": ("number", None, {"value"}, {}),
        "Z1day temperature": ("number", None, {"value"}, {}),
        "Displayed outside temperature": ("sensor", None, {"temperature"}, {}),
    },
    "openmqttgateway": {
        "Mi Jia 2": ("sensor", None, {"temperature"}, {"temperature": 20.5}),
    },
    "lnxlink": {
        "Desktop Linux shutdown": ("button", None, {"activate"}, {}),
        "Desktop Linux suspend": ("button", None, {"activate"}, {}),
        "CPU usage": ("sensor", None, {"value"}, {}),
        "Memory usage": ("sensor", None, {"value"}, {}),
        "Desktop Linux brightness": ("number", None, {"brightness"}, {}),
        "Screen on off": ("switch", None, {"on"}, {}),
        "Audio speakers": ("select", None, {"value"}, {}),
        "Microphone used": ("binary_sensor", None, {"sound"}, {}),
        "Desktop Linux": ("text", None, {"message"}, {}),
        "Desktop Linux clipboard": ("text", None, {"value"}, {}),
        "Keep alive": ("switch", None, {"on"}, {}),
        "CPU temperature": ("sensor", None, {"temperature"}, {}),
    },
    "zigbee2mqtt-groups": {
        "Upstairs lights": ("light", None, {"brightness", "color", "color_temp", "effect", "on"}, {}),
        "Chill scene": ("scene", None, {"activate"}, {}),
        "Upstairs lights bright": ("scene", None, {"activate"}, {}),
        "Cellar siren": ("siren", None, {"on"}, {}),
        "Cellar siren duration": ("number", None, {"value"}, {}),
        "Hall switch left": ("switch", None, {"on", "power"}, {}),
        "Hall switch right": ("switch", None, {"on"}, {}),
        "Bed remote action": ("sensor", None, {"value"}, {}),
        "Air purifier": (
            "fan",
            None,
            {"on", "percentage", "preset", "speed"},
            {"on": True, "percentage": 67, "speed": "medium", "preset": None},
        ),
    },
}

COMMANDS: dict[str, list[tuple[str, dict[str, Value], Sent]]] = {
    "esphome": [
        ("House alarm", {"mode": "away"}, [("alarm-node/alarm_control_panel/house/command", "ARM_AWAY")]),
        ("Bedroom Fan", {"percentage": 50}, [("bedroom-fan/fan/fan/p/c", "2")]),
        ("Garden valve", {"on": True}, [("garden-node/valve/garden/command", "OPEN")]),
        ("Study venetian blind", {"tilt": 50}, [("study-node/cover/venetian/tilt/command", "50")]),
        ("Living Room AC", {"preset": "sleep"}, [("living-room-ac/climate/living_room_ac/preset/c", "sleep")]),
    ],
    "shelly-gen2": [
        (
            "Mirror light",
            {"on": True},
            [
                (
                    "shelly1g4-aabbccddeeff/rpc",
                    '{"id":1,"src":"home-assistant","method":"Switch.Set","params":{"id":0,"on":true}}',
                )
            ],
        ),
        (
            "Bedroom shutter",
            {"position": 30},
            [
                (
                    "shellyplus2pm-aabb/rpc",
                    '{"id":1,"src":"home-assistant","method":"Cover.GoToPosition","params":{"id":0,"pos":30}}',
                )
            ],
        ),
    ],
    "openbeken": [
        ("hall lamp", {"color": "red"}, [("cmnd/h/led_basecolor_rgb", "#ff00000000"), ("cmnd/h/led_enableAll", "1")]),
        ("Vent ventilation", {"value": "Low"}, [("v/1/set", "0")]),
    ],
    "ring-mqtt": [
        ("Home Alarm", {"mode": "home"}, [("ring/loc1/alarm/homealarm/alarm/command", "ARM_HOME")]),
        ("Attic fan", {"speed": "low"}, [("ring/loc1/alarm/attic/fan/command", "ON"), ("pc", "40")]),
        ("Chime volume", {"volume": 50}, [("ring/loc1/alarm/chime/volume/command", "6")]),
    ],
    "valetudo": [
        (
            "Phoney Fake Mole",
            {"state": "cleaning", "segment": "Living Room"},
            [("v/MapSegmentationCapability/clean/set", '{"segment_ids": ["17"], "iterations": 1}')],
        ),
        ("Phoney Fake Mole", {"state": "returning"}, [("v/hass/command", "HOME")]),
    ],
    "zigbee2mqtt-groups": [
        ("Chill scene", {"activate": True}, [("zigbee2mqtt/Upstairs lights/set", '{ "scene_recall": 3 }')]),
        ("Air purifier", {"speed": "high"}, [("zigbee2mqtt/Air purifier/set/fan_mode", "3")]),
        ("Cellar siren", {"on": True}, [("zigbee2mqtt/Cellar siren/set/alarm", "True")]),
    ],
}


def messages_of(name: str) -> dict[str, str]:
    raw: dict[str, object] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return {topic: said if isinstance(said, str) else json.dumps(said) for topic, said in raw.items()}


def test_every_publisher_is_looked_at() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
async def test_a_publisher_becomes_a_home_to_talk_about(name: str, caplog: pytest.LogCaptureFixture) -> None:
    async with real_broker() as url:
        settings = BrokerSettings.from_url(url)
        async with aiomqtt.Client(settings.host, settings.port) as publisher:
            for topic, payload in messages_of(name).items():
                await publisher.publish(topic, payload, qos=1, retain=True)
            registry = Registry(StandingClock())
            async with MqttGateway(registry.sink("mqtt"), settings, settle_s=0.05) as gateway:
                assert await gateway.wait_connected()
                by_name = {entity.name: entity for entity in registry.home().spoken}
                found = {
                    name: (entity.kind, entity.area, set(entity.capabilities), dict(registry.states().of(entity.id)))
                    for name, entity in by_name.items()
                }
                assert found == EXPECTED[name]
                assert not registry.states().unavailable
                await _command(name, by_name, gateway, publisher)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def _command(name: str, by_name: dict[str, Entity], gateway: MqttGateway, listener: aiomqtt.Client) -> None:
    """Send each command, and hear it arrive, unretained."""
    for entity, settings, expected in COMMANDS.get(name, []):
        for topic, _ in expected:
            await listener.subscribe(topic)
        await gateway.send(Command(by_name[entity].id, settings))
        heard: Sent = []
        async with asyncio.timeout(5):
            async for message in listener.messages:
                payload = bytes(message.payload).decode()
                assert not message.retain
                heard.append((str(message.topic), payload))
                if len(heard) == len(expected):
                    break
        assert heard == expected
        for topic, _ in expected:
            await listener.unsubscribe(topic)


async def test_what_can_call_the_police_is_dangerous() -> None:
    async with real_broker() as url:
        settings = BrokerSettings.from_url(url)
        async with aiomqtt.Client(settings.host, settings.port) as publisher:
            for topic, payload in messages_of("ring-mqtt").items():
                await publisher.publish(topic, payload, qos=1, retain=True)
        registry = Registry(StandingClock())
        async with MqttGateway(registry.sink("mqtt"), settings, settle_s=0.05) as gateway:
            assert await gateway.wait_connected()
            await until(lambda: bool(registry.home().entities))
            panic = next(entity for entity in registry.home().spoken if "panic" in entity.name)
            assert tier_of(panic) is Tier.DANGER
