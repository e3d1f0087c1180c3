"""Whether and how something can be carried out here: settings that a value, a verb or a change means on one entity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from devices.capabilities import Choice, Quantity, Text, Toggle, Trigger, Value, fault, is_readonly
from devices.home import Entity
from teaching.concepts import Setting

COVERS = frozenset({"blind", "curtain", "shutter", "garage_door", "cover", "window_cover", "awning"})
STEPS = {
    "brightness": 20.0, "target_temperature": 1.0, "volume": 10.0, "target_humidity": 5.0, "position": 20.0,
    "color_temp": 500.0, "percentage": 20.0,
}  # fmt: skip
DEGREES = {"little": 0.5, "much": 2.0}
AMOUNT_ORDER: Mapping[str, tuple[str, ...]] = {
    "light": ("brightness",), "thermostat": ("target_temperature",), "oven": ("target_temperature",),
    "heater": ("target_temperature",), "kettle": ("target_temperature",), "water_heater": ("target_temperature",),
    "speaker": ("volume",), "tv": ("volume",), "humidifier": ("target_humidity",), "fan": ("percentage", "speed"),
    "blind": ("position",), "curtain": ("position",), "shutter": ("position",), "garage_door": ("position",),
    "cover": ("position",), "valve": ("position",), "number": ("value",),
}  # fmt: skip
UNIT_ATTRIBUTES = {
    "percent": ("brightness", "position", "volume", "target_humidity", "percentage", "value"),
    "degrees": ("target_temperature",), "celsius": ("target_temperature",), "fahrenheit": ("target_temperature",),
    "degree": ("target_temperature",), "kelvin": ("color_temp",),
}  # fmt: skip
DIMMEST = 1.0
WIDEST = 100_000
"""More steps than that have no end that somebody thinks of."""


CLIMATE_MODES = ("heat", "auto", "heat_cool", "cool")
NOTHING_KNOWN: Mapping[str, Value] = {}


@dataclass(frozen=True, slots=True)
class Grounded:
    """Settings for one entity, and in words what could not be done on it.

    ``instead`` is what was probably meant where a setting is out of range: the same number in Fahrenheit.
    """

    settings: Mapping[str, Value]
    lacking: tuple[str, ...] = ()
    fault: str | None = None
    faulty_attribute: str | None = None
    instead: Mapping[str, Value] | None = None


def settable(entity: Entity, attribute: str) -> bool:
    """Whether the entity has the attribute and it can be set."""
    capability = entity.capabilities.get(attribute)
    return capability is not None and not is_readonly(capability)


def switched(entity: Entity, on: bool, current: Mapping[str, Value] = NOTHING_KNOWN) -> dict[str, Value] | None:
    """What on or off means on it, as it is now and is to be; ``None`` when it means nothing."""
    caps = entity.capabilities
    if settable(entity, "on"):
        return {"on": on}
    mode = caps.get("mode")
    if entity.kind == "alarm_panel" and isinstance(mode, Choice):
        wanted = "away" if on else "disarmed"
        return {"mode": wanted} if wanted in mode.options else None
    if isinstance(mode, Choice) and "off" in mode.options:
        if not on:
            return {"mode": "off"}
        if entity.kind == "water_heater":
            return {"mode": next((m for m in mode.options if m != "off"), "off")}
        wanted_modes = ("cool", "auto", "heat_cool", "heat") if _is_to_cool(current) else CLIMATE_MODES
        return {"mode": next((m for m in wanted_modes if m in mode.options), mode.options[-1])}
    state = caps.get("state")
    if isinstance(state, Choice) and not state.readonly:
        running = next((o for o in ("cleaning", "running", "mowing", "playing") if o in state.options), None)
        resting = next((o for o in ("returning", "docked", "idle", "paused") if o in state.options), None)
        wanted_state = running if on else resting
        return {"state": wanted_state} if wanted_state else None
    if isinstance(caps.get("activate"), Trigger) and on:
        return {"activate": True}
    if entity.kind == "valve" and settable(entity, "position"):
        return {"position": 100 if on else 0}
    return None


def _is_to_cool(current: Mapping[str, Value]) -> bool:
    """Whether the room is warmer than it shall be: an air conditioner doesn't heat it."""
    target, room = current.get("target_temperature"), current.get("current_temperature")
    return isinstance(target, int | float) and isinstance(room, int | float) and target < room


