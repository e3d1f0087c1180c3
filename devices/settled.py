"""Whether an entity's state says what a command asked for."""

from __future__ import annotations

from collections.abc import Mapping

from devices.attributes import MANNERS
from devices.capabilities import AND, Quantity, Text, Trigger, Value
from devices.colors import NAMED, are_alike
from devices.home import Entity
from devices.listing import is_as_asked

# Words of a state that lie on the way to another: a robot that is returning obeys "dock".
_ON_THE_WAY = {"docked": frozenset({"returning"}), "returning": frozenset({"docked"})}


def holds(entity: Entity, settings: Mapping[str, Value], values: Mapping[str, Value]) -> bool:
    """Whether every setting is the state already, so that nothing would have to change."""
    return all(
        _is(entity, attribute, wanted, values) for attribute, wanted in settings.items() if attribute not in MANNERS
    )


def obeys(
    entity: Entity, settings: Mapping[str, Value], before: Mapping[str, Value], values: Mapping[str, Value]
) -> bool:
    """Whether the state has come to the settings: to within one step or 1 %, or is visibly moving there."""
    return all(
        _is(entity, attribute, wanted, values)
        or _has_come_near(entity, attribute, wanted, before, values)
        or _is_on_the_way(attribute, wanted, before, values)
        or ("transition" in settings and _is_fading(attribute, wanted, before, values))
        for attribute, wanted in settings.items()
        if attribute not in MANNERS
    )


def leaves_no_state(entity: Entity, settings: Mapping[str, Value]) -> bool:
    """Whether all that is asked for is done and over, like a press, so that no state tells of it."""
    return all(isinstance(entity.capabilities.get(attribute), Trigger) for attribute in settings)


def _is(entity: Entity, attribute: str, wanted: Value, values: Mapping[str, Value]) -> bool:
    now = values.get(attribute)
    listed = is_as_asked(attribute, wanted, values.get("listing"))
    if listed is not None:
        return listed
    if attribute == "group":
        return _is_grouped(wanted, now)
    if attribute == "brightness" and wanted == 0 and values.get("on") is False:
        return True
    if attribute in {"brightness", "color", "color_temp"} and values.get("on") is False:
        return False
    match entity.capabilities.get(attribute):
        case Trigger() | None:
            return False
        case Quantity(step=step):
            return _is_number(now) and _is_number(wanted) and abs(_number(now) - _number(wanted)) < min(step, 1) / 2
        case Text():
            return isinstance(now, str) and isinstance(wanted, str) and now.casefold() == wanted.casefold()
        case _:
            return now == wanted


def _is_grouped(wanted: Value, now: Value) -> bool:
    """Whether all of them play along; of none wanted, whether there are none."""
    known = set(str(now).split(AND)) if now else set()
    return set(str(wanted).split(AND)) <= known if wanted else not known


def _has_come_near(
    entity: Entity, attribute: str, wanted: Value, before: Mapping[str, Value], values: Mapping[str, Value]
) -> bool:
    capability = entity.capabilities.get(attribute)
    now, was = values.get(attribute), before.get(attribute)
    if attribute == "color" and isinstance(now, str) and isinstance(wanted, str) and now != was:
        return now in NAMED and wanted in NAMED and are_alike(now, wanted)  # lamps report colours a little off
    if not (isinstance(capability, Quantity) and _is_number(now) and _is_number(wanted)):
        return False
    if wanted == 0 or values.get("on") is False:
        return False
    # The old value may itself lie within a step of the wish: it must have moved, and towards it.
    distance = abs(_number(now) - _number(wanted))
    if _is_number(was) and distance >= abs(_number(was) - _number(wanted)):
        return False
    percent = (capability.maximum - capability.minimum) / 100
    # A fan with three speeds takes the nearest; what only opens and closes has to do the one or the other.
    is_two_ended = capability.step >= capability.maximum - capability.minimum
    nearest = 1 if is_two_ended else capability.step if capability.step <= 1 else capability.step / 2 + 1
    return distance <= max(nearest, percent) + 1e-9


def _is_fading(attribute: str, wanted: Value, before: Mapping[str, Value], values: Mapping[str, Value]) -> bool:
    """Whether a lamp that takes its time has begun to."""
    if attribute == "on" and wanted is False:
        attribute, wanted = "brightness", 0
    now, was = values.get(attribute), before.get(attribute)
    if not (_is_number(now) and _is_number(was) and _is_number(wanted)):
        return False
    return abs(_number(now) - _number(wanted)) < abs(_number(was) - _number(wanted))


def _is_on_the_way(attribute: str, wanted: Value, before: Mapping[str, Value], values: Mapping[str, Value]) -> bool:
    if attribute == "state" and isinstance(wanted, str):
        return values.get("state") in _ON_THE_WAY.get(wanted, ())
    if attribute == "mode":  # an alarm panel lets people leave before it is armed
        return values.get("mode") == "arming" and wanted != "disarmed"
    if attribute != "position" or not _is_number(wanted):
        return False
    was = before.get("position")
    if not _is_number(was):
        return False
    direction = "opening" if _number(wanted) > _number(was) else "closing"
    return values.get("state") == direction


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: Value) -> float:
    assert isinstance(value, int | float)
    return value
