"""The rooms and their things: how they are, how they came to be so, and a command to try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Final, assert_never

from fastapi import APIRouter, Form, Request, Response
from starlette.exceptions import HTTPException

from devices.capabilities import (
    AND,
    Capability,
    Choice,
    Quantity,
    Text,
    Toggle,
    Trigger,
    Value,
    fault,
    is_readonly,
)
from devices.commands import Assumed, Command, Confirmed, Failed, Outcome, Unconfirmed
from devices.home import Entity, Home
from devices.safety import Tier, heats, is_dangerous_direction, tier_of
from devices.state import StateChange
from hub.admin.access import MaySee, MayTeach
from hub.admin.logins import Visitor
from hub.admin.portraits import wording_of
from hub.admin.things import label_of, switch_words, told_state, told_value
from hub.admin.views import back, render
from hub.errors import HubError
from hub.running import Hub
from hub.web.access import TheHub

router = APIRouter()

CARE: Final = {
    Tier.COMFORT: "comfort: nothing can happen",
    Tier.ROUTINE: "routine: warms, moves or runs something",
    Tier.DANGER: "danger: can harm, or let somebody in; only by a plain request of an adult",
}
CHANGES: Final = 50
"""How many changes of a thing are shown."""


@dataclass(frozen=True, slots=True)
class Room:
    """A room with its things, as the page lists them."""

    name: str
    floor: str
    aliases: tuple[str, ...]
    things: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Control:
    """An attribute that can be set, with the input it takes."""

    attribute: str
    capability: Capability
    value: Value
    sort: str
    options: tuple[str, ...] = ()


@router.get("/home")
async def home(request: Request, visitor: MaySee, hub: TheHub, q: str = "") -> Response:
    """All rooms; ``q`` narrows the things to those whose name, kind or room has it."""
    now, states, says = hub.registry.home(), hub.registry.states(), wording_of(hub)
    return render(
        request,
        visitor,
        "home.html",
        rooms=_rooms(now, q.strip().casefold()),
        query=q,
        states=states,
        state_of=lambda thing: told_state(thing, states.of(thing.id), says),
        count=len(now.spoken),
    )


@router.get("/things/{entity_id:path}")
async def thing(request: Request, visitor: MaySee, hub: TheHub, entity_id: str) -> Response:
    """One thing."""
    return _page(request, visitor, hub, _entity(hub, entity_id))


@router.post("/things/{entity_id:path}")
async def command_thing(
    request: Request,
    visitor: MayTeach,
    hub: TheHub,
    entity_id: str,
    attribute: Annotated[str, Form(max_length=200)] = "",
    sure: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Try a command. What could harm or let somebody in is asked about first."""
    entity = _entity(hub, entity_id)
    said = [str(value) for value in (await request.form()).getlist("value")]
    try:
        value = _value(entity, attribute, said)
    except HubError as error:
        return _page(request, visitor, hub, entity, status=422, error=str(error))
    settings: dict[str, Value] = {attribute: value}
    if sure != "yes" and (is_dangerous_direction(entity, settings) or heats(entity, settings)):
        return _page(request, visitor, hub, entity, asked=(attribute, value, said))
    (outcome,) = await hub.dispatcher.perform([Command(entity.id, settings)])
    match outcome:
        case Failed(reason=reason):
            return _page(request, visitor, hub, entity, status=409, error=f"It was not done: {reason}.")
        case Confirmed() | Unconfirmed() | Assumed():
            return back(request, f"/things/{entity.id}", done=_note(outcome))
        case _:
            assert_never(outcome)


def _rooms(home: Home, query: str) -> list[Room]:
    rooms = []
    for area_id, things in home.by_area.items():
        area = home.areas.get(area_id or "")
        name = area.name if area is not None else "Without a room"
        found = tuple(
            entity
            for entity in sorted(things, key=lambda one: one.name.casefold())
            if not query
            or any(query in word.casefold() for word in (entity.name, entity.kind, name, entity.id, *entity.aliases))
        )
        floor = home.floors.get(area.floor or "") if area is not None else None
        if found:
            rooms.append(Room(name, floor.name if floor else "", area.aliases if area else (), found))
    return sorted(rooms, key=lambda room: (room.name == "Without a room", room.name.casefold()))


def _page(
    request: Request,
    visitor: Visitor,
    hub: Hub,
    entity: Entity,
    *,
    status: int = 200,
    error: str = "",
    asked: tuple[str, Value, list[str]] | None = None,
) -> Response:
    home, states, says = hub.registry.home(), hub.registry.states(), wording_of(hub)
    area = home.areas.get(entity.area or "")
    state = states.of(entity.id)
    return render(
        request,
        visitor,
        "thing.html",
        status=status,
        error=error,
        thing=entity,
        room=area.name if area is not None else "",
        device=home.devices.get(entity.device or ""),
        care=CARE[tier_of(entity)],
        owner=hub.registry.owner_of(entity.id) or entity.gateway,
        is_available=states.is_available(entity.id),
        seen=hub.registry.last_seen(entity.id),
        state=state,
        value_of=lambda name, value: told_value(entity.capabilities.get(name), name, value, says),
        label_of=label_of,
        switch_words=lambda name: switch_words(name, says),
        controls=_controls(entity, state),
        changes=_changes(hub, entity),
        asked=asked,
    )


def _changes(hub: Hub, entity: Entity) -> list[StateChange]:
    mine = (change for change in reversed(hub.registry.history()) if change.entity_id == entity.id)
    return list(islice(mine, CHANGES))


def _controls(entity: Entity, state: Mapping[str, Value]) -> list[Control]:
    return [
        _control(name, capability, state.get(name))
        for name, capability in entity.capabilities.items()
        if not is_readonly(capability)
    ]


def _control(name: str, capability: Capability, value: Value) -> Control:
    match capability:
        case Toggle():
            return Control(name, capability, value, "toggle")
        case Quantity():
            return Control(name, capability, value, "number")
        case Choice(options=options, many=True):
            return Control(name, capability, value, "several", options)
        case Choice(options=options):
            return Control(name, capability, value, "choice", options)
        case Text():
            return Control(name, capability, value, "text")
        case Trigger():
            return Control(name, capability, value, "trigger")
        case _:
            assert_never(capability)


def _value(entity: Entity, attribute: str, said: list[str]) -> Value:
    """What was put into the form, as the attribute takes it. Raises ``HubError``."""
    capability = entity.capabilities.get(attribute)
    if capability is None:
        raise HubError(f"It has no {attribute.replace('_', ' ')}.")
    value = _read(capability, said)
    if (reason := fault(capability, value)) is not None:
        raise HubError(f"{attribute.replace('_', ' ').capitalize()}: {reason}.")
    return value


def _read(capability: Capability, said: list[str]) -> Value:
    first = said[0] if said else ""
    match capability:
        case Trigger():
            return True
        case Toggle():
            return {"yes": True, "no": False}.get(first)
        case Quantity():
            try:
                number = float(first.replace(",", "."))
            except ValueError:
                return None
            return int(number) if number.is_integer() else number
        case Choice(many=True):
            return AND.join(said)
        case Choice() | Text():
            return first
        case _:
            assert_never(capability)


def _note(outcome: Outcome) -> str:
    match outcome:
        case Confirmed():
            return "confirmed"
        case Unconfirmed():
            return "unconfirmed"
        case _:
            return "assumed"


def _entity(hub: Hub, entity_id: str) -> Entity:
    entity = hub.registry.home().entities.get(entity_id)
    if entity is None or entity.hidden:
        raise HTTPException(404, "There is no such thing in this home, or not any more.")
    return entity