def opened(entity: Entity, to_open: bool) -> dict[str, Value] | None:
    """What open or closed means on it."""
    if settable(entity, "position"):
        capability = entity.capabilities["position"]
        assert isinstance(capability, Quantity)
        return {"position": int(capability.maximum if to_open else capability.minimum)}
    if to_open and settable(entity, "open"):  # the latch too
        return {"open": True}
    if settable(entity, "locked"):
        return {"locked": not to_open}
    if entity.kind == "valve":
        return switched(entity, to_open)
    return None


_DONE_AT_ONCE = frozenset({"next", "previous", "locate", "clean_spot"})


def verb_settings(entity: Entity, verb: str, current: Mapping[str, Value]) -> dict[str, Value] | None:
    """What a verb class without a value means on this entity; ``None`` when it can't be done to it."""
    match verb:
        case "on" | "off":
            return switched(entity, verb == "on", current)
        case "open" | "close":
            return opened(entity, verb == "open")
        case "lock" | "unlock":
            return {"locked": verb == "lock"} if settable(entity, "locked") else None
        case "arm" | "disarm":
            ways = ("away", "home", "armed_away") if verb == "arm" else ("disarmed",)
            return _option(entity, "mode", ways) if entity.kind == "alarm_panel" else None
        case "start" | "clean" | "brew" | "resume":
            return _started(entity, verb, current)
        case "stop" | "pause":
            return _stopped(entity, verb)
        case "dock":
            return _option(entity, "state", ("returning", "docked"))
        case "mute" | "unmute":
            return {"muted": verb == "mute"} if settable(entity, "muted") else None
        case "press" | "scene":
            return None if entity.kind == "alarm_panel" else switched(entity, True, current)
        case "toggle":
            return _toggled(entity, current)
        case "up" | "down" if entity.kind in COVERS:
            return opened(entity, verb == "up")
        case _:
            return {verb: True} if verb in _DONE_AT_ONCE and settable(entity, verb) else None


def _toggled(entity: Entity, current: Mapping[str, Value]) -> dict[str, Value] | None:
    """The other of two states; ``None`` where it isn't told which one it is in."""
    if settable(entity, "position"):
        position = current.get("position")
        return opened(entity, position <= 0) if isinstance(position, int | float) else None
    if entity.kind == "lock":
        return None
    return switched(entity, current.get("on") is not True)


def room_of_robot(entity: Entity, names: Sequence[str]) -> str | None:
    """What a robot calls the room of these names; ``None`` when it can't be sent there."""
    rooms = entity.capabilities.get("segment")
    if not isinstance(rooms, Choice) or rooms.readonly:
        return None
    wanted = {name.casefold() for name in names}
    return next((room for room in rooms.options if room.casefold() in wanted), None)


def takes_many_rooms(entity: Entity) -> bool:
    """Whether a robot can be sent to several rooms at once."""
    rooms = entity.capabilities.get("segment")
    return isinstance(rooms, Choice) and rooms.many


def _option(entity: Entity, attribute: str, wanted: Sequence[str]) -> dict[str, Value] | None:
    capability = entity.capabilities.get(attribute)
    if not isinstance(capability, Choice) or capability.readonly:
        return None
    chosen = next((option for option in wanted if option in capability.options), None)
    return None if chosen is None else {attribute: chosen}


BREWING = frozenset({"coffee_machine", "kettle", "switch"})
"""Kinds that something hot may come from; a switch may be for such a machine."""


def _started(entity: Entity, verb: str, current: Mapping[str, Value]) -> dict[str, Value] | None:
    if verb == "brew" and entity.kind not in BREWING:
        return None
    wanted = {"clean": ("cleaning",), "start": ("cleaning", "running", "mowing", "playing")}.get(
        verb, ("playing", "cleaning", "running", "mowing")
    )
    found = _option(entity, "state", wanted)
    if found is not None:
        if "playing" in found.values() and settable(entity, "on") and current.get("on") is False:
            return {"on": True, **found}
        return found
    if verb == "clean":
        return None
    return switched(entity, True, current)


