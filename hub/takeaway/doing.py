"""What a taught meaning does to one entity, as calls of services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from devices.capabilities import Value
from devices.home import Entity
from hub.takeaway.models import Call, Services
from hub.takeaway.targets import calls_on, data_of, is_by_id, needs_asking
from teaching import grounding
from teaching.concepts import ActionName, Setting

# What a service changes by an amount: only this.
_STEPPED = "brightness"
_TOGGLED = frozenset({"light", "switch", "fan", "siren", "input_boolean", "humidifier", "media_player", "remote"})
_NOTHING_NOW: Mapping[str, Value] = {}


class Asks(Exception):
    """The hub asks before it does that, and Home Assistant's sentences can't."""


def calls_of_settings(services: Services, entity: Entity, settings: Sequence[Setting]) -> tuple[Call, ...]:
    """The calls for all of the settings that the entity takes; none when it takes none. Raises ``Asks``."""
    if not any(setting.attribute in entity.capabilities for setting in settings):
        return ()
    relative = [setting for setting in settings if setting.relative]
    absolute = [setting for setting in settings if not setting.relative]
    taken = grounding.taught_settings(entity, absolute, _NOTHING_NOW).settings
    calls = _calls(services, entity, taken) if taken else ()
    for setting in relative:
        step = _step(entity, setting.attribute, setting.value)
        if step is None:
            return ()
        calls = (*calls, step)
    return calls


def calls_of_action(services: Services, entity: Entity, meaning: ActionName) -> tuple[Call, ...]:
    """The calls for what an action word means on the entity. Raises ``Asks``."""
    if meaning.verb is None:
        return calls_of_settings(services, entity, meaning.settings)
    if meaning.verb == "toggle":
        return _toggle(entity)
    if meaning.verb in grounding.DIRECTIONS:
        attributes, sign = grounding.DIRECTIONS[meaning.verb]
        own = grounding.AMOUNT_ORDER.get(entity.kind, ()) if "*" in attributes else attributes
        step = _step(entity, own[0], sign * grounding.STEPS[_STEPPED]) if own else None
        return (step,) if step is not None else ()
    return calls_of_verb(services, entity, meaning.verb)


def calls_of_verb(services: Services, entity: Entity, verb: str) -> tuple[Call, ...]:
    """The calls for a built-in verb without a value. Raises ``Asks``."""
    settings = grounding.verb_settings(entity, verb, _NOTHING_NOW)
    return _calls(services, entity, settings) if settings else ()


def calls_of_percent(slot: str, entity: Entity) -> tuple[Call, ...]:
    """The call that sets a light to as many percent as the slot says."""
    if entity.kind != "light" or not grounding.settable(entity, _STEPPED) or not _is_light(entity):
        return ()
    return (Call("light.turn_on", {"brightness_pct": f"{{{{ {slot} }}}}"}),)


def _calls(services: Services, entity: Entity, settings: Mapping[str, Value]) -> tuple[Call, ...]:
    calls = calls_on(services, entity, settings)
    if calls and needs_asking(entity, settings):
        raise Asks
    return tuple(Call(call.service, data_of(call.data)) for call in calls)


def _step(entity: Entity, attribute: str, by: Value) -> Call | None:
    is_light = attribute == _STEPPED and grounding.settable(entity, attribute) and _is_light(entity)
    if not is_light or isinstance(by, bool) or not isinstance(by, int | float):
        return None
    return Call("light.turn_on", {"brightness_step_pct": by})


def _toggle(entity: Entity) -> tuple[Call, ...]:
    if not grounding.settable(entity, "on"):
        return ()
    if needs_asking(entity, {"on": True}):
        raise Asks
    domain = entity.id.partition(".")[0] if is_by_id(entity) else "homeassistant"
    return (Call(f"{domain}.toggle"),) if domain in _TOGGLED | {"homeassistant"} else ()


def _is_light(entity: Entity) -> bool:
    return entity.id.startswith("light.") if is_by_id(entity) else entity.kind == "light"
