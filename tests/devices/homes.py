"""Homes for the tests of this folder."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from devices.capabilities import Capability, Choice, Quantity, Text, Toggle, Value
from devices.home import Area, Entity, Home, Person, Role, Satellite
from devices.home_file import HomeFile

PERCENT = Quantity(0, 100, "%")


def entity(
    entity_id: str,
    kind: str,
    capabilities: Mapping[str, Capability],
    *,
    name: str = "",
    area: str | None = None,
    aliases: tuple[str, ...] = (),
) -> Entity:
    """An entity of a simulated home."""
    return Entity(
        id=entity_id,
        name=name or entity_id.replace("_", " "),
        kind=kind,
        capabilities=MappingProxyType(dict(capabilities)),
        aliases=aliases,
        area=area,
        device=entity_id,
        gateway="simulated",
    )


def small_home() -> HomeFile:
    """A home of seven entities that cover the sorts of capabilities."""
    colors = Choice(("white", "red", "blue"))
    warmth = Quantity(2200, 6500, "K")
    current = Quantity(float("-inf"), float("inf"), "°C", 0.1, readonly=True)
    target = Quantity(50, 250, "°C")
    entities = (
        entity(
            "desk_lamp",
            "light",
            {"on": Toggle(), "brightness": PERCENT, "color": colors, "color_temp": warmth},
            area="office",
            aliases=("reading light",),
        ),
        entity("oven", "oven", {"on": Toggle(), "target_temperature": target, "current_temperature": current}),
        entity("blind", "blind", {"position": Quantity(0, 100, "% open")}, area="office"),
        entity("front_door", "lock", {"locked": Toggle()}, area="hall"),
        entity("fan", "fan", {"on": Toggle(), "speed": Choice(("low", "medium", "high"))}, area="office"),
        entity(
            "tv",
            "tv",
            {
                "on": Toggle(),
                "state": Choice(("idle", "playing", "paused")),
                "volume": PERCENT,
                "muted": Toggle(),
                "content": Text(),
                "source": Choice(("netflix", "live tv")),
                "screen": Toggle(readonly=True),
            },
            area="office",
        ),
        entity("thermometer", "sensor", {"temperature": current}, area="office"),
    )
    states: dict[str, dict[str, Value]] = {
        "desk_lamp": {"on": False, "brightness": 70, "color": "white", "color_temp": 3000},
        "oven": {"on": False, "target_temperature": 180, "current_temperature": 21},
        "blind": {"position": 100},
        "front_door": {"locked": True},
        "fan": {"on": False, "speed": "low"},
        "tv": {
            "on": False,
            "state": "idle",
            "volume": 20,
            "muted": False,
            "content": None,
            "source": "live tv",
            "screen": True,
        },
        "thermometer": {"temperature": 9.5},
    }
    home = Home(
        areas=MappingProxyType({"office": Area("office", "office", ("den",)), "hall": Area("hall", "hall")}),
        entities=MappingProxyType({item.id: item for item in entities}),
        persons=MappingProxyType({"kim": Person("kim", "Kim", Role.CHILD)}),
        satellites=(Satellite("office", screen=True),),
    )
    return HomeFile(home, states, source="small home")
