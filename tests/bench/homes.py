"""Homes of any size, made up but plausible, in the form of a home file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from devices.home_file import HomeFile, load_home_file

Fields: TypeAlias = Mapping[str, object]

ROOMS: Final = (
    "kitchen", "lounge", "bedroom", "study", "bathroom", "hallway", "garage", "cellar", "attic", "nursery",
    "pantry", "laundry", "porch", "balcony", "library", "workshop", "gym", "sunroom", "playroom", "dining room",
    "guest room", "music room", "boiler room", "wine cellar", "summer house", "greenhouse", "garden shed", "loft",
    "landing", "conservatory", "utility room", "dressing room", "games room", "tea room", "boot room", "mud room",
    "west wing", "east wing", "tower room", "boathouse", "stable", "hobby room",
)  # fmt: skip
ON: Final[Fields] = {"on": {"type": "bool"}}
PERCENT: Final[Fields] = {"type": "int", "min": 0, "max": 100, "unit": "%"}
WHITE: Final[Fields] = {"type": "int", "min": 2200, "max": 6500, "unit": "K"}
SPEEDS: Final[Fields] = {"type": "enum", "values": ["low", "medium", "high"]}
CELSIUS: Final[Fields] = {"type": "float", "unit": "°C", "readonly": True}
HEATING: Final[Fields] = {"type": "int", "min": 5, "max": 30, "unit": "°C"}
MODES: Final[Fields] = {"type": "enum", "values": ["off", "heat", "cool", "auto"]}
PLAYING: Final[Fields] = {"type": "enum", "values": ["idle", "playing", "paused"]}


@dataclass(frozen=True, slots=True)
class Model:
    """A sort of device: its noun, its kind here and its domain in Home Assistant, what it can do and how it starts."""

    noun: str
    kind: str
    domain: str
    capabilities: Fields
    state: Fields


LAMP: Final[Fields] = {**ON, "brightness": PERCENT, "color_temp": WHITE}
LIT: Final[Fields] = {"on": False, "brightness": 70, "color_temp": 3000}
MODELS: Final = (
    Model("ceiling light", "light", "light", LAMP, LIT),
    Model("fan", "fan", "fan", {**ON, "speed": SPEEDS}, {"on": False, "speed": "low"}),
    Model("blind", "blind", "cover", {"position": PERCENT}, {"position": 100}),
    Model(
        "thermostat",
        "thermostat",
        "climate",
        {"mode": MODES, "target_temperature": HEATING, "current_temperature": CELSIUS},
        {"mode": "heat", "target_temperature": 20, "current_temperature": 20.5},
    ),
    Model("lamp", "light", "light", LAMP, LIT),
    Model("heater", "heater", "switch", ON, {"on": False}),
    Model(
        "radio",
        "speaker",
        "media_player",
        {**ON, "state": PLAYING, "volume": PERCENT},
        {"on": True, "state": "idle", "volume": 30},
    ),
    Model("plug", "plug", "switch", ON, {"on": False}),
    Model("sensor", "sensor", "sensor", {"temperature": CELSIUS}, {"temperature": 19.0}),
    Model("reading light", "light", "light", LAMP, LIT),
    Model("curtain", "curtain", "cover", {"position": PERCENT}, {"position": 0}),
    Model("spots", "light", "light", LAMP, LIT),
)


@dataclass(frozen=True, slots=True)
class Device:
    """One device, as both sides are told of it."""

    id: str
    name: str
    area: str
    model: Model


@dataclass(frozen=True)
class BenchHome:
    """A home of some size: ``areas`` are names by id."""

    areas: Mapping[str, str]
    devices: tuple[Device, ...]

    def file(self) -> HomeFile:
        """It as the hub reads it."""
        return load_home_file(self.content())

    def content(self) -> Fields:
        """What is in its home file."""
        return {
            "id": "bench",
            "areas": [{"id": area, "name": name, "aliases": []} for area, name in self.areas.items()],
            "persons": [{"id": "ana", "name": "Ana", "role": "adult"}],
            "satellites": [{"area": next(iter(self.areas)), "screen": False}],
            "devices": [
                {
                    "id": device.id,
                    "name": device.name,
                    "aliases": [],
                    "area": device.area,
                    "type": device.model.kind,
                    "capabilities": device.model.capabilities,
                    "state": device.model.state,
                }
                for device in self.devices
            ],
        }

    def of(self, noun: str) -> tuple[Device, ...]:
        """Its devices of one model."""
        return tuple(device for device in self.devices if device.model.noun == noun)


def bench_home(count: int) -> BenchHome:
    """A home of ``count`` devices, twelve or so to a room; raises ``ValueError`` when that is too many."""
    most = len(ROOMS) * len(MODELS)
    if count > most:
        raise ValueError(f"the bench has names for {most} devices, not {count}")
    rooms = ROOMS[: max(5, -(-count // len(MODELS)))]
    areas = MappingProxyType({_id(room): room for room in rooms})
    return BenchHome(areas, tuple(device for device, _ in zip(_devices(rooms), range(count), strict=False)))


def _devices(rooms: tuple[str, ...]) -> Iterator[Device]:
    for model in MODELS:
        for room in rooms:
            yield Device(_id(f"{room} {model.noun}"), f"{room} {model.noun}", _id(room), model)


def _id(name: str) -> str:
    return name.replace(" ", "_")
