"""Which services of Home Assistant bring an entity to the settings of a command.

https://www.home-assistant.io/integrations/#search/services and ``services.yaml`` of each integration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from devices.capabilities import Quantity, Value
from devices.colors import rgb_of
from devices.commands import Command
from devices.errors import CommandRefused
from devices.home import Entity

_NO_DATA: Mapping[str, object] = MappingProxyType({})
_SPEED_PERCENTAGES = {"low": 33, "medium": 66, "high": 100}
_TARGETS = {
    "target_temperature": "temperature",
    "target_temperature_high": "target_temp_high",
    "target_temperature_low": "target_temp_low",
}
_ENDS = ("target_temp_high", "target_temp_low")
_FAN_SERVICES = {
    "percentage": ("set_percentage", "percentage"),
    "preset": ("set_preset_mode", "preset_mode"),
    "oscillating": ("oscillate", "oscillating"),
    "direction": ("set_direction", "direction"),
}
_CLIMATE_SERVICES = {
    "target_humidity": ("set_humidity", "humidity"),
    "fan_mode": ("set_fan_mode", "fan_mode"),
    "preset": ("set_preset_mode", "preset_mode"),
    "swing": ("set_swing_mode", "swing_mode"),
    "swing_horizontal": ("set_swing_horizontal_mode", "swing_horizontal_mode"),
}
_ALARM_SERVICES = {
    "disarmed": "alarm_disarm",
    "home": "alarm_arm_home",
    "away": "alarm_arm_away",
    "night": "alarm_arm_night",
    "vacation": "alarm_arm_vacation",
    "custom": "alarm_arm_custom_bypass",
}
_VACUUM_SERVICES = {
    "cleaning": "start",
    "docked": "return_to_base",
    "returning": "return_to_base",
    "paused": "pause",
    "idle": "stop",
}
_MOWER_SERVICES = {"mowing": "start_mowing", "docked": "dock", "returning": "dock", "paused": "pause"}
_PLAYER_SERVICES = {"playing": "media_play", "paused": "media_pause", "idle": "media_stop"}
_TIMER_SERVICES = {"running": "start", "paused": "pause", "idle": "cancel"}


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """One call of a service, on the command's entity."""

    domain: str
    service: str
    data: Mapping[str, object] = field(default_factory=lambda: _NO_DATA)


@dataclass(frozen=True, slots=True)
class Wish:
    """A command with what has to be known to fulfil it; ``code`` is what alarm panels and locks ask for."""

    entity: Entity
    settings: Mapping[str, Value]
    attributes: Mapping[str, object]
    code: str | None

    @property
    def domain(self) -> str:
        """Home Assistant's domain of the entity."""
        return self.entity.id.partition(".")[0]

    def call(self, service: str, **data: object) -> ServiceCall:
        """A service of the entity's own domain."""
        return ServiceCall(self.domain, service, data)


Calls: TypeAlias = Iterator[ServiceCall]


def service_calls(
    entity: Entity, command: Command, attributes: Mapping[str, object], *, code: str | None = None
) -> tuple[ServiceCall, ...]:
    """The calls in their order. Raises ``CommandRefused`` for a setting that no service makes."""
    wish = Wish(entity, command.settings, attributes, code)
    maker = _MAKERS.get(wish.domain)
    if maker is None:
        raise CommandRefused(entity.id, next(iter(command.settings), ""), "Home Assistant only tells its state")
    calls = tuple(maker(wish))
    if not calls:
        attribute = next(iter(command.settings), "")
        raise CommandRefused(entity.id, attribute, f"its {attribute.replace('_', ' ')} can't be set in Home Assistant")
    return calls


def _light(wish: Wish) -> Calls:
    wanted = wish.settings
    if wanted.get("on") is False or wanted.get("brightness") == 0:
        yield wish.call("turn_off")
        return
    data: dict[str, object] = {}
    for attribute, value in wanted.items():
        match attribute:
            case "brightness":
                data["brightness_pct"] = value
            case "color" if isinstance(value, str):
                data["rgb_color"] = list(rgb_of(value))
            case "color_temp" if "color" not in wanted:
                data["color_temp_kelvin"] = value
            case "effect":
                data["effect"] = value
            case _:
                pass
    yield wish.call("turn_on", **data)


