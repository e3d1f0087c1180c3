"""Makes a component of an announced configuration, by its platform."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from devices.adapters.mqtt_discovery.climates import read_climate, read_humidifier, read_water_heater
from devices.adapters.mqtt_discovery.component import Abilities, Component, Publication
from devices.adapters.mqtt_discovery.config import Config
from devices.adapters.mqtt_discovery.covers import read_cover, read_valve
from devices.adapters.mqtt_discovery.envelope import ComponentPayload, printable
from devices.adapters.mqtt_discovery.errors import RejectedPayload
from devices.adapters.mqtt_discovery.json_lights import read_json_light
from devices.adapters.mqtt_discovery.lights import read_basic_light
from devices.adapters.mqtt_discovery.locks import read_alarm, read_lock
from devices.adapters.mqtt_discovery.own_key import ATTRIBUTE_KEY
from devices.adapters.mqtt_discovery.robots import read_lawn_mower, read_vacuum
from devices.adapters.mqtt_discovery.sensors import read_binary_sensor, read_device_tracker, read_sensor
from devices.adapters.mqtt_discovery.switches import read_fan, read_siren, read_switch
from devices.adapters.mqtt_discovery.template_lights import read_template_light
from devices.adapters.mqtt_discovery.values import (
    read_button,
    read_notify,
    read_number,
    read_scene,
    read_select,
    read_text,
)
from devices.adapters.mqtt_discovery.words import firmware_words

# Known to Home Assistant and not for talk.
_NOT_FOR_TALK = frozenset(
    {"camera", "date", "datetime", "device_automation", "event", "image", "infrared", "tag", "time", "update"}
)
_HIDDEN_CLASSES = frozenset({"restart", "identify", "update", "signal_strength"})
_SECTIONS = firmware_words().sections
_HIDDEN_NAMES = firmware_words().hidden
_CODE = re.compile(r"[\s_\-.]+")


def _read_light(config: Config) -> Abilities:
    schema = config.text("schema", "basic")
    match schema:
        case "basic":
            return read_basic_light(config)
        case "json":
            return read_json_light(config)
        case "template":
            return read_template_light(config)
        case _:
            raise RejectedPayload(f"schema {schema!r} of a light is unknown")


_READERS: Mapping[str, Callable[[Config], Abilities]] = {
    "alarm_control_panel": read_alarm,
    "binary_sensor": read_binary_sensor,
    "button": read_button,
    "climate": read_climate,
    "cover": read_cover,
    "device_tracker": read_device_tracker,
    "fan": read_fan,
    "humidifier": read_humidifier,
    "lawn_mower": read_lawn_mower,
    "light": _read_light,
    "lock": read_lock,
    "notify": read_notify,
    "number": read_number,
    "scene": read_scene,
    "select": read_select,
    "sensor": read_sensor,
    "siren": read_siren,
    "switch": read_switch,
    "text": read_text,
    "vacuum": read_vacuum,
    "valve": read_valve,
    "water_heater": read_water_heater,
}


def read_component(payload: ComponentPayload, key: tuple[str, str, str]) -> Component | None:
    """The component, or ``None`` for one that is not for talk. Raises ``RejectedPayload``."""
    if payload.platform in _NOT_FOR_TALK:
        return None
    reader = _READERS.get(payload.platform)
    if reader is None:
        raise RejectedPayload(f"platform {payload.platform!r} is unknown")
    config = Config(payload.config)
    _check(payload.config, config)
    if _is_hidden(config):
        return None
    abilities = reader(config)
    unique_id = config.text("unique_id") or f"{payload.platform}.{'.'.join(part for part in key[1:] if part)}"
    return Component(
        key=key,
        platform=payload.platform,
        unique_id=unique_id[:200],
        name=printable(config.text("name"))[:200] or None,
        device=payload.device,
        abilities=abilities,
        availability=config.availability(),
        device_class=config.text("device_class"),
        asks=_asks(payload, config, abilities),
        attribute=config.text(ATTRIBUTE_KEY),
    )


def _check(data: Mapping[str, object], config: Config) -> None:
    """Refuse bad templates and topics now rather than when a command is sent."""
    for key in data:
        if key.startswith("json_attributes"):
            continue  # nobody talks of them
        if key.endswith("_template"):
            config.template(key)
        elif key.endswith("_topic") or key == "topic":
            config.topic(key)
    _ = config.qos
    if config.optional_text("encoding", "utf-8") == "":
        raise RejectedPayload("payloads of bytes are not for talk")


def _is_hidden(config: Config) -> bool:
    if config.has(ATTRIBUTE_KEY):
        return False
    return (
        config.text("entity_category") in {"config", "diagnostic"}
        or not config.flag("enabled_by_default", default=True)
        or config.text("device_class") in _HIDDEN_CLASSES
        or _is_of_a_section(config.text("name"))
        or bool(_HIDDEN_NAMES.search(_CODE.sub(" ", config.text("name"))))
        or bool(_HIDDEN_NAMES.search(_CODE.sub(" ", config.text("default_entity_id"))))
    )


def _is_of_a_section(name: str) -> bool:
    """Whether a name says that it stands on a page of a gateway's own settings: "SYS: Auto discovery"."""
    section, colon, _ = name.partition(": ")
    return bool(colon) and section.lower() in _SECTIONS


def _asks(payload: ComponentPayload, config: Config, abilities: Abilities) -> tuple[Publication, ...]:
    """How to ask for a state that isn't retained. Zigbee2MQTT can be asked on ``<topic>/get``."""
    if not abilities.readings or not payload.origin.lower().startswith("zigbee2mqtt"):
        return ()
    topic = abilities.readings[0].topic
    if config.topic("command_topic") != f"{topic}/set" and payload.platform != "climate":
        return ()
    attribute = {"climate": "local_temperature"}.get(payload.platform, "state")
    return (Publication(f"{topic}/get", f'{{"{attribute}": ""}}'),)
