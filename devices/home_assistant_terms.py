"""Home Assistant's words for entities and states, and ours.

Home Assistant says ``light.desk`` is ``on`` with ``brightness`` 128 of 255; the hub says ``on`` is true and
``brightness`` 50 %. Used for homes written in Home Assistant's terms and by whoever speaks with Home Assistant itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from devices.capabilities import AND, Value
from devices.colors import name_of, rgb_of, rgb_of_hs
from devices.home import Entity
from devices.home_assistant_agenda import agenda_from, agenda_of_state
from devices.home_assistant_forecast import forecast_from
from devices.listing import listing_of

HaAttributes: TypeAlias = Mapping[str, object]

UNKNOWN_STATES = frozenset({"unknown", "unavailable", "none", ""})
_ALARM_MODES = {
    "armed_home": "home",
    "armed_away": "away",
    "armed_night": "night",
    "armed_vacation": "vacation",
    "armed_custom_bypass": "custom",
}
_ALARM_STATES = {mode: state for state, mode in _ALARM_MODES.items()}
_PLAYING = {"off": "idle", "standby": "idle", "on": "idle", "buffering": "playing"}
_SPEEDS = {"low": 33, "medium": 66, "high": 100}
# Domains whose state is a word of ours too, and the attribute that has it.
_WORD_OF: Mapping[str, str] = {
    "climate": "mode",
    "water_heater": "mode",
    "vacuum": "state",
    "lawn_mower": "state",
    "weather": "condition",
}
# Home Assistant's attribute → ours, where the number stays the same.
_SAME: Mapping[str, str] = {
    "current_position": "position",
    "position": "position",
    "current_temperature": "current_temperature",
    "temperature": "target_temperature",
    "target_temp_high": "target_temperature_high",
    "target_temp_low": "target_temperature_low",
    "humidity": "target_humidity",
    "current_humidity": "current_humidity",
    "percentage": "percentage",
    "color_temp_kelvin": "color_temp",
    "fan_mode": "fan_mode",
    "preset_mode": "preset",
    "swing_mode": "swing",
    "swing_horizontal_mode": "swing_horizontal",
    "source": "source",
    "sound_mode": "sound_mode",
    "media_title": "content",
    "is_volume_muted": "muted",
    "shuffle": "shuffle",
    "repeat": "repeat",
    "effect": "effect",
    "fan_speed": "fan_speed",
    "oscillating": "oscillating",
    "direction": "direction",
    "hvac_action": "action",
    "current_tilt_position": "tilt",
}
_BACK = {ours: theirs for theirs, ours in _SAME.items() if theirs != "position"}


def to_states(entity: Entity, state: object, attributes: HaAttributes) -> dict[str, Value]:
    """The entity's attributes from a state and attributes of Home Assistant; what it has no capability for is left."""
    values: dict[str, Value] = {}
    word = "" if state is None else str(state).lower() if not isinstance(state, bool) else ("on" if state else "off")
    if word == "" and state is not None and entity.kind == "text":
        values["value"] = ""  # nothing is written there
    elif word not in UNKNOWN_STATES or entity.kind == "todo_list":
        values |= _from_state(entity, word, str(state))
    values |= _from_attributes(entity, attributes)  # a position says more than "open"
    return {attribute: value for attribute, value in values.items() if attribute in entity.capabilities}


def to_home_assistant(
    entity: Entity, old: Mapping[str, Value], new: Mapping[str, Value]
) -> dict[str, Value | list[int]]:
    """What differs from ``old`` to ``new`` in Home Assistant's words: ``state`` and its attributes."""
    changed = {attribute: value for attribute, value in new.items() if old.get(attribute) != value}
    said: dict[str, Value | list[int]] = {}
    for attribute, value in changed.items():
        match attribute:
            case "brightness" if isinstance(value, int | float):
                said["brightness"] = round(value * 255 / 100)
            case "color" if isinstance(value, str):
                said["rgb_color"] = list(rgb_of(value))
            case "volume" if isinstance(value, int | float):
                said["volume_level"] = round(value / 100, 4)
            case "speed" if isinstance(value, str) and "percentage" not in entity.capabilities:
                said["percentage"] = _SPEEDS.get(value)
            case _ if attribute in _BACK:
                said[_BACK[attribute]] = value
            case _:
                pass
    before, after = state_word(entity, old), state_word(entity, new)
    return said if before == after else {"state": after, **said}


