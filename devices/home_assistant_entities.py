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


_PLAYER_STATES = ("idle", "playing", "paused")
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
    capabilities: Capabilities = {
        "on": Toggle(),
        "speed": Choice(("low", "medium", "high")),
        "percentage": Quantity(0, 100, "%", step=_number(said.attributes.get("percentage_step"), 1)),
    }
    presets = _options(said.attributes.get("preset_modes"))
    if presets:
        capabilities["preset"] = Choice(presets)
    if "oscillating" in said.attributes:
        capabilities["oscillating"] = Toggle()
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
    return kind if kind and kind in COVER_KINDS.values() else "blind", {"position": position, "state": state}


def _valve(said: Said) -> Made:
    if said.attributes.keys() & {"current_position", "position"}:
        return "valve", {"position": Quantity(0, 100, "% open")}
    return "valve", {"on": Toggle()}


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
    for theirs, ours in (("fan_modes", "fan_mode"), ("preset_modes", "preset"), ("swing_modes", "swing")):
        options = _options(said.attributes.get(theirs))
        if options:
            capabilities[ours] = Choice(options)
    if "target_temp_high" in said.attributes:
        capabilities |= {"target_temperature_high": target, "target_temperature_low": target}
    return "thermostat", capabilities


def _water_heater(said: Said) -> Made:
    _, capabilities = _climate(replace(said, attributes={"min_temp": 30, "max_temp": 75, **said.attributes}))
    capabilities["mode"] = Choice(_options(said.attributes.get("operation_list")) or ("off", "eco", "performance"))
    return "water_heater", capabilities


def _humidifier(said: Said) -> Made:
    target = Quantity(
        _number(said.attributes.get("min_humidity"), 0), _number(said.attributes.get("max_humidity"), 100), "%"
    )
    return "humidifier", {
        "on": Toggle(),
        "target_humidity": target,
        "current_humidity": Quantity(0, 100, "%", readonly=True),
    }


def _vacuum(said: Said) -> Made:
    capabilities: Capabilities = {"state": Choice(("docked", "cleaning", "paused", "returning", "idle"))}
    speeds = _options(said.attributes.get("fan_speed_list"))
    if speeds:
        capabilities["fan_speed"] = Choice(speeds)
    return "vacuum", capabilities


def _player(said: Said) -> Made:
    kind = "tv" if said.device_class == "tv" or kind_of_words(said.name) == "tv" else "speaker"
    capabilities: Capabilities = {
        "on": Toggle(),
        "state": Choice(_PLAYER_STATES),
        "volume": Quantity(0, 100, "%"),
        "muted": Toggle(),
        "content": Text(),
    }
    sources = _options(said.attributes.get("source_list"))
    if sources:
        capabilities["source"] = Choice(sources)
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


def _select(said: Said) -> Made:
    return "select", {"value": Choice(_options(said.attributes.get("options")))}


def _weather(said: Said) -> Made:
    capabilities: Capabilities = {"condition": Text(readonly=True)}
    unit = str(said.attributes.get("temperature_unit") or "°C")
    if "temperature" in said.attributes:
        capabilities["temperature"] = Quantity(-100, 150, unit, readonly=True)
    if "humidity" in said.attributes:
        capabilities["humidity"] = Quantity(0, 100, "%", readonly=True)
    return "weather", capabilities


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
    "lock": _of("lock", locked=Toggle()),
    "climate": _climate,
    "water_heater": _water_heater,
    "humidifier": _humidifier,
    "alarm_control_panel": _of("alarm_panel", mode=Choice(("disarmed", "home", "away", "night", "vacation"))),
    "vacuum": _vacuum,
    "lawn_mower": _of("lawn_mower", state=Choice(("docked", "mowing", "paused", "returning"))),
    "media_player": _player,
    "sensor": _sensor,
    "binary_sensor": _binary_sensor,
    "number": _number_entity,
    "input_number": _number_entity,
    "select": _select,
    "input_select": _select,
    "text": _of("text", value=Text()),
    "input_text": _of("text", value=Text()),
    "todo": _of("todo_list", add_item=Text(), items=Quantity(0, 10_000, readonly=True)),
    "weather": _weather,
    "siren": _of("siren", on=Toggle()),
    "scene": _of("scene", activate=Trigger()),
    "script": _of("script", activate=Trigger()),
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
