"""What an entity of Home Assistant is and can do, from its id and attributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from devices.capabilities import Capability, Text, Toggle, Trigger
from devices.home import Entity
from devices.home_assistant_climates import climate, humidifier, water_heater
from devices.home_assistant_openings import alarm, cover, lock, valve
from devices.home_assistant_robots import mower, timer, vacuum
from devices.home_assistant_said import Attributes, Made, Said, word_of
from devices.home_assistant_switched import fan, light, player, siren, switch
from devices.home_assistant_values import (
    binary_sensor,
    calendar,
    clock,
    counter,
    number_entity,
    select,
    sensor,
    todo,
    weather,
)

_HIDDEN_DOMAINS = frozenset(
    {"camera", "image", "tts", "stt", "conversation", "zone", "event", "automation", "calendar"}
)


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
    device_class = word_of(attributes.get("device_class"))
    maker = _MAKERS.get(domain, sensor)
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


def _of(kind: str, **capabilities: Capability) -> Callable[[Said], Made]:
    return lambda _said: (kind, dict(capabilities))


_MAKERS: Mapping[str, Callable[[Said], Made]] = {
    "light": light,
    "switch": switch,
    "input_boolean": switch,
    "fan": fan,
    "cover": cover,
    "valve": valve,
    "lock": lock,
    "climate": climate,
    "water_heater": water_heater,
    "humidifier": humidifier,
    "alarm_control_panel": alarm,
    "vacuum": vacuum,
    "lawn_mower": mower,
    "media_player": player,
    "sensor": sensor,
    "binary_sensor": binary_sensor,
    "update": _of("binary_sensor", update=Toggle(readonly=True)),
    "number": number_entity,
    "input_number": number_entity,
    "select": select,
    "input_select": select,
    "text": _of("text", value=Text()),
    "input_text": _of("text", value=Text()),
    "todo": todo,
    "weather": weather,
    "counter": counter,
    "input_datetime": clock,
    "datetime": _of("clock", date=Text(), time=Text()),
    "date": _of("clock", date=Text()),
    "time": _of("clock", time=Text()),
    "siren": siren,
    "group": switch,
    "remote": _of("switch", on=Toggle()),
    "timer": timer,
    "calendar": calendar,
    "scene": _of("scene", activate=Trigger()),
    "automation": _of("automation", on=Toggle(), activate=Trigger()),
    "script": _of("script", activate=Trigger(), stop=Trigger()),
    "button": _of("button", activate=Trigger()),
    "input_button": _of("button", activate=Trigger()),
    "person": _of("person", location=Text(readonly=True)),
    "device_tracker": _of("person", location=Text(readonly=True)),
}