def state_word(entity: Entity, values: Mapping[str, Value]) -> Value:
    """Home Assistant's main state of the entity, ``None`` when the values don't tell."""
    domain, on = entity.id.partition(".")[0], values.get("on")
    match domain:
        case "cover" | "valve" if "position" in entity.capabilities:
            position = values.get("position")
            return None if position is None else "closed" if position == 0 else "open"
        case "valve":
            return None if on is None else "open" if on else "closed"
        case "lock":
            locked = values.get("locked")
            return None if locked is None else "locked" if locked else "unlocked"
        case "climate" | "water_heater":
            return values.get("mode")
        case "alarm_control_panel":
            mode = values.get("mode")
            return _ALARM_STATES.get(mode, mode) if isinstance(mode, str) else None
        case "media_player":
            return "off" if on is False else values.get("state", "on" if on else None)
        case "vacuum" | "lawn_mower":
            return values.get("state")
        case "timer":
            state = values.get("state")
            return "active" if state == "running" else state
        case "todo":
            return values.get("items")
        case "number" | "input_number" | "counter" | "select" | "input_select" | "text" | "input_text":
            return values.get("value")
        case _:
            return None if on is None else "on" if on else "off"


def _from_attributes(entity: Entity, attributes: HaAttributes) -> dict[str, Value]:
    values = _of_its_own(entity, attributes)
    for key, raw in attributes.items():
        value = _number_or_word(raw)
        match key:
            case "brightness" if isinstance(value, int | float):
                values["brightness"] = round(value * 100 / 255)
            case "rgb_color":
                values |= _color(raw)
            case "hs_color" if isinstance(raw, list | tuple) and len(raw) == 2:
                values.setdefault("color", name_of(*rgb_of_hs(float(raw[0]), float(raw[1]))))
            case "volume_level" if isinstance(value, int | float):
                values["volume"] = round(value * 100) if value <= 1 else round(value)
            case "percentage" if isinstance(value, int | float):
                values["percentage"] = value
                values["speed"] = speed_of(value)
            case _ if key in _SAME:
                values[_SAME[key]] = value
            case _:
                pass
    if attributes.get("color_mode") == "color_temp":
        values["color"] = None  # it says red, green and blue of a white too
    if entity.kind == "humidifier":
        values["mode"] = _number_or_word(attributes.get("mode"))
    if entity.kind == "weather" and "temperature" in attributes:
        values["temperature"] = _number_or_word(attributes["temperature"])
        values["humidity"] = _number_or_word(attributes.get("humidity"))
    return values


def _from_state(entity: Entity, word: str, exact: str) -> dict[str, Value]:
    domain = entity.id.partition(".")[0]
    reader = _STATES_OF_ONE_SORT.get(domain)
    if reader is not None:
        return reader(exact)
    match domain:
        case "cover":
            is_moving = word in {"opening", "closing", "stopped"}
            return {"state": word, **({} if is_moving else _opened(word == "open"))}
        case "valve":
            return _opened(word == "open") | {"on": word == "open"}
        case "lock":
            return {"state": word, "locked": word == "locked" if word in {"locked", "unlocked", "open"} else None}
        case "alarm_control_panel":
            return {"mode": "disarmed" if word == "disarmed" else _ALARM_MODES.get(word, word)}
        case "media_player":
            return {"on": word not in {"off", "standby"}, "state": _PLAYING.get(word, word)}
        case "timer":
            return {"state": "running" if word == "active" else word}
        case "todo":
            return {"items": int(word) if word.isdigit() else 0}
        case "binary_sensor" | "update":
            return {attribute: (word == "on") is not _is_inverted(attribute) for attribute in entity.capabilities}
        case "sensor" | "counter" | "number" | "input_number" | "select" | "input_select" | "text" | "input_text":
            return {attribute: _number_or_word(exact) for attribute in entity.capabilities}
        case _ if domain in _WORD_OF:
            return {_WORD_OF[domain]: word}
        case _:
            return {"on": word == "on"}


