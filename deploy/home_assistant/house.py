"""Sets up a Home Assistant for trying: integrations, floors, rooms, what voice may touch, the assistant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from deploy.home_assistant.connection import Connection
from deploy.home_assistant.entries import Entry, add_entry, entries, loaded, readdressed, remove_entry
from deploy.home_assistant.hub import HubProgram
from deploy.home_assistant.ports import LOOPBACK
from deploy.home_assistant.registries import (
    add_aliases,
    change_entity,
    ensure_area,
    ensure_floor,
    entities,
    expose,
    until_devices,
)
from devices.broker import BrokerSettings
from devices.home import Home

FLOORS: Final = {
    "Ground floor": ("living room", "kitchen", "hallway", "bathroom"),
    "First floor": ("bedroom", "office"),
    "Attic": ("loft",),
}
PLACED: Final = {"light.star_lamp": "loft", "light.reading_light": "loft"}
NOT_EXPOSED: Final = ("backup",)
_SPOKEN: Final = frozenset(
    """
    alarm_control_panel binary_sensor button climate counter cover date datetime fan humidifier input_boolean
    input_button input_datetime input_number input_select input_text lawn_mower light lock media_player number person
    remote scene script select sensor siren switch text time timer todo vacuum valve water_heater weather
    """.split()
)


async def furnish(home: Connection, broker: BrokerSettings, content: Home) -> None:
    """Connect Home Assistant to the broker that ``content`` is on, put everything into its room, expose it to voice.

    What was furnished before is left as its people have it.
    """
    plain = {"set_ca_cert": "off", "set_client_cert": False}  # what newer forms want to be told
    before = {entry.id for entry in await entries(home, "mqtt")}
    entry = await ensure_entry(home, "mqtt", {"broker": broker.host, "port": broker.port, **plain})
    if entry.id in before:
        return
    rooms = await _rooms(home, content)
    for entity_id, room in PLACED.items():
        await change_entity(home, entity_id, area_id=rooms[room])
    await _place(home, content, rooms)
    await expose_all(home)


async def _rooms(home: Connection, content: Home) -> dict[str, str]:
    """The area's id for each room's name."""
    aliases = {area.name: area.aliases for area in content.areas.values()}
    floor_of: dict[str, str] = {}
    for level, (floor, there) in enumerate(FLOORS.items()):
        floor_of |= dict.fromkeys(there, await ensure_floor(home, floor, level))
    names = dict.fromkeys([*aliases, *floor_of])
    return {
        name: await ensure_area(home, name.title(), floor=floor_of.get(name), aliases=aliases.get(name, ()))
        for name in names
    }


async def _place(home: Connection, content: Home, rooms: Mapping[str, str]) -> None:
    """Each device that came over the broker into its room, and its further names, once all of them are there."""
    known = {entity.name: entity for entity in content.spoken}
    devices = await until_devices(home, frozenset(known))
    for name, device_id in devices.items():
        area = content.areas[known[name].area or ""].name
        await home.ask("config/device_registry/update", device_id=device_id, area_id=rooms[area])
    for listed in await home.ask("config/entity_registry/list"):
        device = next((name for name, device_id in devices.items() if device_id == listed["device_id"]), None)
        if device is not None and listed["original_name"] is None and known[device].aliases:
            await add_aliases(home, listed["entity_id"], known[device].aliases)


async def expose_all(home: Connection) -> None:
    """Let voice touch everything it has words for."""
    spoken = [entity.id for entity in await entities(home) if entity.id.partition(".")[0] in _SPOKEN]
    hidden = [entity.id for entity in await entities(home) if entity.platform in NOT_EXPOSED]
    await expose(home, [entity_id for entity_id in spoken if entity_id not in hidden])
    await expose(home, hidden, exposed=False)


async def ensure_entry(home: Connection, domain: str, answers: dict[str, object]) -> Entry:
    """The integration's entry, running: that which is there, with what it led to moved, or a new one."""
    for entry in await entries(home, domain):
        if await readdressed(home, entry, answers):
            return await loaded(home, entry)
        await remove_entry(home, entry)
    return await loaded(home, await add_entry(home, domain, answers))


async def agent_of(home: Connection, entry: Entry) -> str:
    """The conversation entity of an integration."""
    listed = await home.ask("config/entity_registry/list")
    found = [entity for entity in listed if entity["config_entry_id"] == entry.id]
    return next(str(entity["entity_id"]) for entity in found if entity["entity_id"].startswith("conversation."))


async def add_component(home: Connection, hub: HubProgram) -> str:
    """The conversation entity of the hub's own integration, added with its address and token."""
    entry = await ensure_entry(home, "teachable_hub", {"url": hub.address, "token": hub.token})
    return await agent_of(home, entry)


async def add_wyoming(home: Connection, hub: HubProgram) -> str:
    """The conversation entity of the hub as a Wyoming service."""
    entry = await ensure_entry(home, "wyoming", {"host": LOOPBACK, "port": hub.wyoming_port})
    return await agent_of(home, entry)
