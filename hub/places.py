"""Looks up what a door was told by name: rooms and people."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from devices.home import Home
from hub.errors import NotInHome

Find: TypeAlias = Callable[[Home, str | None], str | None]


def area_named(home: Home, named: str | None) -> str | None:
    """Id of the area of that id, name or alias; ``None`` for ``None``. Raises ``NotInHome``."""
    if named is None:
        return None
    wanted = named.casefold()
    for area in home.areas.values():
        if wanted in {area.id.casefold(), area.name.casefold(), *(alias.casefold() for alias in area.aliases)}:
            return area.id
    raise NotInHome("area", named, tuple(area.name for area in home.areas.values()))


def person_named(home: Home, named: str | None) -> str | None:
    """Id of the person of that id, name or alias; ``None`` for ``None``. Raises ``NotInHome``."""
    if named is None:
        return None
    wanted = named.casefold()
    for person in home.persons.values():
        if wanted in {person.id.casefold(), person.name.casefold(), *(alias.casefold() for alias in person.aliases)}:
            return person.id
    raise NotInHome("person", named, tuple(person.name for person in home.persons.values()))


def if_known(find: Find, home: Home, named: str | None) -> str | None:
    """What ``find`` finds; ``None`` for what this home does not have."""
    try:
        return find(home, named)
    except NotInHome:
        return None


def area_of_satellite(home: Home, satellite: str | None) -> str | None:
    """The one room whose id or name stands in a satellite's id, as in ``assist_satellite.living_room_speaker``."""
    words = f"_{re.sub(r'[^a-z0-9]+', '_', (satellite or '').casefold())}_"
    found = {
        area.id: max(len(named) for named in names)
        for area in home.areas.values()
        if (names := [n for n in map(_slug, (area.id, area.name, *area.aliases)) if n and f"_{n}_" in words])
    }
    longest = [area for area, length in found.items() if length == max(found.values())]
    return longest[0] if len(longest) == 1 else None


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
