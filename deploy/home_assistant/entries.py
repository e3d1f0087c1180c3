"""Adds integrations as a person does in the interface: through their config flows, over REST.

What a step asks for differs between versions of Home Assistant, so each step is answered with those of our answers that
it asks for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from deploy.home_assistant.connection import Connection
from deploy.home_assistant.errors import FlowRefused, RequestRefused

FLOWS: Final = "/api/config/config_entries/flow"
_MOST_STEPS: Final = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """A config entry: an integration that was added."""

    id: str
    domain: str
    title: str
    state: str


async def entries(home: Connection, domain: str) -> list[Entry]:
    """Those of an integration."""
    found = await home.ask("config_entries/get", domain=domain)
    return [Entry(entry["entry_id"], entry["domain"], entry["title"], entry["state"]) for entry in found]


async def add_entry(home: Connection, domain: str, answers: Mapping[str, object]) -> Entry:
    """Add an integration. Raises ``FlowRefused`` when its flow ends otherwise or goes in circles."""
    return await _walk(home, domain, await home.post(FLOWS, {"handler": domain}), answers)


async def readdressed(home: Connection, entry: Entry, answers: Mapping[str, object]) -> bool:
    """Whether an entry, with all that was made of it, could be told where it leads to now."""
    try:
        form = await home.post(FLOWS, {"handler": entry.domain, "entry_id": entry.id})
        done = await home.post(f"{FLOWS}/{form['flow_id']}", _asked_for(form["data_schema"], answers))
    except (RequestRefused, KeyError):  # it can't be, or nobody answers there
        return False
    return bool(done["type"] == "abort" and done["reason"] == "reconfigure_successful")


async def discovered(home: Connection, domain: str, *, within_s: float) -> str:
    """The id of a flow that Home Assistant has begun by itself. Raises ``TimeoutError``."""
    deadline = monotonic() + within_s
    while monotonic() < deadline:
        for flow in await home.ask("config_entries/flow/progress"):
            if flow["handler"] == domain and flow["context"]["source"] != "user":
                found: str = flow["flow_id"]
                return found
        await asyncio.sleep(0.2)
    raise TimeoutError(f"Home Assistant has not discovered a {domain} within {within_s:.0f} s")


async def finish_flow(home: Connection, domain: str, flow_id: str, answers: Mapping[str, object]) -> Entry:
    """Answer a flow that is there already. Raises ``FlowRefused``."""
    return await _walk(home, domain, await home.get(f"{FLOWS}/{flow_id}"), answers)


async def remove_entry(home: Connection, entry: Entry) -> None:
    """Take an integration out again."""
    await home.delete(f"/api/config/config_entries/entry/{entry.id}")


async def loaded(home: Connection, entry: Entry, *, within_s: float = 20.0) -> Entry:
    """The entry once its integration runs. Raises ``TimeoutError``."""
    deadline = monotonic() + within_s
    while monotonic() < deadline:
        now = next(found for found in await entries(home, entry.domain) if found.id == entry.id)
        if now.state == "loaded":
            return now
        await asyncio.sleep(0.1)
    raise TimeoutError(f"the entry of {entry.domain} was not loaded within {within_s:.0f} s")


async def _walk(home: Connection, domain: str, step: Mapping[str, Any], answers: Mapping[str, object]) -> Entry:
    for _ in range(_MOST_STEPS):
        match step["type"]:
            case "create_entry":
                made = step["result"]
                return Entry(made["entry_id"], domain, made["title"], made["state"])
            case "form" if not step.get("errors"):
                step = await home.post(f"{FLOWS}/{step['flow_id']}", _asked_for(step["data_schema"], answers))
            case "menu":
                options = list(step["menu_options"])
                chosen = next((option for option in options if option in answers), options[0])
                step = await home.post(f"{FLOWS}/{step['flow_id']}", {"next_step_id": chosen})
            case _:
                break
    errors = step.get("errors") or {"base": step.get("reason", step["type"])}
    raise FlowRefused(domain, step.get("step_id", step["type"]), errors)


def _asked_for(fields: Sequence[Mapping[str, Any]], answers: Mapping[str, object]) -> dict[str, object]:
    """Our answer to each field, otherwise what the form has filled in; sections are answered one level down."""
    given: dict[str, object] = {}
    for field in fields:
        name = field["name"]
        if field.get("type") == "expandable":
            given[name] = _asked_for(field["schema"], answers)
        elif name in answers:
            given[name] = answers[name]
        elif "default" in field:
            given[name] = field["default"]
    return given
