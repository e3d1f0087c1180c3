"""Announces simulated entities the way real gateways do: one discovery payload each, made of components."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from devices.adapters.mqtt_discovery.own_key import ATTRIBUTE_KEY
from devices.capabilities import Capability, Choice, Quantity, Text, Toggle, Trigger
from devices.home import Entity
from devices.kinds import COVER_KINDS

ORIGIN = "Teachable Hub simulator"
ROOT = "teachable_hub/simulated"
STATUS_TOPIC = f"{ROOT}/status"

Payload: TypeAlias = dict[str, object]
Capabilities: TypeAlias = Mapping[str, Capability]
Maker: TypeAlias = Callable[["_Topics", Capabilities], tuple[Payload, set[str]]]

_COVER_CLASSES = {kind: device_class for device_class, kind in reversed([*COVER_KINDS.items()])}
_ALARM_MODES = {"home": "arm_home", "away": "arm_away", "night": "arm_night", "vacation": "arm_vacation"}
_SPEED_WORDS = frozenset({"low", "medium", "high"})
_VACUUM_FEATURES = {"cleaning": "start", "paused": "pause", "returning": "return_home", "idle": "stop"}
_ALARM_TEMPLATE = "{{ value if value == 'disarmed' else 'armed_' ~ value }}"
_CLASSES = {
    "temperature": "temperature",
    "current_temperature": "temperature",
    "humidity": "humidity",
    "power": "power",
}


def slug_of(entity_id: str) -> str:
    """The entity's id as it may stand in a topic."""
    return re.sub(r"[^a-zA-Z0-9_-]", "_", entity_id)


def state_topic(entity_id: str, attribute: str) -> str:
    """Where a simulated entity tells an attribute."""
    return f"{ROOT}/{slug_of(entity_id)}/{attribute}"


def command_topic(entity_id: str, attribute: str) -> str:
    """Where a simulated entity takes an attribute."""
    return f"{state_topic(entity_id, attribute)}/set"


def availability_topic(entity_id: str) -> str:
    """Where a simulated entity tells whether it is there."""
    return state_topic(entity_id, "availability")


def discovery_topic(entity_id: str, prefix: str) -> str:
    """Where a simulated entity is announced."""
    return f"{prefix}/device/{slug_of(entity_id)}/config"


def discovery_payload(entity: Entity) -> Payload:
    """What announces an entity; its device is identified by the entity's id."""
    topics = _Topics(entity)
    maker = _MAKERS.get(entity.kind)
    components: dict[str, Payload] = {}
    told: set[str] = set()
    if maker is not None:
        main, told = maker(topics, entity.capabilities)
        if told:
            components["main"] = {**main, "name": None, "unique_id": entity.id}
    for attribute, capability in entity.capabilities.items():
        if attribute not in told:
            components[attribute] = _single(topics, attribute, capability)
    return {
        "dev": {"ids": [entity.id], "name": entity.name, "mdl": entity.kind, "mf": "Teachable Hub"},
        "o": {"name": ORIGIN},
        "avty": [{"t": STATUS_TOPIC}, {"t": availability_topic(entity.id)}],
        "avty_mode": "all",
        "cmps": components,
    }


@dataclass(frozen=True, slots=True)
class _Topics:
    """The topics of one entity."""

    entity: Entity

    def told(self, attribute: str) -> str:
        return state_topic(self.entity.id, attribute)

    def taken(self, attribute: str) -> str:
        return command_topic(self.entity.id, attribute)


