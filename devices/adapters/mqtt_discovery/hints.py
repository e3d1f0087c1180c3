"""What discovery can't carry and a simulated home tells on the side: aliases, kinds, areas, persons, satellites."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from devices.adapters.mqtt_discovery.errors import RejectedPayload
from devices.capabilities import Quantity
from devices.errors import HomeFileError
from devices.home import Area, Floor, Person, Satellite
from devices.home_file import read_area, read_floor, read_person, read_satellite
from devices.home_file_parts import Part

HINTS_TOPIC = "teachable_hub/simulated/home"


@dataclass(frozen=True, slots=True)
class Hint:
    """How one device is known in the home: the device's first identifier names it."""

    id: str
    name: str
    kind: str
    area: str | None = None
    aliases: tuple[str, ...] = ()
    hidden: bool = False
    device_class: str = ""
    limits: Mapping[str, Quantity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hints:
    """Everything a simulated home tells on the side."""

    floors: tuple[Floor, ...] = ()
    areas: tuple[Area, ...] = ()
    persons: tuple[Person, ...] = ()
    satellites: tuple[Satellite, ...] = ()
    by_device: Mapping[str, Hint] = field(default_factory=lambda: MappingProxyType({}))


NO_HINTS = Hints()


def read_hints(payload: bytes | str) -> Hints:
    """The hints of a payload; empty ones of an empty payload. Raises ``RejectedPayload``."""
    if not payload:
        return NO_HINTS
    try:
        part = Part(HINTS_TOPIC, "hints", json.loads(payload))
        areas = {area.id: area for area in map(read_area, part.items("areas"))}
        return Hints(
            floors=tuple(map(read_floor, part.items("floors"))),
            areas=tuple(areas.values()),
            persons=tuple(map(read_person, part.items("persons"))),
            satellites=tuple(read_satellite(item, areas) for item in part.items("satellites")),
            by_device={item.text("identifier"): _hint(item) for item in part.items("devices")},
        )
    except (ValueError, RecursionError, HomeFileError) as error:
        raise RejectedPayload(f"these are no hints: {error}") from error


def _hint(part: Part) -> Hint:
    return Hint(
        id=part.text("id"),
        name=part.text("name"),
        kind=part.text("kind"),
        area=part.optional_text("area"),
        aliases=part.texts("aliases"),
        hidden=bool(part.optional_flag("hidden")),
        device_class=part.optional_text("device_class") or "",
        limits={attribute: _quantity(item) for attribute, item in part.mapping("readings").items()},
    )


def _quantity(part: Part) -> Quantity:
    infinity = float("inf")
    low, high = part.number("min", -infinity), part.number("max", infinity)
    return Quantity(low, high, part.optional_text("unit") or "", part.number("step", 1), readonly=True)