def _stopped(entity: Entity, verb: str) -> dict[str, Value] | None:
    if settable(entity, "stop"):
        return {"stop": True}
    found = _option(entity, "state", ("paused", "idle", "docked"))
    if found is not None and entity.kind == "appliance":
        found = _option(entity, "state", ("paused", "idle") if verb == "pause" else ("idle", "paused"))
    if found is not None:
        return found
    return switched(entity, False) if verb == "stop" else None


DIRECTIONS: Mapping[str, tuple[tuple[str, ...], int]] = {
    "up": (("*",), 1), "down": (("*",), -1), "brighten": (("brightness",), 1), "dim": (("brightness",), -1),
    "warm": (("target_temperature", "color_temp-"), 1), "cool": (("target_temperature", "color_temp-"), -1),
    "louder": (("volume",), 1), "quieter": (("volume",), -1), "faster": (("speed", "percentage"), 1),
    "slower": (("speed", "percentage"), -1),
}  # fmt: skip


def attribute_for_amount(entity: Entity, unit: str | None, hint: str | None, amount: float) -> str | None:
    """Which attribute a bare number means on this entity."""
    if hint is not None:
        sister = {"temperature": "target_temperature", "humidity": "target_humidity"}.get(hint, hint)
        if settable(entity, sister):
            return sister
        if sister == "speed" and settable(entity, "percentage"):
            return "percentage"
        return None
    if unit is not None and unit in UNIT_ATTRIBUTES:
        return next(
            (
                a
                for a in (*AMOUNT_ORDER.get(entity.kind, ()), *UNIT_ATTRIBUTES[unit])
                if a in UNIT_ATTRIBUTES[unit] and settable(entity, a)
            ),
            None,
        ) or ("speed" if unit == "percent" and settable(entity, "speed") else None)
    if amount >= 1000 and settable(entity, "color_temp"):
        return "color_temp"
    for attribute in AMOUNT_ORDER.get(entity.kind, ()):
        if settable(entity, attribute):
            return attribute
    numbers = [a for a, c in entity.capabilities.items() if isinstance(c, Quantity) and not c.readonly]
    return numbers[0] if len(numbers) == 1 else None


