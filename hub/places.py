"""Looks up what a door was told by name: rooms and people."""

from __future__ import annotations

from devices.home import Home
from hub.errors import NotInHome


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
