"""Rooms and people that several sources tell of under ids of their own: of one name they are one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from devices.home import Area, Person


def one_of_each_area(sources: Iterable[Mapping[str, Area]]) -> tuple[dict[str, Area], dict[str, str]]:
    """The areas, those of earlier sources first, and for each id that is left out the id that stands for it.

    Two areas of one name in the same source stay two.
    """
    kept: dict[str, Area] = {}
    instead: dict[str, str] = {}
    known: dict[str, str] = {}
    for source in sources:
        for area_id, area in source.items():
            twin = known.get(area.name.casefold())
            if area_id in kept:
                continue
            if twin is not None:
                instead[area_id] = twin
            else:
                kept[area_id] = area
        for area_id, area in source.items():
            if area_id in kept:
                for name in (area.name, *area.aliases):
                    known.setdefault(name.casefold(), area_id)
    return kept, instead


def one_of_each_person(known: Mapping[str, Person], told: Mapping[str, Person]) -> dict[str, Person]:
    """The people known from the start, with what is told of their whereabouts, and whoever is told of besides.

    Who was known keeps id and role: what a child may do doesn't change with another source that knows no roles.
    """
    persons = dict(told)
    for person in known.values():
        names = {name.casefold() for name in (person.name, *person.aliases)}
        twins = [twin for twin in told.values() if twin.id != person.id and twin.name.casefold() in names]
        for twin in twins:
            persons.pop(twin.id, None)
        mine = persons.get(person.id, person)
        where = next((twin.at_home for twin in twins if twin.at_home is not None), mine.at_home)
        persons[person.id] = replace(mine, at_home=where)
    return persons


def with_household(persons: Mapping[str, Person], household: Mapping[str, Person]) -> dict[str, Person]:
    """The people, as the household itself describes them: what it says wins over everything but their whereabouts."""
    told = {key: person for key, person in persons.items() if key not in household}
    known = {
        key: replace(person, at_home=persons[key].at_home) if key in persons else person
        for key, person in household.items()
    }
    return one_of_each_person(known, told)
