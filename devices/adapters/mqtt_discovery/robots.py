"""Vacuum cleaners and lawn mowers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from devices.adapters.mqtt_discovery.component import Abilities, Publication, Values
from devices.adapters.mqtt_discovery.config import Config, choice
from devices.adapters.mqtt_discovery.errors import IgnoredMessage
from devices.capabilities import Capability, Choice, Trigger, Value

_VACUUM_FEATURES = ("start", "stop", "return_home", "clean_spot")
# State to reach → the feature it needs, its payload's key and default.
_VACUUM_ORDERS = {
    "docked": ("return_home", "payload_return_to_base", "return_to_base"),
    "cleaning": ("start", "payload_start", "start"),
    "paused": ("pause", "payload_pause", "pause"),
    "returning": ("return_home", "payload_return_to_base", "return_to_base"),
    "idle": ("stop", "payload_stop", "stop"),
}
_TRIGGERS = {"locate": ("payload_locate", "locate"), "clean_spot": ("payload_clean_spot", "clean_spot")}
_MOWER_ORDERS = {
    "docked": "dock_command_topic",
    "mowing": "start_mowing_command_topic",
    "paused": "pause_command_topic",
}


def read_vacuum(config: Config) -> Abilities:
    """Abilities of a robot vacuum cleaner."""
    features = config.words("supported_features", _VACUUM_FEATURES)
    capabilities: dict[str, Capability] = {}
    if config.has("command_topic"):
        options = tuple(state for state, order in _VACUUM_ORDERS.items() if order[0] in features)
        capabilities["state"] = Choice(options)
        capabilities |= {trigger: Trigger() for trigger in _TRIGGERS if trigger in features}
    else:
        capabilities["state"] = Choice(tuple(_VACUUM_ORDERS), readonly=True)
    speeds = config.words("fan_speed_list")
    if speeds and config.has("set_fan_speed_topic"):
        capabilities["fan_speed"] = Choice(speeds)

    def parse(text: str) -> Values:
        try:
            said: object = json.loads(text)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise IgnoredMessage("the state of a vacuum must be a JSON object")
        values: dict[str, Value] = {}
        if isinstance(said.get("state"), str):
            values["state"] = said["state"]
        if "fan_speed" in capabilities and isinstance(said.get("fan_speed"), str):
            values["fan_speed"] = said["fan_speed"]
        return values

    def write(settings: Values, state: Values) -> Sequence[Publication]:
        sent = []
        for attribute, value in settings.items():
            if attribute == "fan_speed":
                sent.append(Publication(config.required_topic("set_fan_speed_topic"), str(value), config.qos))
                continue
            key, default = _TRIGGERS[attribute] if attribute in _TRIGGERS else _VACUUM_ORDERS[str(value)][1:]
            sent.append(Publication(config.required_topic("command_topic"), config.text(key, default), config.qos))
        return sent

    readings = config.reading("state_topic", (), parse)
    return Abilities("vacuum", capabilities, readings, write, frozenset() if readings else frozenset({"state"}))


def read_lawn_mower(config: Config) -> Abilities:
    """Abilities of a robot lawn mower."""
    states = ("docked", "mowing", "paused", "returning", "error")
    options = tuple(state for state, key in _MOWER_ORDERS.items() if config.has(key))
    capability = Choice(options or states, readonly=not options)
    readings = config.reading("activity_state_topic", ("activity_value_template",), choice("state", states))

    def write(settings: Values, state: Values) -> Sequence[Publication]:
        key = _MOWER_ORDERS[str(settings["state"])]
        word = {"docked": "dock", "mowing": "start_mowing", "paused": "pause"}[str(settings["state"])]
        return (config.publication(key, key.replace("_topic", "_template"), word),)

    unreported = frozenset[str]() if readings and not config.flag("optimistic") else frozenset({"state"})
    return Abilities("lawn_mower", {"state": capability}, readings, write, unreported)