def _switched(wish: Wish) -> Calls:
    if "on" in wish.settings:
        yield wish.call("turn_on" if wish.settings["on"] else "turn_off")


def _group(wish: Wish) -> Calls:
    if "on" in wish.settings:
        yield ServiceCall("homeassistant", "turn_on" if wish.settings["on"] else "turn_off")


def _fan(wish: Wish) -> Calls:
    wanted = dict(wish.settings)
    if wanted.get("on") is False or wanted.get("percentage") == 0:
        yield wish.call("turn_off")
        return
    speed = wanted.pop("speed", None)
    if isinstance(speed, str) and "percentage" not in wanted:
        wanted["percentage"] = _SPEED_PERCENTAGES.get(speed)
    if wanted.pop("on", None) is True and not wanted.keys() & {"percentage", "preset"}:
        yield wish.call("turn_on")
    yield from _one_by_one(wish, wanted, _FAN_SERVICES)


def _cover(wish: Wish) -> Calls:
    for attribute, value in wish.settings.items():
        match attribute:
            case "stop":
                yield wish.call("stop_cover")
            case "position":
                yield _moved(wish, value, "cover")
            case "tilt" if value == 100:
                yield wish.call("open_cover_tilt")
            case "tilt" if value == 0:
                yield wish.call("close_cover_tilt")
            case "tilt":
                yield wish.call("set_cover_tilt_position", tilt_position=value)
            case _:
                pass


def _valve(wish: Wish) -> Calls:
    for attribute, value in wish.settings.items():
        match attribute:
            case "on":
                yield wish.call("open_valve" if value else "close_valve")
            case "stop":
                yield wish.call("stop_valve")
            case "position":
                yield _moved(wish, value, "valve")
            case _:
                pass


def _moved(wish: Wish, position: Value, thing: str) -> ServiceCall:
    capability = wish.entity.capabilities.get("position")
    if isinstance(capability, Quantity) and position in (capability.minimum, capability.maximum):
        return wish.call(f"{'open' if position == capability.maximum else 'close'}_{thing}")
    return wish.call(f"set_{thing}_position", position=position)


def _lock(wish: Wish) -> Calls:
    if "open" in wish.settings:
        yield wish.call("open", **_code(wish, "open"))
    elif "locked" in wish.settings:
        yield wish.call("lock" if wish.settings["locked"] else "unlock", **_code(wish, "locked"))


def _alarm(wish: Wish) -> Calls:
    service = _ALARM_SERVICES.get(str(wish.settings.get("mode")))
    if service is not None:
        yield wish.call(service, **_code(wish, "mode"))


def _code(wish: Wish, attribute: str) -> dict[str, object]:
    """The code, where one is asked for. Raises ``CommandRefused`` when there is none."""
    if wish.attributes.get("code_format") is None:
        return {}
    arms = wish.domain == "alarm_control_panel" and wish.settings.get("mode") != "disarmed"
    if wish.code is None:
        if arms and wish.attributes.get("code_arm_required") is False:
            return {}
        raise CommandRefused(wish.entity.id, attribute, "it asks for a code, and the hub has none")
    return {"code": wish.code}


def _climate(wish: Wish) -> Calls:
    wanted = wish.settings
    targets: dict[str, object] = {theirs: wanted[ours] for ours, theirs in _TARGETS.items() if ours in wanted}
    if targets.keys() & set(_ENDS):  # the one end of the range is only taken with the other
        targets = {end: wish.attributes.get(end) for end in _ENDS} | targets
    mode = wanted.get("mode")
    if mode is not None:
        yield wish.call("set_hvac_mode", hvac_mode=mode)
    elif "on" in wanted:
        yield wish.call("turn_on" if wanted["on"] else "turn_off")
    if targets:
        yield wish.call("set_temperature", **targets)
    yield from _one_by_one(wish, wanted, _CLIMATE_SERVICES)


def _one_by_one(wish: Wish, wanted: Mapping[str, Value], services: Mapping[str, tuple[str, str]]) -> Calls:
    """A call for each setting with a service of its own: attribute to service and its field."""
    for attribute, value in wanted.items():
        if attribute in services:
            service, field_name = services[attribute]
            yield wish.call(service, **{field_name: value})


