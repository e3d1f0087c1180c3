"""What an entity of Home Assistant is and can do, from its id and attributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

from devices.capabilities import Capability, Choice, Quantity, Text, Toggle, Trigger
from devices.colors import COLOR_NAMES
from devices.home import Entity
from devices.kinds import COVER_KINDS, PLUGGED_KINDS, kind_of_words, measured_attribute, sensed_attribute

Capabilities: TypeAlias = dict[str, Capability]
Attributes: TypeAlias = Mapping[str, object]

Made: TypeAlias = tuple[str, Capabilities]


@dataclass(frozen=True, slots=True)
class Said:
    """What Home Assistant says of an entity, apart from its domain."""

    name: str
    device_class: str
    attributes: Attributes

    def has(self, feature: tuple[int, str], *, unsaid: bool = True) -> bool:
        """Whether it has a feature, by its bit or its word; ``unsaid`` when nothing is said of features."""
        features = self.attributes.get("supported_features")
        if isinstance(features, int):
            return bool(features & feature[0])
        words = _words(features)
        return feature[1] in words if words else unsaid


# Where a sort of thing says what it can do, only that is offered; a home written by hand may leave it unsaid.
_TILT = (16, "open_tilt")
_STATES_OF_VACUUMS = {
    "docked": (16, "return_home"),
    "cleaning": (8192, "start"),
    "paused": (4, "pause"),
    "returning": (16, "return_home"),
    "idle": (8, "stop"),
}
_STATES_OF_MOWERS = {
    "docked": (4, "dock"),
    "mowing": (1, "start_mowing"),
    "paused": (2, "pause"),
    "returning": (4, "dock"),
}
_MODES_OF_ALARMS = {"home": (1, "arm_home"), "away": (2, "arm_away"), "night": (4, "arm_night")}
_RARER_MODES_OF_ALARMS = {"vacation": (32, "arm_vacation"), "custom": (16, "arm_custom_bypass")}
_PLAYER_STATES = ("idle", "playing", "paused")
_CLIMATE_MODES = (
    ("fan_modes", "fan_mode"),
    ("preset_modes", "preset"),
    ("swing_modes", "swing"),
    ("swing_horizontal_modes", "swing_horizontal"),
)
_ONLY_OF_CLIMATES = frozenset({"supported_features", "target_temp_high", "target_temp_low"})
_COLOR_MODES = frozenset({"hs", "rgb", "rgbw", "rgbww", "xy"})
_HIDDEN_DOMAINS = frozenset({"update", "camera", "image", "tts", "stt", "conversation", "zone", "event", "automation"})


def entity_from(
    entity_id: str,
    name: str,
    attributes: Attributes,
    *,
    area: str | None = None,
    device: str | None = None,
    aliases: tuple[str, ...] = (),
    gateway: str = "",
    hidden: bool = False,
) -> Entity:
    """The entity behind ``domain.object_id`` with these attributes; unknown domains can be asked for their state."""
    domain = entity_id.partition(".")[0]
    device_class = _word(attributes.get("device_class"))
    maker = _MAKERS.get(domain, _other)
    kind, capabilities = maker(Said(name, device_class, attributes))
    return Entity(
        id=entity_id,
        name=name,
        kind=kind,
        capabilities=MappingProxyType(capabilities),
        aliases=aliases,
        area=area,
        device=device,
        gateway=gateway,
        hidden=hidden or domain in _HIDDEN_DOMAINS,
        device_class=device_class,
    )


def _light(said: Said) -> Made:
    modes = _words(said.attributes.get("supported_color_modes"))
    capabilities: Capabilities = {"on": Toggle()}
    if modes - {"onoff"} or "brightness" in said.attributes:
        capabilities["brightness"] = Quantity(0, 100, "%")
    if modes & _COLOR_MODES or said.attributes.keys() & {"rgb_color", "hs_color"}:
        capabilities["color"] = Choice(COLOR_NAMES)
    if "color_temp" in modes or "color_temp_kelvin" in said.attributes:
        low, high = said.attributes.get("min_color_temp_kelvin"), said.attributes.get("max_color_temp_kelvin")
        capabilities["color_temp"] = Quantity(_number(low, 2000), _number(high, 6500), "K")
    effects = _options(said.attributes.get("effect_list"))
    if effects:
        capabilities["effect"] = Choice(effects)
    return "light", capabilities


def _switch(said: Said) -> Made:
    kind = kind_of_words(said.name)
    return (kind if kind and kind in PLUGGED_KINDS else "switch"), {"on": Toggle()}


def _fan(said: Said) -> Made:
    capabilities: Capabilities = {"on": Toggle()}
    if said.has((1, "set_speed")):
        step = _number(said.attributes.get("percentage_step"), 1)
        capabilities |= {
            "speed": Choice(("low", "medium", "high")),
            "percentage": Quantity(0, 100, "%", step=step),
        }
    presets = _options(said.attributes.get("preset_modes"))
    if presets:
        capabilities["preset"] = Choice(presets)
    if "oscillating" in said.attributes:
        capabilities["oscillating"] = Toggle()
    if "direction" in said.attributes:
        capabilities["direction"] = Choice(("forward", "reverse"))
    return "fan", capabilities


def _cover(said: Said) -> Made:
    kind = COVER_KINDS.get(said.device_class) or kind_of_words(said.name)
    features = _words(said.attributes.get("supported_features"))
    number = said.attributes.get("supported_features")
    can_stop_anywhere = (
        "set_position" in features
        or (isinstance(number, int) and bool(number & 4))
        or (
            not features
            and not isinstance(number, int)
            and bool(said.attributes.keys() & {"current_position", "position"})
        )
    )
    position = Quantity(0, 100, "% open", step=1 if can_stop_anywhere else 100)
    state = Choice(("open", "closed", "opening", "closing"), readonly=True)
    capabilities: Capabilities = {"state": state}
    if said.has((1, "open")) or said.has((2, "close")) or can_stop_anywhere:
        capabilities = {"position": position, **capabilities}
    if said.has(_TILT, unsaid="current_tilt_position" in said.attributes):
        step = 1 if said.has((128, "set_tilt_position")) else 100
        capabilities["tilt"] = Quantity(0, 100, "%", step=step)
    if said.has((8, "stop"), unsaid=False):
        capabilities["stop"] = Trigger()
    return kind if kind and kind in COVER_KINDS.values() else "blind", capabilities


def _valve(said: Said) -> Made:
    stop: Capabilities = {"stop": Trigger()} if said.has((8, "stop"), unsaid=False) else {}
    if said.has((4, "set_position"), unsaid=bool(said.attributes.keys() & {"current_position", "position"})):
        return "valve", {"position": Quantity(0, 100, "% open"), **stop}
    return "valve", {"on": Toggle(), **stop}


def _climate(said: Said) -> Made:
    modes = _options(said.attributes.get("hvac_modes")) or ("off", "heat", "cool", "auto")
    unit = _temperature_unit(said.attributes)
    low, high = (7, 35) if unit == "°C" else (45, 95)
    target = Quantity(
        _number(said.attributes.get("min_temp"), low),
        _number(said.attributes.get("max_temp"), high),
        unit,
        step=_number(said.attributes.get("target_temp_step"), 0.5),
    )
    capabilities: Capabilities = {
        "mode": Choice(modes),
        "target_temperature": target,
        "current_temperature": Quantity(-100, 300, unit, readonly=True),
    }
    if "current_humidity" in said.attributes:
        capabilities["current_humidity"] = Quantity(0, 100, "%", readonly=True)
    if said.has((4, "target_humidity"), unsaid=False):
        driest, dampest = said.attributes.get("min_humidity"), said.attributes.get("max_humidity")
        capabilities["target_humidity"] = Quantity(_number(driest, 30), _number(dampest, 99), "%")
    if isinstance(said.attributes.get("hvac_action"), str):
        capabilities["action"] = Text(readonly=True)
    for theirs, ours in _CLIMATE_MODES:
        options = _options(said.attributes.get(theirs))
        if options:
            capabilities[ours] = Choice(options)
    if not said.has((3, "target_temperature")):
        del capabilities["target_temperature"]
    if said.has((2, "target_temperature_range"), unsaid="target_temp_high" in said.attributes):
        capabilities |= {"target_temperature_high": target, "target_temperature_low": target}
    return "thermostat", capabilities


def _water_heater(said: Said) -> Made:
    # Its features are others than those of a thermostat.
    told = {key: value for key, value in said.attributes.items() if key not in _ONLY_OF_CLIMATES}
    _, capabilities = _climate(replace(said, attributes={"min_temp": 30, "max_temp": 75, **told}))
    capabilities["mode"] = Choice(_options(said.attributes.get("operation_list")) or ("off", "eco", "performance"))
    if said.has((8, "on_off"), unsaid=False):
        capabilities["on"] = Toggle()
    if said.has((4, "away_mode"), unsaid=False):
        capabilities["away"] = Toggle()
    return "water_heater", capabilities


def _humidifier(said: Said) -> Made:
    target = Quantity(
        _number(said.attributes.get("min_humidity"), 0), _number(said.attributes.get("max_humidity"), 100), "%"
    )
    capabilities: Capabilities = {
        "on": Toggle(),
        "target_humidity": target,
        "current_humidity": Quantity(0, 100, "%", readonly=True),
    }
    modes = _options(said.attributes.get("available_modes"))
    if modes:
        capabilities["mode"] = Choice(modes)
    return "humidifier", capabilities


def _vacuum(said: Said) -> Made:
    capabilities = _robot(said, _STATES_OF_VACUUMS)
    for trigger, feature in (("locate", (512, "locate")), ("clean_spot", (1024, "clean_spot"))):
        if said.has(feature, unsaid=False):
            capabilities[trigger] = Trigger()
    speeds = _options(said.attributes.get("fan_speed_list"))
    if speeds:
        capabilities["fan_speed"] = Choice(speeds)
    return "vacuum", capabilities


def _robot(said: Said, states: Mapping[str, tuple[int, str]]) -> Capabilities:
    able = tuple(state for state, feature in states.items() if said.has(feature))
    return {"state": Choice(able) if able else Choice(tuple(states), readonly=True)}


def _mower(said: Said) -> Made:
    return "lawn_mower", _robot(said, _STATES_OF_MOWERS)


def _alarm(said: Said) -> Made:
    usual = [mode for mode, feature in _MODES_OF_ALARMS.items() if said.has(feature)]
    rarer = [mode for mode, feature in _RARER_MODES_OF_ALARMS.items() if said.has(feature, unsaid=mode == "vacation")]
    return "alarm_panel", {"mode": Choice(("disarmed", *usual, *rarer))}


def _lock(said: Said) -> Made:
    latch = {"open": Trigger()} if said.has((1, "open"), unsaid=False) else {}
    return "lock", {"locked": Toggle(), **latch}


def _siren(said: Said) -> Made:
    capabilities: Capabilities = {"on": Toggle()}
    tones = said.attributes.get("available_tones")
    names = _options(list(tones.values()) if isinstance(tones, dict) else tones)
    if names and said.has((4, "tones")):
        capabilities["sound_mode"] = Choice(names)
    if said.has((8, "volume_set"), unsaid=False):
        capabilities["volume"] = Quantity(0, 100, "%")
    return "siren", capabilities


def _player(said: Said) -> Made:
    kind = "tv" if said.device_class == "tv" or kind_of_words(said.name) == "tv" else "speaker"
    can_switch, can_play = said.has((128, "turn_on")) or said.has((256, "turn_off")), said.has((16384, "play"))
    capabilities: Capabilities = {
        "on": Toggle(readonly=not can_switch),
        "state": Choice(_PLAYER_STATES, readonly=not (can_play or said.has((1, "pause")))),
    }
    if said.has((4, "volume_set")):
        capabilities["volume"] = Quantity(0, 100, "%")
    if said.has((8, "volume_mute")):
        capabilities["muted"] = Toggle()
    for trigger, feature in (("next", (32, "next_track")), ("previous", (16, "previous_track"))):
        if said.has(feature, unsaid=False):
            capabilities[trigger] = Trigger()
    capabilities["content"] = Text(readonly=not said.has((512, "play_media")))
    sources = _options(said.attributes.get("source_list"))
    if sources and said.has((2048, "select_source")):
        capabilities["source"] = Choice(sources)
    sound_modes = _options(said.attributes.get("sound_mode_list"))
    if sound_modes and said.has((65536, "select_sound_mode"), unsaid=False):
        capabilities["sound_mode"] = Choice(sound_modes)
    if said.has((32768, "shuffle_set"), unsaid=False):
        capabilities["shuffle"] = Toggle()
    if said.has((262144, "repeat_set"), unsaid=False):
        capabilities["repeat"] = Choice(("off", "all", "one"))
    if kind == "tv":
        capabilities["screen"] = Toggle(readonly=True)
    return kind, capabilities


def _sensor(said: Said) -> Made:
    unit = str(said.attributes.get("unit_of_measurement") or said.attributes.get("native_unit_of_measurement") or "")
    options = _options(said.attributes.get("options"))
    if options:
        return "sensor", {measured_attribute(said.device_class, unit, said.name): Choice(options, readonly=True)}
    if unit or (said.device_class and said.device_class not in {"date", "timestamp", "enum"}):
        attribute = measured_attribute(said.device_class, unit, said.name)
        return "sensor", {attribute: Quantity(float("-inf"), float("inf"), unit, readonly=True)}
    return "sensor", {measured_attribute(said.device_class, unit, said.name): Text(readonly=True)}


def _binary_sensor(said: Said) -> Made:
    return "binary_sensor", {sensed_attribute(said.device_class): Toggle(readonly=True)}


def _number_entity(said: Said) -> Made:
    unit = str(said.attributes.get("unit_of_measurement") or "")
    low, high = _number(said.attributes.get("min"), 0), _number(said.attributes.get("max"), 100)
    return "number", {"value": Quantity(low, high, unit, step=_number(said.attributes.get("step"), 1))}


def _counter(said: Said) -> Made:
    low, high = _number(said.attributes.get("minimum"), 0), _number(said.attributes.get("maximum"), 1_000_000)
    return "number", {"value": Quantity(low, high, step=_number(said.attributes.get("step"), 1))}


def _clock(said: Said) -> Made:
    parts = ("date", "time")
    return "clock", {part: Text() for part in parts if said.attributes.get(f"has_{part}") is not False}


def _select(said: Said) -> Made:
    return "select", {"value": Choice(_options(said.attributes.get("options")))}


def _weather(said: Said) -> Made:
    capabilities: Capabilities = {"condition": Text(readonly=True)}
    unit = str(said.attributes.get("temperature_unit") or "°C")
    if "temperature" in said.attributes:
        capabilities["temperature"] = Quantity(-100, 150, unit, readonly=True)
    if "humidity" in said.attributes:
        capabilities["humidity"] = Quantity(0, 100, "%", readonly=True)
    if "wind_speed" in said.attributes:
        unit = str(said.attributes.get("wind_speed_unit") or "km/h")
        capabilities["wind_speed"] = Quantity(0, 500, unit, readonly=True)
    capabilities["forecast"] = Text(readonly=True)
    return "weather", capabilities


def _todo(said: Said) -> Made:
    capabilities: Capabilities = {}
    if said.has((1, "create_todo_item")):
        capabilities["add_item"] = Text()
    if said.has((2, "delete_todo_item"), unsaid=False):
        capabilities |= {"remove_item": Text(), "clear_completed": Trigger()}
    if said.has((4, "update_todo_item"), unsaid=False):
        capabilities["complete_item"] = Text()
    counted: Capabilities = {"items": Quantity(0, 10_000, readonly=True), "listing": Text(readonly=True)}
    return "todo_list", capabilities | counted


def _of(kind: str, **capabilities: Capability) -> Callable[[Said], Made]:
    return lambda _said: (kind, dict(capabilities))


def _other(said: Said) -> Made:
    return _sensor(said)


_MAKERS: Mapping[str, Callable[[Said], Made]] = {
    "light": _light,
    "switch": _switch,
    "input_boolean": _switch,
    "fan": _fan,
    "cover": _cover,
    "valve": _valve,
    "lock": _lock,
    "climate": _climate,
    "water_heater": _water_heater,
    "humidifier": _humidifier,
    "alarm_control_panel": _alarm,
    "vacuum": _vacuum,
    "lawn_mower": _mower,
    "media_player": _player,
    "sensor": _sensor,
    "binary_sensor": _binary_sensor,
    "number": _number_entity,
    "input_number": _number_entity,
    "select": _select,
    "input_select": _select,
    "text": _of("text", value=Text()),
    "input_text": _of("text", value=Text()),
    "todo": _todo,
    "weather": _weather,
    "counter": _counter,
    "input_datetime": _clock,
    "datetime": _of("clock", date=Text(), time=Text()),
    "date": _of("clock", date=Text()),
    "time": _of("clock", time=Text()),
    "siren": _siren,
    "group": _switch,
    "remote": _of("switch", on=Toggle()),
    "timer": _of(
        "timer",
        state=Choice(("idle", "running", "paused")),
        duration=Quantity(1, 86_400, "s"),
        finish=Trigger(),
        ends_at=Text(readonly=True),
        remaining_min=Quantity(0, 1_440, "min", readonly=True),
    ),
    "scene": _of("scene", activate=Trigger()),
    "script": _of("script", activate=Trigger(), stop=Trigger()),
    "button": _of("button", activate=Trigger()),
    "input_button": _of("button", activate=Trigger()),
    "person": _of("person", location=Text(readonly=True)),
    "device_tracker": _of("person", location=Text(readonly=True)),
}


def _temperature_unit(attributes: Attributes) -> str:
    return str(attributes.get("temperature_unit") or attributes.get("unit_of_measurement") or "°C")


def _number(raw: object, default: float) -> float:
    if isinstance(raw, bool) or raw is None:
        return default
    try:
        return float(raw) if isinstance(raw, int | float | str) else default
    except ValueError:
        return default


def _options(raw: object) -> tuple[str, ...]:
    return (
        tuple(str(_word(item) if "." in str(item) else item) for item in raw) if isinstance(raw, list | tuple) else ()
    )


def _word(raw: object) -> str:
    """A plain word of a value that may be written as an enumeration of Home Assistant, ``SensorDeviceClass.POWER``."""
    text = "" if raw is None else str(raw)
    return text.rpartition(".")[2].lower() if "." in text else text


def _words(raw: object) -> frozenset[str]:
    return frozenset(_word(item) for item in raw) if isinstance(raw, list | tuple | set | frozenset) else frozenset()