def _single(topics: _Topics, attribute: str, capability: Capability) -> Payload:
    """A component for one attribute."""
    common: Payload = {
        "name": attribute.replace("_", " "),
        "unique_id": f"{topics.entity.id}_{attribute}",
        ATTRIBUTE_KEY: attribute,
        "stat_t": topics.told(attribute),
    }
    command: Payload = {"cmd_t": topics.taken(attribute)}
    match capability:
        case Toggle(readonly=True):
            return {"p": "binary_sensor", **common}
        case Toggle():
            return {"p": "switch", **common, **command}
        case Quantity(readonly=True):
            shown: Payload = {"dev_cla": _CLASSES[attribute]} if attribute in _CLASSES else {}
            # A unit that the consumer would convert is left out: the value is told as the home knows it.
            unit: Payload = {"unit_of_meas": capability.unit} if capability.unit not in {"", "°F", "K"} else {}
            if capability.unit in {"°F", "K"}:
                shown = {}
            return {"p": "sensor", "stat_cla": "measurement", **common, **shown, **unit}
        case Quantity():
            limits: Payload = {"min": capability.minimum, "max": capability.maximum, "step": capability.step}
            return {"p": "number", **common, **command, **limits, "unit_of_meas": capability.unit}
        case Choice(readonly=True):
            return {"p": "sensor", **common, "ops": list(capability.options)}
        case Choice():
            return {"p": "select", **common, **command, "ops": list(capability.options)}
        case Text(readonly=True):
            return {"p": "sensor", **common}
        case Text():
            return {"p": "text", **common, **command}
        case Trigger():
            return {"p": "button", **{key: value for key, value in common.items() if key != "stat_t"}, **command}
        case _:
            assert_never(capability)


def _light(topics: _Topics, capabilities: Capabilities) -> tuple[Payload, set[str]]:
    if "on" not in capabilities:
        return {}, set()
    payload: Payload = {"p": "light", "cmd_t": topics.taken("on"), "stat_t": topics.told("on"), "on_cmd_type": "first"}
    told = {"on"}
    if capabilities.get("brightness") == Quantity(0, 100, "%"):
        payload |= {"bri_cmd_t": topics.taken("brightness"), "bri_stat_t": topics.told("brightness"), "bri_scl": 100}
        told.add("brightness")
    warmth = capabilities.get("color_temp")
    if isinstance(warmth, Quantity) and (warmth.unit, warmth.step) == ("K", 1):
        payload |= {"clr_temp_cmd_t": topics.taken("color_temp"), "clr_temp_stat_t": topics.told("color_temp")}
        payload |= {"clr_temp_k": True, "min_k": warmth.minimum, "max_k": warmth.maximum}
        told.add("color_temp")
    return payload, told


def _switch(topics: _Topics, capabilities: Capabilities) -> tuple[Payload, set[str]]:
    if capabilities.get("on") != Toggle():
        return {}, set()
    return {"p": "switch", "cmd_t": topics.taken("on"), "stat_t": topics.told("on")}, {"on"}


def _fan(topics: _Topics, capabilities: Capabilities) -> tuple[Payload, set[str]]:
    payload, told = _switch(topics, capabilities)
    speed = capabilities.get("speed")
    if told and isinstance(speed, Choice) and set(speed.options) <= _SPEED_WORDS and "percentage" not in capabilities:
        payload |= {"pr_modes": list(speed.options)}
        payload |= {"pr_mode_cmd_t": topics.taken("speed"), "pr_mode_stat_t": topics.told("speed")}
        told |= {"speed"}
    return {**payload, "p": "fan"}, told


def _thermostat(topics: _Topics, capabilities: Capabilities) -> tuple[Payload, set[str]]:
    payload: Payload = {"p": "climate"}
    told: set[str] = set()
    mode, target = capabilities.get("mode"), capabilities.get("target_temperature")
    if isinstance(mode, Choice):
        payload |= {"modes": list(mode.options), "mode_cmd_t": topics.taken("mode"), "mode_stat_t": topics.told("mode")}
        told.add("mode")
    if isinstance(target, Quantity) and target.unit == "°C":
        payload |= {"min_temp": target.minimum, "max_temp": target.maximum, "temp_step": target.step}
        payload |= {"temp_cmd_t": topics.taken("target_temperature"), "temp_stat_t": topics.told("target_temperature")}
        told.add("target_temperature")
    if told and "current_temperature" in capabilities:
        payload["curr_temp_t"] = topics.told("current_temperature")
        told.add("current_temperature")
    return payload, told


