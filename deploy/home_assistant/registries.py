"""Home Assistant's registries of floors, areas and entities, what voice may touch, and states."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from deploy.home_assistant.connection import Connection
from deploy.home_assistant.errors import RequestRefused

ASSISTANT: Final = "conversation"


@dataclass(frozen=True, slots=True)
class State:
    """What an entity is, and its attributes."""

    value: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of the registry. ``area`` is its own or its device's."""

    id: str
    name: str
    platform: str
    area: str | None


async def ensure_floor(home: Connection, name: str, level: int) -> str:
    """The id of the floor with that name, made where there is none."""
    for floor in await home.ask("config/floor_registry/list"):
        if floor["name"].lower() == name.lower():
            return str(floor["floor_id"])
    return str((await home.ask("config/floor_registry/create", name=name, level=level))["floor_id"])


async def ensure_area(home: Connection, name: str, *, floor: str | None = None, aliases: Sequence[str] = ()) -> str:
    """The id of the area with that name, made where there is none, on that floor and with these aliases."""
    found = {area["name"].lower(): area["area_id"] for area in await home.ask("config/area_registry/list")}
    area_id = found.get(name.lower())
    wanted: dict[str, object] = {"name": name, "aliases": list(aliases)}
    if floor is not None:
        wanted["floor_id"] = floor
    if area_id is None:
        return str((await home.ask("config/area_registry/create", **wanted))["area_id"])
    await home.ask("config/area_registry/update", area_id=area_id, **wanted)
    return str(area_id)


async def entities(home: Connection) -> list[Entity]:
    """All of them."""
    devices = {device["id"]: device["area_id"] for device in await home.ask("config/device_registry/list")}
    return [
        Entity(
            entity["entity_id"],
            entity["name"] or entity["original_name"] or "",
            entity["platform"],
            entity["area_id"] or devices.get(entity["device_id"]),
        )
        for entity in await home.ask("config/entity_registry/list")
    ]


async def change_entity(home: Connection, entity_id: str, **changes: object) -> None:
    """Rename it (``name``), move it (``area_id``), give it ``aliases``."""
    await home.ask("config/entity_registry/update", entity_id=entity_id, **changes)


async def add_aliases(home: Connection, entity_id: str, aliases: Sequence[str]) -> None:
    """Further names beside those it has: from 2026.4 on a null among them stands for its own name."""
    there = (await home.ask("config/entity_registry/get", entity_id=entity_id))["aliases"]
    await change_entity(home, entity_id, aliases=[*there, *(alias for alias in aliases if alias not in there)])


async def expose(home: Connection, entity_ids: Sequence[str], *, exposed: bool = True) -> None:
    """Let voice touch these, or not."""
    await home.ask(
        "homeassistant/expose_entity", assistants=[ASSISTANT], entity_ids=list(entity_ids), should_expose=exposed
    )


async def state(home: Connection, entity_id: str) -> State | None:
    """What it is now; ``None`` when there is no such entity."""
    try:
        found = await home.get(f"/api/states/{entity_id}")
    except RequestRefused:
        return None
    return State(found["state"], found["attributes"])


async def until(home: Connection, entity_id: str, holds: Callable[[State], bool], *, within_s: float = 10.0) -> State:
    """Its state once it is as wanted. Raises ``TimeoutError``, which says how it is instead."""
    deadline = monotonic() + within_s
    while True:
        now = await state(home, entity_id)
        if now is not None and holds(now):
            return now
        if monotonic() > deadline:
            raise TimeoutError(f"after {within_s:.0f} s {entity_id} is {now}")
        await asyncio.sleep(0.02)


async def until_devices(home: Connection, names: frozenset[str], *, within_s: float = 20.0) -> dict[str, str]:
    """The ids of the devices with these names, once all of them are there. Raises ``TimeoutError``."""
    deadline = monotonic() + within_s
    while True:
        listed = await home.ask("config/device_registry/list")
        found = {device["name"]: str(device["id"]) for device in listed if device["name"] in names}
        if len(found) == len(names):
            return found
        if monotonic() > deadline:
            raise TimeoutError(f"after {within_s:.0f} s these devices were not there: {sorted(names - set(found))}")
        await asyncio.sleep(0.1)
