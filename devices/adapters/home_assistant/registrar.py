"""Puts names and routines into a Home Assistant: aliases of entities and areas, scenes and scripts of its interface.

Every change reads what is there first and leaves alone what it isn't about.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Final, Literal
from urllib.parse import urlsplit, urlunsplit

import httpx

from devices.adapters.home_assistant.connection import Connection, connected
from devices.adapters.home_assistant.errors import CommandFailed, HomeAssistantError, TokenRefused, Unreachable
from devices.home_assistant_access import HomeAssistantAccess

# From this version on a null among the aliases stands for the entity's own name; before, it breaks Home Assistant.
_NULL_IS_OWN_NAME: Final = (2026, 4)
Made = Literal["scene", "script"]
_LOADED_S: Final = 5.0
_LOOK_EVERY_S: Final = 0.1
_TIMEOUT_S: Final = 10.0
_NOT_READ: Final = "it doesn't read {sort}s.yaml; put `{sort}: !include {sort}s.yaml` into configuration.yaml"


class Registrar:
    """Reads and changes aliases, scenes and scripts. Everything raises ``HomeAssistantError``.

    ``address`` tells what Home Assistant calls an entity of the hub.
    """

    def __init__(self, connection: Connection, rest: httpx.AsyncClient, address: Callable[[str], str] = str) -> None:
        self._address = address
        self._connection = connection
        self._rest = rest
        self._keeps_null = _version(connection.version) >= _NULL_IS_OWN_NAME

    async def entity_aliases(self, entity_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """The aliases of those of the entities that are in the registry."""
        called = {self._address(entity_id): entity_id for entity_id in entity_ids}
        entries = await self._entries(tuple(called))
        return {called[address]: _said(entry.get("aliases")) for address, entry in entries.items() if address in called}

    async def area_aliases(self) -> Mapping[str, tuple[str, ...]]:
        """The aliases of all areas."""
        return {area_id: _said(area.get("aliases")) for area_id, area in (await self._areas()).items()}

    async def change_entity_aliases(
        self, entity_id: str, *, added: Sequence[str], removed: Sequence[str]
    ) -> tuple[str, ...]:
        """Change these and no other alias of an entity; returns those that it hadn't before."""
        address = self._address(entity_id)
        entry = (await self._entries([address])).get(address)
        if entry is None:
            raise CommandFailed("not_found", f"there is no {address} any more")
        aliases = self._changed(entry.get("aliases"), added, removed)
        await self._connection.ask("config/entity_registry/update", {"entity_id": address, "aliases": aliases})
        return _new(added, entry)

    async def change_area_aliases(
        self, area_id: str, *, added: Sequence[str], removed: Sequence[str]
    ) -> tuple[str, ...]:
        """Change these and no other alias of an area; returns those that it hadn't before."""
        area = (await self._areas()).get(area_id)
        if area is None:
            raise CommandFailed("not_found", f"there is no area {area_id} any more")
        # An area's own name is never among its aliases.
        aliases = [alias for alias in self._changed(area.get("aliases"), added, removed) if alias is not None]
        await self._connection.ask("config/area_registry/update", {"area_id": area_id, "aliases": aliases})
        return _new(added, area)

    async def routine(self, sort: Made, routine_id: str) -> Mapping[str, object] | None:
        """The configuration of a scene or script that was made over the user interface."""
        answer = await self._request("GET", _path(sort, routine_id))
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        found = _checked(answer).json()
        return found if isinstance(found, dict) else None

    async def put_routine(self, sort: Made, routine_id: str, config: Mapping[str, object]) -> None:
        """Add or replace a scene or script, and see that Home Assistant has taken it up."""
        _checked(await self._request("POST", _path(sort, routine_id), config))
        deadline = asyncio.get_running_loop().time() + _LOADED_S
        while not await self._has(sort, routine_id):
            if asyncio.get_running_loop().time() > deadline:
                raise CommandFailed("not_loaded", _NOT_READ.format(sort=sort))
            await asyncio.sleep(_LOOK_EVERY_S)

    async def remove_routine(self, sort: Made, routine_id: str) -> None:
        """Remove a scene or script; no error when it is gone already."""
        if await self.routine(sort, routine_id) is not None:
            _checked(await self._request("DELETE", _path(sort, routine_id)))

    async def _has(self, sort: Made, routine_id: str) -> bool:
        entries = await self._connection.ask("config/entity_registry/list")
        return any(
            isinstance(entry, dict)
            and str(entry.get("entity_id")).startswith(f"{sort}.")
            and entry.get("unique_id") == routine_id
            for entry in (entries if isinstance(entries, list) else ())
        )

    async def _entries(self, entity_ids: Sequence[str]) -> dict[str, Mapping[str, object]]:
        answer = await self._connection.ask("config/entity_registry/get_entries", {"entity_ids": list(entity_ids)})
        found = answer if isinstance(answer, dict) else {}
        return {entity_id: entry for entity_id, entry in found.items() if isinstance(entry, dict)}

    async def _areas(self) -> dict[str, Mapping[str, object]]:
        answer = await self._connection.ask("config/area_registry/list")
        areas = answer if isinstance(answer, list) else []
        return {str(area["area_id"]): area for area in areas if isinstance(area, dict) and "area_id" in area}

    def _changed(self, raw: object, added: Sequence[str], removed: Sequence[str]) -> list[str | None]:
        before = raw if isinstance(raw, list) else []
        kept = [alias for alias in before if alias not in removed and (alias is not None or self._keeps_null)]
        return [*kept, *(alias for alias in added if alias not in kept)]

    async def _request(self, method: str, path: str, content: Mapping[str, object] | None = None) -> httpx.Response:
        try:
            return await self._rest.request(method, path, json=content)
        except httpx.HTTPError as error:
            raise Unreachable(str(error) or type(error).__name__) from error


