"""Makes the first user of a new Home Assistant by script, and a token for scripts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from deploy.home_assistant.connection import Connection
from deploy.home_assistant.errors import RequestRefused

TOKEN_FILE: Final = "access-token"  # noqa: S105 - a file's name
_DAYS: Final = 3650


@dataclass(frozen=True, slots=True)
class Login:
    """Who may log in."""

    username: str
    password: str


def skip_the_other_steps(folder: Path) -> None:
    """Before the first start: only the user is left to be made.

    The step that sets the location would start integrations that look for the internet.
    """
    storage = folder / ".storage"
    storage.mkdir(parents=True, exist_ok=True)
    steps = {"done": ["core_config", "analytics", "integration"]}
    content = {"version": 4, "minor_version": 1, "key": "onboarding", "data": steps}
    (storage / "onboarding").write_text(json.dumps(content), encoding="utf-8")


async def make_first_user(address: str, login: Login) -> str:
    """A long-lived token of the new first user. Raises ``RequestRefused``."""
    user = {"name": login.username.title(), "username": login.username, "password": login.password, "language": "en"}
    client = {"client_id": f"{address}/"}
    async with httpx.AsyncClient(base_url=address, timeout=30, trust_env=False) as rest:
        made = _answer(await rest.post("/api/onboarding/users", json=user | client))
        form = {"grant_type": "authorization_code", "code": made["auth_code"], **client}
        tokens = _answer(await rest.post("/auth/token", data=form))
    async with Connection(address, tokens["access_token"]) as home:
        token: str = await home.ask("auth/long_lived_access_token", client_name="teachable hub trial", lifespan=_DAYS)
    return token


async def keep_address(home: Connection) -> None:
    """Have what ``http.yaml`` says stay: newer versions take it for a trial, and go back to what was after minutes."""
    try:
        await home.ask("http/config/promote")
    except RequestRefused as refusal:
        if refusal.code not in {"unknown_command", "not_allowed"}:  # there is no such thing, or nothing to keep
            raise


def _answer(response: httpx.Response) -> dict[str, Any]:
    if response.is_error:
        raise RequestRefused("the first user", str(response.status_code), response.text[:500])
    content: dict[str, Any] = response.json()
    return content
