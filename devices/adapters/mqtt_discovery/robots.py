"""Vacuum cleaners and lawn mowers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from devices.adapters.mqtt_discovery.component import Abilities, Publication, Values
from devices.adapters.mqtt_discovery.config import Config, choice, compact
from devices.adapters.mqtt_discovery.errors import IgnoredMessage
from devices.capabilities import AND, Capability, Choice, Trigger, Value

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
    return _Vacuum(config).abilities()


class _Vacuum:
    def __init__(self, config: Config) -> None:
        self.config = config
        self.features = config.words("supported_features", _VACUUM_FEATURES)
        self.speeds = config.words("fan_speed_list") if config.has("set_fan_speed_topic") else ()
        self.takes_rooms = config.has("clean_segments_command_topic")
        # The robot's rooms, name → its id of them, and the one it was last sent to.
        self.rooms: dict[str, str] = {}
        self.sent_to: str | None = None

    def abilities(self) -> Abilities:
        capabilities: dict[str, Capability] = {}
        if self.config.has("command_topic"):
            options = tuple(state for state, order in _VACUUM_ORDERS.items() if order[0] in self.features)
            capabilities["state"] = Choice(options)
            capabilities |= {trigger: Trigger() for trigger in _TRIGGERS if trigger in self.features}
        else:
            capabilities["state"] = Choice(tuple(_VACUUM_ORDERS), readonly=True)
        if self.speeds:
            capabilities["fan_speed"] = Choice(self.speeds)
        readings = self.config.reading("state_topic", (), self._read)
        unreported = frozenset[str]() if readings else frozenset({"state"})
        learn = self._learn if self.takes_rooms and readings else None
        return Abilities("vacuum", capabilities, readings, self.write, unreported, learn=learn)

    def write(self, settings: Values, state: Values) -> Sequence[Publication]:  # noqa: ARG002
        """An order to go, to stay or to clean, and how hard."""
        sent = []
        rooms = settings.get("segment")
        ids = [self.rooms[room] for room in rooms.split(AND) if room in self.rooms] if isinstance(rooms, str) else []
        if isinstance(rooms, str) and ids:
            self.sent_to = rooms
            sent.append(self._clean(ids))
            settings = {key: value for key, value in settings.items() if key != "state"}
        elif "state" in settings:
            self.sent_to = None
        for attribute, value in settings.items():
            match attribute:
                case "fan_speed":
                    topic = self.config.required_topic("set_fan_speed_topic")
                    sent.append(Publication(topic, str(value), self.config.qos))
                case "state":
                    sent.append(self._order(*_VACUUM_ORDERS[str(value)][1:]))
                case _ if attribute in _TRIGGERS:
                    sent.append(self._order(*_TRIGGERS[attribute]))
                case _:
                    pass
        return sent

    def _clean(self, ids: list[str]) -> Publication:
        if self.config.has("clean_segments_command_template"):
            return self.config.publication("clean_segments_command_topic", "clean_segments_command_template", ids)
        topic = self.config.required_topic("clean_segments_command_topic")
        return Publication(topic, compact(ids), self.config.qos)

    def _order(self, key: str, default: str) -> Publication:
        return Publication(self.config.required_topic("command_topic"), self.config.text(key, default), self.config.qos)

    def _read(self, text: str) -> Values:
        said = _said(text)
        values: dict[str, Value] = {}
        if isinstance(said.get("state"), str):
            values["state"] = str(said["state"])
            if self.takes_rooms:
                # No robot tells which room it is in; it is the one it was sent to as long as it cleans.
                values["segment"] = self.sent_to if said["state"] == "cleaning" else None
        if self.speeds and isinstance(said.get("fan_speed"), str):
            values["fan_speed"] = str(said["fan_speed"])
        return values

    def _learn(self, text: str) -> Mapping[str, Capability]:
        segments = _said(text).get("segments")
        if not isinstance(segments, dict):
            return {}
        named = {str(name).replace(AND, " ").strip()[:100]: str(key) for key, name in list(segments.items())[:100]}
        self.rooms = {name: key for name, key in named.items() if name}
        return {"segment": Choice(tuple(self.rooms), many=True)} if self.rooms else {}


def _said(text: str) -> Mapping[str, object]:
    try:
        said: object = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise IgnoredMessage("the state of a vacuum must be a JSON object")
    return said


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