def _whereabouts(exact: str) -> dict[str, Value]:
    return {"location": {"not_home": "away"}.get(exact.lower(), exact)}


def _moment(exact: str) -> dict[str, Value]:
    """ "2026-03-20", "07:00:00", both, or an instant."""
    if "T" in exact:
        exact = f"{datetime.fromisoformat(exact).astimezone():%Y-%m-%d %H:%M:%S}"
    parts = exact.split()
    return {"time" if ":" in part else "date": part for part in parts}


def _opened(is_open: bool) -> dict[str, Value]:
    return {"position": 100 if is_open else 0}


_STATES_OF_ONE_SORT: Mapping[str, Callable[[str], dict[str, Value]]] = {
    **dict.fromkeys(("person", "device_tracker"), _whereabouts),
    **dict.fromkeys(("input_datetime", "date", "time", "datetime"), _moment),
}


def _is_inverted(attribute: str) -> bool:
    # Home Assistant's binary sensors of the class "lock" are on when something is not locked.
    return attribute == "locked"


def speed_of(percentage: float) -> str:
    """The word for a fan's speed in %."""
    return next((word for word, upper in _SPEEDS.items() if percentage <= upper + 1), "high")


def _color(raw: object) -> dict[str, Value]:
    if isinstance(raw, list | tuple) and len(raw) >= 3 and all(isinstance(part, int | float) for part in raw[:3]):
        return {"color": name_of(int(raw[0]), int(raw[1]), int(raw[2]))}
    return {}


def _of_its_own(entity: Entity, attributes: HaAttributes) -> dict[str, Value]:
    """What only timers, lists and weather services tell."""
    values: dict[str, Value] = {}
    match entity.kind:
        case "timer":
            left = _seconds(attributes.get("remaining"))
            values["duration"] = _seconds(attributes.get("duration"))
            values["remaining_min"] = None if left is None else round(left / 60, 1)
            values["ends_at"] = _number_or_word(attributes.get("finishes_at"))
        case "todo_list" if isinstance(items := attributes.get("todo_items"), list):
            values |= {"items": len(items), "listing": listing_of(str(item) for item in items)}
        case "water_heater" if isinstance(away := attributes.get("away_mode"), str):
            values["away"] = away == "on"
        case "calendar":
            told = agenda_from(attributes["events"]) if "events" in attributes else agenda_of_state(attributes)
            values["agenda"] = told
        case "tv" | "speaker":
            values |= _playing(entity, attributes)
        case "weather":
            values["wind_speed"] = _number_or_word(attributes.get("wind_speed"))
            values["pressure"] = _number_or_word(attributes.get("pressure"))
            if "forecast" in attributes:
                values["forecast"] = forecast_from(attributes["forecast"])
        case _:
            pass
    return {attribute: value for attribute, value in values.items() if value is not None}


def _playing(entity: Entity, attributes: HaAttributes) -> dict[str, Value]:
    """How far a piece has come, and who plays along."""
    at, members = attributes.get("media_position_updated_at"), attributes.get("group_members")
    others = [str(member) for member in members if member != entity.id] if isinstance(members, list | tuple) else []
    return {
        "elapsed": _number_or_word(attributes.get("media_position")),
        "elapsed_at": at.isoformat() if isinstance(at, datetime) else _number_or_word(at),
        "group": AND.join(others),
    }


def _seconds(raw: object) -> int | None:
    """The seconds of "0:05:00"."""
    parts = str(raw).split(":")
    if len(parts) != len(("hours", "minutes", "seconds")) or not all(part.isdecimal() for part in parts):
        return None
    hours, minutes, seconds = (int(part) for part in parts)
    return hours * 3600 + minutes * 60 + seconds


def _number_or_word(raw: object) -> Value:
    if raw is None or isinstance(raw, bool | int | float):
        return raw
    if not isinstance(raw, str):
        return None
    try:
        number = float(raw)
    except ValueError:
        return raw
    if not math.isfinite(number):
        return raw
    return int(number) if number.is_integer() and "." not in raw and "e" not in raw.lower() else number
