"""The people of the house, as the household itself says who they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from devices.home import Person, Role
from devices.registry import Registry
from hub.errors import HubError
from hub.ports import PersonStore

LONGEST_NAME = 80


@dataclass(slots=True)
class Household:
    """Keeps people, and makes them known in the home: what is said here wins over what the gateways tell."""

    store: PersonStore
    registry: Registry
    _told: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    async def of(cls, store: PersonStore, registry: Registry) -> Household:
        """The people in that store, known in that home."""
        household = cls(store, registry)
        await household.follow()
        return household

    async def follow(self) -> None:
        """Take in what is in the store."""
        people = await self.store.people()
        self._told = frozenset(person.id for person in people)
        self.registry.know_household(people)

    def tells_of(self, person_id: str) -> bool:
        """Whether it says itself who that is."""
        return person_id in self._told

    async def add(self, name: str, role: Role, aliases: Sequence[str] = ()) -> Person:
        """Somebody new. Raises ``HubError`` for a name that will not do, or that somebody has."""
        name, others = _checked(name), tuple(_checked(alias) for alias in aliases)
        self._refuse_namesakes((name, *others))
        person = Person(self._new_id(name), name, role, others)
        await self.store.put_person(person)
        await self.follow()
        return person

    async def change(self, person: Person, name: str, role: Role, aliases: Sequence[str] = ()) -> Person:
        """Say of somebody else who they are. Raises ``HubError``."""
        name, others = _checked(name), tuple(_checked(alias) for alias in aliases)
        self._refuse_namesakes((name, *others), besides=person.id)
        changed = Person(person.id, name, role, others)
        await self.store.put_person(changed)
        await self.follow()
        return changed

    async def remove(self, person: Person) -> None:
        """Say nothing of them any more; whoever a gateway tells of stays as it tells. What they taught stays."""
        await self.store.delete_person(person.id)
        await self.follow()

    def _refuse_namesakes(self, names: Sequence[str], besides: str = "") -> None:
        for person in self.registry.home().persons.values():
            taken = {name.casefold() for name in (person.name, *person.aliases)}
            if person.id != besides and (twice := [name for name in names if name.casefold() in taken]):
                raise HubError(f"{person.name} is called {twice[0]} already. Choose a name that tells them apart.")

    def _new_id(self, name: str) -> str:
        base = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_") or "person"
        taken, number, found = self.registry.home().persons, 1, base
        while found in taken:
            number += 1
            found = f"{base}_{number}"
        return found


def _checked(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > LONGEST_NAME or not tidy.isprintable():
        raise HubError(f"A person needs a name of up to {LONGEST_NAME} characters.")
    return tidy
