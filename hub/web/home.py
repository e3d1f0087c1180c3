"""The devices of the home and how they are."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from devices.capabilities import Capability, Choice, Quantity, Text, Toggle, Trigger, Value, is_readonly
from devices.home import Entity, Home
from devices.state import States
from hub.web.access import MayRead, TheHub

router = APIRouter(tags=["home"])


class CapabilityOut(BaseModel):
    """What one attribute takes."""

    type: Literal["toggle", "quantity", "choice", "text", "trigger"]
    readonly: bool
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    unit: str | None = None
    options: list[str] | None = None


class EntityOut(BaseModel):
    """One thing a person can name, with its state."""

    id: str
    name: str
    kind: str
    area: str | None
    aliases: list[str]
    labels: list[str]
    gateway: str
    native_id: str = Field(description="what its gateway calls it; not `id` once it was renamed in Home Assistant")
    available: bool
    capabilities: dict[str, CapabilityOut]
    state: dict[str, Value]


class AreaOut(BaseModel):
    """A room or another place."""

    id: str
    name: str
    aliases: list[str]
    floor: str | None


class HomeOut(BaseModel):
    """Areas, people and entities as the hub knows them now."""

    revision: int
    areas: list[AreaOut]
    persons: list[str]
    entities: list[EntityOut]


class StatesOut(BaseModel):
    """The state of every entity that may be talked about."""

    states: dict[str, dict[str, Value]]
    unavailable: list[str]


@router.get("/devices")
async def list_devices(hub: TheHub, _token: MayRead, area: str | None = None, kind: str | None = None) -> HomeOut:
    """Everything that can be talked about; ``area`` and ``kind`` narrow the entities."""
    home, states = hub.registry.home(), hub.registry.states()
    entities = [
        _entity_out(entity, states)
        for entity in home.spoken
        if (area is None or entity.area == area) and (kind is None or entity.kind == kind)
    ]
    return HomeOut(revision=home.revision, areas=_areas_out(home), persons=sorted(home.persons), entities=entities)


@router.get("/devices/{entity_id}")
async def read_device(entity_id: str, hub: TheHub, _token: MayRead) -> EntityOut:
    """One entity with its capabilities and state."""
    entity = hub.registry.home().entities.get(entity_id)
    if entity is None or entity.hidden:
        raise HTTPException(404, f"There is no entity {entity_id!r} in this home.")
    return _entity_out(entity, hub.registry.states())


@router.get("/states")
async def list_states(hub: TheHub, _token: MayRead) -> StatesOut:
    """How everything is now."""
    states = hub.registry.states()
    spoken = hub.registry.home().spoken
    return StatesOut(
        states={entity.id: dict(states.of(entity.id)) for entity in spoken},
        unavailable=[entity.id for entity in spoken if not states.is_available(entity.id)],
    )


def _areas_out(home: Home) -> list[AreaOut]:
    return [
        AreaOut(id=area.id, name=area.name, aliases=list(area.aliases), floor=area.floor)
        for area in home.areas.values()
    ]


def _entity_out(entity: Entity, states: States) -> EntityOut:
    return EntityOut(
        id=entity.id,
        name=entity.name,
        kind=entity.kind,
        area=entity.area,
        aliases=list(entity.aliases),
        labels=list(entity.labels),
        gateway=entity.gateway,
        native_id=entity.native_id or entity.id,
        available=states.is_available(entity.id),
        capabilities={name: _capability_out(capability) for name, capability in entity.capabilities.items()},
        state=dict(states.of(entity.id)),
    )


def _capability_out(capability: Capability) -> CapabilityOut:
    readonly = is_readonly(capability)
    match capability:
        case Toggle():
            return CapabilityOut(type="toggle", readonly=readonly)
        case Quantity(minimum=minimum, maximum=maximum, unit=unit, step=step):
            return CapabilityOut(
                type="quantity", readonly=readonly, minimum=minimum, maximum=maximum, unit=unit, step=step
            )
        case Choice(options=options):
            return CapabilityOut(type="choice", readonly=readonly, options=list(options))
        case Text():
            return CapabilityOut(type="text", readonly=readonly)
        case Trigger():
            return CapabilityOut(type="trigger", readonly=readonly)