@contextlib.asynccontextmanager
async def registrar(access: HomeAssistantAccess, address: Callable[[str], str] = str) -> AsyncIterator[Registrar]:
    """A registrar while the block runs. Raises ``Unreachable``, ``Denied`` or ``TokenRefused``."""
    headers = {"Authorization": f"Bearer {access.token}"}
    rest = httpx.AsyncClient(base_url=rest_url(access.url), headers=headers, timeout=_TIMEOUT_S, trust_env=False)
    async with rest, connected(access) as connection:
        reading = asyncio.create_task(_read(connection), name="registrar reading")
        try:
            yield Registrar(connection, rest, address)
        except TimeoutError as error:
            raise Unreachable(f"it doesn't answer within {_TIMEOUT_S:g} s") from error
        finally:
            reading.cancel()
            await asyncio.wait((reading,))


def rest_url(websocket: str) -> str:
    """The address of the REST API that belongs to one of the WebSocket API."""
    parts = urlsplit(websocket)
    path = parts.path.removesuffix("/websocket")
    path = path if path.endswith("/api") else f"{path}/api"
    return urlunsplit(("https" if parts.scheme == "wss" else "http", parts.netloc, path, "", ""))


async def _read(connection: Connection) -> None:
    with contextlib.suppress(HomeAssistantError):
        await connection.read()


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        # An administrator's view answers this to a user who is none, and to a bad token.
        raise CommandFailed("unauthorized", "Unauthorized")
    if answer.status_code == HTTPStatus.FORBIDDEN:
        raise TokenRefused
    try:
        reason = str(answer.json()["message"])
    except (ValueError, KeyError, TypeError):
        reason = f"HTTP {answer.status_code}"
    raise CommandFailed("rest_error", reason)


def _path(sort: Made, routine_id: str) -> str:
    return f"/config/{sort}/config/{routine_id}"


def _said(raw: object) -> tuple[str, ...]:
    return tuple(alias for alias in raw if isinstance(alias, str)) if isinstance(raw, list) else ()


def _new(added: Sequence[str], before: Mapping[str, object]) -> tuple[str, ...]:
    there = _said(before.get("aliases"))
    return tuple(alias for alias in added if alias not in there)


def _version(text: str) -> tuple[int, ...]:
    numbers = text.split(".")[:2]
    return tuple(int(number) for number in numbers) if all(number.isdecimal() for number in numbers) else ()
