"""Reads a home from a file: the hub's own form, or one in Home Assistant's terms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

import yaml

from devices.capabilities import Capability, Choice, Quantity, Text, Toggle, Trigger, Value
from devices.errors import HomeFileError
from devices.home import Area, Device, Entity, Floor, Home, Person, Role, Satellite
from devices.home_assistant_fixture import read_fixture, with_fixture_setup
from devices.home_assistant_terms import to_home_assistant
from devices.home_file_parts import Part

EntityStates: TypeAlias = Mapping[str, Mapping[str, Value]]
FILE_GATEWAY = "simulated"


@dataclass(frozen=True, slots=True)
class HomeFile:
    """A home as written down, with the state it starts in.

    ``in_home_assistant_terms`` says which words the file uses, so that changes can be written back in them.
    """

    home: Home
    states: EntityStates
    in_home_assistant_terms: bool = False
    source: str = field(default="", compare=False)

    def with_setup(self, setup: Mapping[str, Mapping[str, object]] | None) -> HomeFile:
        """The same home in another state (and, in Home Assistant's terms, with the capabilities that implies).

        Raises ``HomeFileError`` for an entity that isn't in the home.
        """
        if not setup:
            return self
        if self.in_home_assistant_terms:
            home, states = with_fixture_setup(self.home, self.states, setup, self.source)
            return replace(self, home=home, states=states)
        changed = {entity_id: dict(values) for entity_id, values in self.states.items()}
        for entity_id, values in setup.items():
            if entity_id not in self.home.entities:
                raise HomeFileError(self.source, f"the setup names {entity_id!r}, which is not in the home")
            changed[entity_id].update({str(attribute): _value(value) for attribute, value in values.items()})
        return replace(self, states=changed)

    def changes(self, old: EntityStates, new: EntityStates) -> dict[str, dict[str, Value | list[int]]]:
        """What differs between two states, entity by entity, in the words of the file."""
        found: dict[str, dict[str, Value | list[int]]] = {}
        for entity_id, entity in self.home.entities.items():
            before, after = old.get(entity_id, {}), new.get(entity_id, {})
            changed: dict[str, Value | list[int]] = (
                to_home_assistant(entity, before, after)
                if self.in_home_assistant_terms
                else {key: value for key, value in after.items() if key not in before or before[key] != value}
            )
            if changed:
                found[entity_id] = changed
        return found


def load_home_file(source: Path | str | Mapping[str, object]) -> HomeFile:
    """Read a home from a path (JSON or YAML) or from what such a file holds. Raises ``HomeFileError``."""
    if isinstance(source, Mapping):
        return _read(Part("home", "home", source))
    path = Path(source)
    try:
        text = path.read_text(encoding="utf-8")
        data: object = yaml.safe_load(text) if path.suffix in {".yaml", ".yml"} else json.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise HomeFileError(str(path), f"it can't be read: {_reason(error)}") from error
    except (ValueError, yaml.YAMLError) as error:
        raise HomeFileError(str(path), f"it is not valid: {error}") from error
    return _read(Part(str(path), "home", data))


def _reason(error: Exception) -> str:
    """Without the number and the path, which is told already."""
    return error.strerror.lower() if isinstance(error, OSError) and error.strerror else str(error)


def _read(part: Part) -> HomeFile:
    if part.has("entities"):
        return HomeFile(*read_fixture(part, FILE_GATEWAY), in_home_assistant_terms=True, source=part.source)
    floors = {floor.id: floor for floor in (read_floor(item) for item in part.items("floors"))}
    areas = {area.id: area for area in (read_area(item) for item in part.items("areas"))}
    persons = {person.id: person for person in (read_person(item) for item in part.items("persons"))}
    satellites = tuple(read_satellite(item, areas) for item in part.items("satellites"))
    devices: dict[str, Device] = {}
    entities: dict[str, Entity] = {}
    states: dict[str, Mapping[str, Value]] = {}
    for item in part.items("devices", required=True):
        entity = _entity(item, areas)
        if entity.id in entities:
            raise item.error("there are two devices of this id")
        entities[entity.id] = entity
        devices[entity.id] = Device(entity.id, entity.name, entity.area, model=entity.kind)
        states[entity.id] = _state(item, entity)
    home = Home(
        areas=MappingProxyType(areas),
        entities=MappingProxyType(entities),
        floors=MappingProxyType(floors),
        persons=MappingProxyType(persons),
        satellites=satellites,
        devices=MappingProxyType(devices),
    )
    return HomeFile(home, MappingProxyType(states), source=part.source)


def read_floor(part: Part) -> Floor:
    """A storey of a file. Raises ``HomeFileError``."""
    return Floor(part.text("id"), part.text("name"), part.texts("aliases"), part.optional_whole("level"))


def read_area(part: Part) -> Area:
    """An area of a file. Raises ``HomeFileError``."""
    return Area(part.text("id"), part.text("name"), part.texts("aliases"), part.optional_text("floor"))


def read_person(part: Part) -> Person:
    """Somebody in a file. Raises ``HomeFileError``."""
    role = part.optional_text("role") or "adult"
    if role not in set(Role):
        raise part.error(f"role {role!r} is none of {', '.join(Role)}")
    return Person(part.text("id"), part.text("name"), Role(role), part.texts("aliases"), part.optional_flag("at_home"))


def read_satellite(part: Part, areas: Mapping[str, Area]) -> Satellite:
    """A place that listens, in one of the file's areas. Raises ``HomeFileError``."""
    area = part.text("area")
    if area not in areas:
        raise part.error(f"area {area!r} is not in the file")
    return Satellite(area, bool(part.optional_flag("screen")))


def _entity(part: Part, areas: Mapping[str, Area]) -> Entity:
    area = part.optional_text("area")
    if area is not None and area not in areas:
        raise part.error(f"area {area!r} is not in the file")
    capabilities = {attribute: _capability(item, attribute) for attribute, item in part.mapping("capabilities").items()}
    device_id = part.text("id")
    return Entity(
        id=device_id,
        name=part.text("name"),
        kind=part.text("type"),
        capabilities=MappingProxyType(capabilities),
        aliases=part.texts("aliases"),
        area=area,
        device=device_id,
        gateway=FILE_GATEWAY,
        hidden=bool(part.optional_flag("hidden")),
        device_class=part.optional_text("device_class") or "",
    )


def _capability(part: Part, attribute: str) -> Capability:
    readonly = bool(part.optional_flag("readonly"))
    match part.text("type"):
        case "bool":
            return Toggle(readonly=readonly)
        case "int" | "float" as number:
            low, high = (0.0, 100.0) if part.optional_text("unit") == "%" else (float("-inf"), float("inf"))
            minimum, maximum = part.number("min", low), part.number("max", high)
            if minimum >= maximum:
                raise part.error(f"{attribute} goes from {minimum:g} to {maximum:g}")
            step = part.number("step", 1 if number == "int" else 0.1)
            return Quantity(minimum, maximum, part.optional_text("unit") or "", step, readonly=readonly)
        case "enum":
            options = part.texts("values")
            if not options:
                raise part.error(f"{attribute} is an enum without values")
            return Choice(options, readonly=readonly, many=bool(part.optional_flag("many")))
        case "string":
            return Text(readonly=readonly)
        case "trigger":
            return Trigger()
        case other:
            raise part.error(f"{attribute} has the unknown type {other!r}")


def _state(part: Part, entity: Entity) -> Mapping[str, Value]:
    values: dict[str, Value] = {}
    for attribute, value in part.raw_mapping("state").items():
        if attribute not in entity.capabilities:
            raise part.error(f"its state has {attribute!r}, which is none of its capabilities")
        values[attribute] = _value(value)
    return MappingProxyType(values)


def _value(raw: object) -> Value:
    if raw is None or isinstance(raw, bool | int | float | str):
        return raw
    raise HomeFileError("home", f"{raw!r} can't be the value of an attribute")
