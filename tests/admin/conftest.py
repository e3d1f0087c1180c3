from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import httpx
import pytest

from hub.admin.access import COOKIE
from hub.admin.door import Door
from hub.admin.roles import AccountRole
from hub.running import Hub
from hub.web.api import create_app
from tests.hub.conftest import Parts, parts, settings  # noqa: F401 - the hub of the API's tests

PASSWORD = "three plain words"


@dataclass(slots=True)
class Visit:
    """A browser without script."""

    client: httpx.AsyncClient
    csrf: str = ""

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path)

    async def post(self, path: str, **fields: str) -> httpx.Response:
        return await self.client.post(path, data={"csrf": self.csrf, **fields})


@pytest.fixture
def door(parts: Parts) -> Door:  # noqa: F811
    assert parts.hub.door is not None
    return parts.hub.door


@pytest.fixture
def hub(parts: Parts) -> Hub:  # noqa: F811
    return parts.hub


def browser(hub: Hub, address: str = "192.0.2.7") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(create_app(hub), raise_app_exceptions=False, client=(address, 5000))
    return httpx.AsyncClient(transport=transport, base_url="http://hub")


@pytest.fixture
async def stranger(hub: Hub, door: Door) -> AsyncIterator[Visit]:
    """Nobody yet; the house has an admin."""
    await door.add("Alex", PASSWORD, AccountRole.ADMIN)
    await door.look()
    async with browser(hub) as client:
        yield Visit(client)


async def logged_in(hub: Hub, door: Door, role: AccountRole, client: httpx.AsyncClient) -> Visit:
    account = await door.add(f"the {role}", PASSWORD, role)
    await door.look()
    client.cookies.set(COOKIE, await door.logins.begin(account))
    page = (await client.get("/account")).text
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return Visit(client, found[1])


@pytest.fixture
async def as_role(hub: Hub, door: Door) -> AsyncIterator[Callable[[AccountRole], object]]:
    clients: list[httpx.AsyncClient] = []

    async def enter(role: AccountRole) -> Visit:
        clients.append(browser(hub))
        return await logged_in(hub, door, role, clients[-1])

    yield enter
    for client in clients:
        await client.aclose()


@pytest.fixture
async def admin(hub: Hub, door: Door) -> AsyncIterator[Visit]:
    async with browser(hub) as client:
        yield await logged_in(hub, door, AccountRole.ADMIN, client)
