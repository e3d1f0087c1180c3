"""How Home Assistant finds the entities that the hub means.

What comes from Home Assistant has its id there; what came over MQTT only is found by its name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from devices.capabilities import Value
from devices.home import Entity, Home
from devices.safety import heats, is_dangerous_direction
from hub.takeaway.models import Call, Services
from hub.takeaway.patterns import literal

HOME_ASSISTANT = "home_assistant"
# Between several entities in the value of a slot.
SEPARATOR = "|"
_DOMAINS: Mapping[str, str] = {
    "alarm_panel": "alarm_control_panel", "awning": "cover", "blind": "cover", "button": "button",
    "curtain": "cover", "door": "cover", "fan": "fan", "garage_door": "cover", "gate": "cover",
    "humidifier": "humidifier", "lawn_mower": "lawn_mower", "light": "light", "lock": "lock",
    "number": "number", "scene": "scene", "script": "script", "select": "select", "shutter": "cover",
    "siren": "siren", "speaker": "media_player", "switch": "switch", "text": "text",
    "thermostat": "climate", "tv": "media_player", "vacuum": "vacuum", "valve": "valve",
    "water_heater": "water_heater", "window": "cover",
}  # fmt: skip
# Plugs are of many kinds, and a light may hang on one: these services find out.
_ANY = "homeassistant"
_SWITCHING = frozenset({"turn_on", "turn_off", "toggle"})


def is_by_id(entity: Entity) -> bool:
    """Whether it has Home Assistant's own id."""
    return entity.gateway == HOME_ASSISTANT and "." in entity.id


def address_of(entity: Entity) -> str:
    """Home Assistant's own id of an entity that comes from there."""
    return entity.native_id or entity.id


def address_in(home: Home, entity_id: str) -> str:
    """The same by the hub's id, of what may not be there any more."""
    entity = home.entities.get(entity_id)
    return address_of(entity) if entity is not None else entity_id


def reference(entity: Entity) -> str:
    """Its id, or its name where Home Assistant's id isn't known."""
    return address_of(entity) if is_by_id(entity) else entity.name.replace(SEPARATOR, " ")


def calls_on(services: Services, entity: Entity, settings: Mapping[str, Value]) -> tuple[Call, ...]:
    """The calls that make the settings on it; none when no service does."""
    if is_by_id(entity):
        return services(entity, settings)
    domain = _DOMAINS.get(entity.kind) or ("switch" if "on" in entity.capabilities else "")
    found = services(replace(entity, id=f"{domain}.{entity.id}"), settings) if domain else ()
    return tuple(_of_any(call) for call in found)


def _of_any(call: Call) -> Call:
    domain, _, service = call.service.partition(".")
    is_plain = domain in {"light", "switch", "fan", "siren"} and service in _SWITCHING and not call.data
    return Call(f"{_ANY}.{service}") if is_plain else call


def needs_asking(entity: Entity, settings: Mapping[str, Value]) -> bool:
    """Whether the hub itself would ask before it does that."""
    return is_dangerous_direction(entity, settings) or heats(entity, settings)


def action(call: Call, entities: Sequence[Entity], slot: str | None = None) -> dict[str, object]:
    """A step of a script: the call on these entities, or on those of them that the slot names."""
    target = _target(call, entities, slot)
    step: dict[str, object] = {"action": call.service, "target": {"entity_id": target}}
    if call.data:
        step["data"] = dict(call.data)
    if isinstance(target, str) and call.service.startswith(f"{_ANY}."):
        # Without anything to do it to, this service is an error.
        return {"if": f"{{{{ {target[3:-3]} | count > 0 }}}}", "then": [step]}
    return step


def data_of(data: Mapping[str, object]) -> dict[str, object]:
    """The data of a call, with what people taught safe from being a template."""
    return {name: literal(value) for name, value in data.items()}


def _target(call: Call, entities: Sequence[Entity], slot: str | None) -> object:
    named = json.dumps(sorted({reference(entity) for entity in entities}), ensure_ascii=False)
    chosen = named if slot is None else f"{slot}.split('{SEPARATOR}') | select('in', {named}) | list"
    if is_by_id(entities[0]):
        return sorted({address_of(entity) for entity in entities}) if slot is None else f"{{{{ {chosen} }}}}"
    domain = call.service.partition(".")[0]
    states = "states" if domain == _ANY else f"states.{domain}"
    return f"{{{{ {states} | selectattr('name', 'in', {chosen}) | map(attribute='entity_id') | list }}}}"