def extreme_setting(entity: Entity, extreme: str, hint: str | None) -> tuple[str, Value] | None:
    """The attribute and value of "full", "lowest" or "half" on this entity."""
    attribute = attribute_for_amount(entity, None, hint, 0)
    if attribute is None:
        return None
    capability = entity.capabilities[attribute]
    if isinstance(capability, Quantity):
        low = max(capability.minimum, DIMMEST) if attribute == "brightness" else capability.minimum
        value = {"max": capability.maximum, "min": low, "half": (capability.minimum + capability.maximum) / 2}[extreme]
        return attribute, rounded(capability, value)
    if isinstance(capability, Choice) and capability.options:
        ordered = [o for o in capability.options if o not in ("off", "auto", "none")] or list(capability.options)
        index = {"max": -1, "min": 0, "half": len(ordered) // 2}[extreme]
        return attribute, ordered[index]
    return None


def rounded(capability: Quantity, value: float) -> float | int:
    """To the nearest step the device can make; whole numbers as int."""
    step = capability.step or 1
    value = round((value - capability.minimum) / step) * step + capability.minimum
    return int(value) if float(value).is_integer() else round(value, 2)


def changed_setting(
    entity: Entity,
    attributes: Sequence[str],
    direction: int,
    current: Mapping[str, Value],
    *,
    amount: float | None = None,
    degree: str | None = None,
) -> tuple[str, Value] | None:
    """The attribute and new value of a relative change, kept within the entity's limits.

    ``attributes`` in order of preference, "*" for the kind's own; a trailing "-" turns the direction round.
    """
    candidates = list(AMOUNT_ORDER.get(entity.kind, ())) if "*" in attributes else []
    candidates += [attribute for attribute in attributes if attribute != "*"]
    for name in candidates:
        attribute = name.removesuffix("-")
        sign = -direction if name.endswith("-") else direction
        if not settable(entity, attribute):
            continue
        capability = entity.capabilities[attribute]
        if degree == "all" and amount is None:
            return extreme_setting(entity, "max" if sign > 0 else "min", attribute)
        if isinstance(capability, Quantity):
            return attribute, _stepped(capability, attribute, current.get(attribute), sign, amount, degree)
        if isinstance(capability, Choice):
            return attribute, _next_option(capability, current.get(attribute), sign, degree)
    return None


def _stepped(
    capability: Quantity, attribute: str, now: Value, sign: int, amount: float | None, degree: str | None
) -> float | int:
    start = (
        now
        if isinstance(now, int | float) and not isinstance(now, bool)
        else (capability.minimum + capability.maximum) / 2
    )
    step = amount if amount is not None else STEPS.get(attribute, _plain_step(capability))
    if amount is None and degree is not None:
        step = max(step * DEGREES[degree], capability.step or 1)
    value = start + sign * step
    low = max(capability.minimum, DIMMEST) if attribute == "brightness" else capability.minimum
    if attribute == "brightness" and value < low and start > low:
        value = low if amount is not None else max(low, start / 2)
    return rounded(capability, min(max(value, low), capability.maximum))


def _plain_step(capability: Quantity) -> float:
    """A tenth of the way; of what counts without an end, its own step."""
    way = capability.maximum - capability.minimum
    return way / 10 if way <= WIDEST * capability.step else capability.step


def _next_option(capability: Choice, now: Value, sign: int, degree: str | None) -> str:
    ordered = [o for o in capability.options if o not in ("off", "auto", "none")] or list(capability.options)
    if degree == "much":
        return ordered[-1] if sign > 0 else ordered[0]
    position = ordered.index(now) if isinstance(now, str) and now in ordered else (0 if sign > 0 else len(ordered) - 1)
    return ordered[min(max(position + sign, 0), len(ordered) - 1)]


def scaled_setting(
    entity: Entity, factor: float, current: Mapping[str, Value], hint: str | None
) -> tuple[str, Value] | None:
    """ "double it": the kind's own attribute times ``factor``, within limits."""
    attribute = attribute_for_amount(entity, None, hint, 0)
    if attribute is None or not isinstance(entity.capabilities[attribute], Quantity):
        return None
    capability = entity.capabilities[attribute]
    assert isinstance(capability, Quantity)
    now = current.get(attribute)
    if isinstance(now, bool) or not isinstance(now, int | float):
        return None
    return attribute, rounded(capability, min(max(now * factor, capability.minimum), capability.maximum))


def taught_settings(entity: Entity, settings: Sequence[Setting], current: Mapping[str, Value]) -> Grounded:
    """A taught value on this entity: what it can of it, and what it lacks."""
    done: dict[str, Value] = {}
    lacking: list[str] = []
    for setting in settings:
        attribute = setting.attribute
        if not settable(entity, attribute):
            lacking.append(attribute)
            continue
        value = setting.value
        capability = entity.capabilities[attribute]
        if setting.relative and isinstance(capability, Quantity) and isinstance(value, int | float):
            sign = 1 if value >= 0 else -1
            value = _stepped(capability, attribute, current.get(attribute), sign, abs(value), None)
        reason = fault(capability, value)
        if reason is not None:
            lacking.append(attribute)
            continue
        done[attribute] = value
    return Grounded(done, tuple(lacking))


def first_fault(entity: Entity, settings: Mapping[str, Value]) -> tuple[str, str] | None:
    """The first setting that cannot be, as ``(attribute, reason)``."""
    for attribute, value in settings.items():
        capability = entity.capabilities.get(attribute)
        if capability is None:
            return attribute, "it has no " + attribute.replace("_", " ")
        reason = fault(capability, value)
        if reason is not None:
            return attribute, reason
    return None


def takes_words(entity: Entity) -> bool:
    """Whether it plays what it is told."""
    return isinstance(entity.capabilities.get("content"), Text) and settable(entity, "content")


def is_switchable(entity: Entity) -> bool:
    """Whether on and off mean something on it."""
    return isinstance(entity.capabilities.get("on"), Toggle) or switched(entity, False) is not None