def _humidifier(topics: _Topics, capabilities: Capabilities) -> tuple[Payload, set[str]]:
    payload, told = _switch(topics, capabilities)
    target = capabilities.get("target_humidity")
    if not told or not isinstance(target, Quantity):
        return payload, told
    payload |= {"p": "humidifier", "min_hum": target.minimum, "max_hum": target.maximum}
    payload |= {"hum_cmd_t": topics.taken("target_humidity"), "hum_stat_t": topics.told("target_humidity")}
    told |= {"target_humidity"}
    if "current_humidity" in capabilities:
        payload["curr_hum_t"] = topics.told("current_humidity")
        told |= {"current_humidity"}
    return payload, told


def _cover(topics: _Topics, capabilities: Capabilities) -> tuple[Payload, set[str]]:
    position = capabilities.get("position")
    if not isinstance(position, Quantity) or position.readonly:
        return {}, set()
    payload: Payload = {"p": "cover", "pos_t": topics.told("position"), "dev_cla": _COVER_CLASSES[topics.entity.kind]}
    if position.step >= 100:
        payload |= {"cmd_t": topics.taken("position"), "pl_open": "100", "pl_cls": "0", "pl_stop": None}
    else:
        payload |= {"set_pos_t": topics.taken("position")}
    return payload, {"position"}


def _valve(topics: _Topics, capabilities: Capabilities) -> tuple[Payload, set[str]]:
    attribute = "position" if "position" in capabilities else "on"
    payload: Payload = {"p": "valve", "cmd_t": topics.taken(attribute), "stat_t": topics.told(attribute)}
    if attribute == "position":
        return {**payload, "pos": True}, {"position"}
    return {**payload, "pl_open": "ON", "pl_cls": "OFF", "stat_open": "ON", "stat_clsd": "OFF"}, {"on"}


def _lock(topics: _Topics, capabilities: Capabilities) -> tuple[Payload, set[str]]:
    if "locked" not in capabilities:
        return {}, set()
    payload: Payload = {"p": "lock", "cmd_t": topics.taken("locked"), "stat_t": topics.told("locked")}
    words = {"pl_lock": "ON", "pl_unlk": "OFF", "stat_locked": "ON", "stat_unlocked": "OFF"}
    return {**payload, **words}, {"locked"}


def _alarm(topics: _Topics, capabilities: Capabilities) -> tuple[Payload, set[str]]:
    mode = capabilities.get("mode")
    if (
        not isinstance(mode, Choice)
        or mode.options[:1] != ("disarmed",)
        or not set(mode.options[1:]) <= {*_ALARM_MODES}
    ):
        return {}, set()
    payload: Payload = {
        "p": "alarm_control_panel",
        "cmd_t": topics.taken("mode"),
        "stat_t": topics.told("mode"),
        "val_tpl": _ALARM_TEMPLATE,
        "sup_feat": [_ALARM_MODES[option] for option in mode.options[1:]],
        "pl_disarm": "disarmed",
        "pl_arm_home": "home",
        "pl_arm_away": "away",
        "pl_arm_nite": "night",
        "pl_arm_vacation": "vacation",
    }
    return payload, {"mode"}


def _vacuum(topics: _Topics, capabilities: Capabilities) -> tuple[Payload, set[str]]:
    state = capabilities.get("state")
    if not isinstance(state, Choice) or not set(state.options) <= {"docked", *_VACUUM_FEATURES}:
        return {}, set()
    features = [feature for option, feature in _VACUUM_FEATURES.items() if option in state.options]
    payload: Payload = {
        "p": "vacuum",
        "cmd_t": topics.taken("state"),
        "stat_t": f"{topics.told('state')}/json",
        "sup_feat": features,
        "pl_strt": "cleaning",
        "pl_paus": "paused",
        "pl_ret": "returning",
        "pl_stop": "idle",
    }
    return payload, {"state"}


_MAKERS: Mapping[str, Maker] = {
    "light": _light,
    "fan": _fan,
    "thermostat": _thermostat,
    "humidifier": _humidifier,
    "valve": _valve,
    "lock": _lock,
    "alarm_panel": _alarm,
    "vacuum": _vacuum,
    **dict.fromkeys(_COVER_CLASSES, _cover),
    **dict.fromkeys(("switch", "heater", "kettle", "coffee_machine", "oven", "tv", "speaker", "siren"), _switch),
}
