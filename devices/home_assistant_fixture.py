"""A home written in Home Assistant's terms: areas, floors and entities called ``domain.object_id``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from devices.capabilities import Value
from devices.errors import HomeFileError
from devices.home import Area, Device, Entity, Floor, Home, Person, Satellite
from devices.home_assistant_entities import entity_from
from devices.home_assistant_terms import to_states
from devices.home_file_parts import Part

# Names may hold optional letters in brackets, as sentence templates do: "Trader Joe[']s".
_OPTIONAL = re.compile(r"\[([^\]]*)\]")


def read_fixture(part: Part, gateway: str) -> tuple[Home, Mapping[str, Mapping[str, Value]]]:
    """The home and its states. Raises ``HomeFileError``."""
    read = (Floor(_id(p), _id_name(p), p.texts("aliases"), p.optional_whole("level")) for p in part.items("floors"))
    floors = {floor.id: floor for floor in read}
    areas: dict[str, Area] = {}
    for item in part.items("areas"):
        floor = _floor_of(item, floors)
        area_id = _id(item)
        areas[area_id] = Area(area_id, _id_name(item), item.texts("aliases"), floor)
    devices = {
        device.id: device for device in (Device(_id(p), _id_name(p), _area_of(p, areas)) for p in part.items("devices"))
    }
    entities: dict[str, Entity] = {}
    states: dict[str, Mapping[str, Value]] = {}
    persons: dict[str, Person] = {}
    for item in part.items("entities", required=True):
        entity = _entity(item, areas, devices, gateway)
        entities[entity.id] = entity
        values = to_states(entity, _state(item), item.raw_mapping("attributes"))
        states[entity.id] = MappingProxyType(values)
        if entity.id.startswith("person."):
            persons[entity.id] = Person(entity.id, entity.name, at_home=values.get("location") == "home")
    home = Home(
        areas=MappingProxyType(areas),
        entities=MappingProxyType(entities),
        floors=MappingProxyType(floors),
        persons=MappingProxyType(persons),
        satellites=tuple(Satellite(p.text("area"), bool(p.optional_flag("screen"))) for p in part.items("satellites")),
        devices=MappingProxyType(devices),
    )
    return home, MappingProxyType(states)


def with_fixture_setup(
    home: Home,
    states: Mapping[str, Mapping[str, Value]],
    setup: Mapping[str, Mapping[str, object]],
    source: str,
) -> tuple[Home, Mapping[str, Mapping[str, Value]]]:
    """The home in the state of ``setup`` (entity → ``{state?, attributes?}``), which may show more capabilities."""
    entities, then = dict(home.entities), dict(states)
    for entity_id, first in setup.items():
        entity = entities.get(entity_id)
        if entity is None:
            raise HomeFileError(source, f"the setup names {entity_id!r}, which is not in the home")
        attributes = first.get("attributes") or {}
        if not isinstance(attributes, Mapping):
            raise HomeFileError(source, f"setup of {entity_id}: 'attributes' must be an object")
        shown = entity_from(entity_id, entity.name, attributes).capabilities
        more = {key: capability for key, capability in shown.items() if key not in entity.capabilities}
        if more:
            entity = replace(entity, capabilities=MappingProxyType({**entity.capabilities, **more}))
            entities[entity_id] = entity
        values = to_states(entity, first.get("state"), attributes)
        then[entity_id] = MappingProxyType({**then.get(entity_id, {}), **values})
    changed = any(entities[key] is not entity for key, entity in home.entities.items())
    return replace(home, entities=MappingProxyType(entities)) if changed else home, MappingProxyType(then)


def _entity(part: Part, areas: Mapping[str, Area], devices: Mapping[str, Device], gateway: str) -> Entity:
    entity_id = part.text("id")
    if "." not in entity_id:
        raise part.error("its id must be domain.object_id")
    device = devices.get(part.optional_text("device") or part.optional_text("device_id") or "")
    area = _area_of(part, areas)
    if area is None and device is not None:
        area = device.area
    name = part.optional_text("name") or (device.name if device else entity_id.partition(".")[2])
    plain = _OPTIONAL.sub(r"\1", name)
    short = _OPTIONAL.sub("", name)
    aliases = part.texts("aliases") + ((short,) if short != plain else ())
    return entity_from(
        entity_id,
        plain,
        part.raw_mapping("attributes"),
        area=area,
        device=device.id if device else None,
        aliases=aliases,
        gateway=gateway,
    )


def _state(part: Part) -> object:
    state = part.get("state")
    # Fixtures may say a state twice: as the person would and as Home Assistant does.
    return state.get("out") if isinstance(state, Mapping) else state


def _id(part: Part) -> str:
    return part.optional_text("id") or part.text("name").strip().lower().replace(" ", "_")


def _id_name(part: Part) -> str:
    return part.optional_text("name") or part.text("id")


def _floor_of(part: Part, floors: dict[str, Floor]) -> str | None:
    """The floor an area names, by id or by name; a floor that is only named there comes to be."""
    said = part.optional_text("floor")
    if said is None or said in floors:
        return said
    for floor in floors.values():
        if floor.name.casefold() == said.casefold():
            return floor.id
    floor_id = said.strip().lower().replace(" ", "_")
    floors.setdefault(floor_id, Floor(floor_id, said))
    return floor_id


def _area_of(part: Part, areas: Mapping[str, Area]) -> str | None:
    said = part.optional_text("area") or part.optional_text("area_id")
    if said is None or said in areas:
        return said
    for area in areas.values():
        if area.name.casefold() == said.casefold():
            return area.id
    raise part.error(f"area {said!r} is not in the file")
