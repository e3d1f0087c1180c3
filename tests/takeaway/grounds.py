"""A Home Assistant with the home of ``homes.py`` in its registries, and a hub's offering to it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx

from devices.adapters.home_assistant.connection import connected
from devices.adapters.home_assistant.errors import Unreachable
from devices.adapters.home_assistant.registrar import Registrar
from devices.home_assistant_access import HomeAssistantAccess
from hub.bootstrap.takeaway import services
from hub.takeaway.offering import Offering
from hub.takeaway.packing import Packing
from hub.takeaway.targets import address_in
from teaching.concepts import Concept
from tests.fakes.home_assistant import TOKEN, FakeHomeAssistant
from tests.takeaway import homes


@dataclass(slots=True)
class Ground:
    """``taught`` is what the hub's people taught by now, ``scripts`` and ``scenes`` what Home Assistant has."""

    house: FakeHomeAssistant
    offering: Offering
    taught: list[Concept] = field(default_factory=list)
    scripts: dict[str, Any] = field(default_factory=dict)
    scenes: dict[str, Any] = field(default_factory=dict)
    version: str = "2025.4.4"
    reads_scripts: bool = True

    def aliases(self, entity_id: str) -> list[str | None]:
        found: list[str | None] = self.house.entries[entity_id]["aliases"]
        return found

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What its REST API does with scenes and scripts."""
        if request.headers["Authorization"] != f"Bearer {TOKEN}":
            return httpx.Response(401)
        *_, sort, _, routine_id = request.url.path.split("/")
        kept = {"script": self.scripts, "scene": self.scenes}[sort]
        match request.method:
            case "GET" if routine_id in kept:
                return httpx.Response(200, json=kept[routine_id])
            case "POST":
                written = {"id": routine_id} if sort == "scene" else {}
                kept[routine_id] = written | json.loads(request.content)
                if self.reads_scripts:
                    platform = "homeassistant" if sort == "scene" else sort
                    self.house.add(f"{sort}.{routine_id}", "off", "x", platform=platform, is_exposed=False)
                    self.house.entries[f"{sort}.{routine_id}"]["unique_id"] = routine_id
                return httpx.Response(200, json={"result": "ok"})
            case "DELETE" if routine_id in kept:
                del kept[routine_id]
                return httpx.Response(200, json={"result": "ok"})
            case _:
                return httpx.Response(404, json={"message": "Resource not found"})


@contextlib.asynccontextmanager
async def a_ground(
    folder: Path, taught: Sequence[Concept] = (), *, renamed: Mapping[str, str] = MappingProxyType({})
) -> AsyncIterator[Ground]:
    """The ground while the block runs; ``renamed`` are what Home Assistant calls entities now, by the hub's ids."""
    home, house = homes.a_home(), FakeHomeAssistant()
    entities = {key: replace(entity, native_id=renamed.get(key, "")) for key, entity in home.entities.items()}
    home = replace(home, entities=entities)
    for area in home.areas.values():
        house.add_area(area.id, area.name, aliases=area.aliases)
    for entity in home.entities.values():
        if entity.gateway == "home_assistant":
            house.add(renamed.get(entity.id, entity.id), "off", entity.name, area=entity.area)

    async def concepts() -> Sequence[Concept]:
        return ground.taught

    @contextlib.asynccontextmanager
    async def registrars() -> AsyncIterator[Registrar]:
        rest = httpx.AsyncClient(
            base_url=f"{house.url}/api",
            headers={"Authorization": f"Bearer {TOKEN}"},
            transport=httpx.MockTransport(ground.answer),
        )
        async with rest, connected(HomeAssistantAccess.at(house.url, TOKEN)) as connection:
            connection.version = ground.version
            reading = asyncio.create_task(connection.read())
            try:
                yield Registrar(connection, rest, partial(address_in, home))
            finally:
                reading.cancel()
                with contextlib.suppress(asyncio.CancelledError, Unreachable):
                    await reading

    async with house:
        packing = Packing(concepts, lambda: home, services)
        ground = Ground(house, Offering(packing, registrars, folder), list(taught))
        yield ground