def _water_heater(wish: Wish) -> Calls:
    for attribute, value in wish.settings.items():
        match attribute:
            case "on":
                yield wish.call("turn_on" if value else "turn_off")
            case "mode":
                yield wish.call("set_operation_mode", operation_mode=value)
            case "target_temperature":
                yield wish.call("set_temperature", temperature=value)
            case _:
                pass


def _humidifier(wish: Wish) -> Calls:
    yield from _switched(wish)
    if "target_humidity" in wish.settings:
        yield wish.call("set_humidity", humidity=wish.settings["target_humidity"])
    if "mode" in wish.settings:
        yield wish.call("set_mode", mode=wish.settings["mode"])


def _player(wish: Wish) -> Calls:
    wanted = wish.settings
    if wanted.get("on") is False:
        yield wish.call("turn_off")
        return
    if wanted.get("on") is True:
        yield wish.call("turn_on")
    for attribute, value in wanted.items():
        match attribute:
            case "source":
                yield wish.call("select_source", source=value)
            case "sound_mode":
                yield wish.call("select_sound_mode", sound_mode=value)
            case "volume" if isinstance(value, int | float):
                yield wish.call("volume_set", volume_level=round(value / 100, 4))
            case "muted":
                yield wish.call("volume_mute", is_volume_muted=value)
            case "next":
                yield wish.call("media_next_track")
            case "previous":
                yield wish.call("media_previous_track")
            case "content":
                yield wish.call("play_media", media_content_id=value, media_content_type="music")
            case "state" if isinstance(value, str) and value in _PLAYER_SERVICES:
                yield wish.call(_PLAYER_SERVICES[value])
            case _:
                pass


def _vacuum(wish: Wish) -> Calls:
    if "fan_speed" in wish.settings:
        yield wish.call("set_fan_speed", fan_speed=wish.settings["fan_speed"])
    for trigger in ("locate", "clean_spot"):
        if trigger in wish.settings:
            yield wish.call(trigger)
    yield from _by_state(wish, _VACUUM_SERVICES)


def _by_state(wish: Wish, services: Mapping[str, str]) -> Calls:
    service = services.get(str(wish.settings.get("state")))
    if service is not None:
        yield wish.call(service)


def _siren(wish: Wish) -> Calls:
    if wish.settings.get("on") is False:
        yield wish.call("turn_off")
        return
    data: dict[str, object] = {}
    tone, volume = wish.settings.get("sound_mode"), wish.settings.get("volume")
    if tone is not None:
        data["tone"] = tone
    if isinstance(volume, int | float):
        data["volume_level"] = round(volume / 100, 4)
    yield wish.call("turn_on", **data)


def _todo(wish: Wish) -> Calls:
    if "add_item" in wish.settings:
        yield wish.call("add_item", item=wish.settings["add_item"])


def _value(service: str, field_name: str) -> Callable[[Wish], Calls]:
    def calls(wish: Wish) -> Calls:
        if "value" in wish.settings:
            yield wish.call(service, **{field_name: wish.settings["value"]})

    return calls


def _done(service: str) -> Callable[[Wish], Calls]:
    def calls(wish: Wish) -> Calls:
        yield wish.call(service)

    return calls


_MAKERS: Mapping[str, Callable[[Wish], Calls]] = {
    "alarm_control_panel": _alarm,
    "button": _done("press"),
    "climate": _climate,
    "cover": _cover,
    "fan": _fan,
    "group": _group,
    "humidifier": _humidifier,
    "input_boolean": _switched,
    "input_button": _done("press"),
    "input_number": _value("set_value", "value"),
    "input_select": _value("select_option", "option"),
    "input_text": _value("set_value", "value"),
    "lawn_mower": lambda wish: _by_state(wish, _MOWER_SERVICES),
    "light": _light,
    "lock": _lock,
    "media_player": _player,
    "number": _value("set_value", "value"),
    "remote": _switched,
    "scene": _done("turn_on"),
    "script": _done("turn_on"),
    "select": _value("select_option", "option"),
    "siren": _siren,
    "switch": _switched,
    "text": _value("set_value", "value"),
    "timer": lambda wish: _by_state(wish, _TIMER_SERVICES),
    "todo": _todo,
    "vacuum": _vacuum,
    "valve": _valve,
    "water_heater": _water_heater,
}
