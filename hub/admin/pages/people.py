"""Who lives here, what they may do, and their accounts on these pages."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from devices.home import Person, Role
from hub.admin.access import MayAdmin, MayAdminForSure, TheDoor
from hub.admin.door import Door
from hub.admin.forms import Mark, status_of
from hub.admin.logins import Visitor
from hub.admin.roles import EXPLAINED, AccountRole
from hub.admin.seen import must_be_as_seen, seen_mark
from hub.admin.views import Typed, back, render
from hub.errors import HubError
from hub.ports import Account
from hub.web.access import TheHub

router = APIRouter()

BY_TALK: Final = {
    Role.ADULT: "controls everything and teaches; locks, doors, alarm, oven and heaters only by a plain request",
    Role.CHILD: "controls lights, music, blinds and the like; no locks, doors, alarm, oven or heaters, and no lessons "
    "about them",
    Role.GUEST: "the same as a child",
}


@router.get("/people")
async def people(request: Request, visitor: MayAdmin, door: TheDoor) -> Response:
    """Everybody."""
    return await _page(request, visitor, door)


@router.post("/people")
async def add_person(
    request: Request,
    visitor: MayAdmin,
    hub: TheHub,
    door: TheDoor,
    name: Typed = "",
    role: Typed = "",
    also: Typed = "",
) -> Response:
    """Somebody new in the house."""
    try:
        await hub.household.add(name, _role(role), _names(also))
    except HubError as error:
        typed = {"name": name, "role": role, "also": also}
        return await _page(request, visitor, door, status=422, error=str(error), person=typed)
    await hub.follow()
    return back(request, "/people", done="added")


@router.get("/people/{person_id}")
async def person(request: Request, visitor: MayAdmin, hub: TheHub, door: TheDoor, person_id: str) -> Response:
    """One of them."""
    return await _person_page(request, visitor, door, _person(hub.registry.home().persons.get(person_id)))


@router.post("/people/{person_id}/change")
async def change_person(
    request: Request,
    visitor: MayAdmin,
    hub: TheHub,
    door: TheDoor,
    person_id: str,
    name: Typed = "",
    role: Typed = "",
    also: Typed = "",
    seen: Mark = "",
) -> Response:
    """Say of somebody who they are."""
    found = _person(hub.registry.home().persons.get(person_id))
    try:
        must_be_as_seen(seen, *_identity(found), now=", ".join(part for part in _identity(found) if part))
        await hub.household.change(found, name, _role(role), _names(also))
    except HubError as error:
        typed = {"name": name, "role": role, "also": also}
        return await _person_page(request, visitor, door, found, status=status_of(error), error=str(error), typed=typed)
    await hub.follow()
    return back(request, "/people", done="saved")


@router.post("/people/{person_id}/remove")
async def remove_person(request: Request, _visitor: MayAdmin, hub: TheHub, person_id: str) -> Response:
    """Say nothing of somebody any more."""
    await hub.household.remove(_person(hub.registry.home().persons.get(person_id)))
    await hub.follow()
    return back(request, "/people", done="removed")


@router.post("/people/accounts")
async def add_account(
    request: Request,
    visitor: MayAdminForSure,
    door: TheDoor,
    name: Typed = "",
    role: Typed = "",
    person: Typed = "",
    password: Typed = "",
) -> Response:
    """An account for these pages."""
    try:
        await door.add(name, password, _account_role(role), person or None)
    except HubError as error:
        typed = {"name": name, "role": role, "person": person}
        return await _page(request, visitor, door, status=422, error=str(error), account=typed)
    return back(request, "/people", done="added")


@router.post("/people/accounts/{account_id}/change")
async def change_account(
    request: Request,
    visitor: MayAdminForSure,
    door: TheDoor,
    account_id: str,
    role: Typed = "",
    person: Typed = "",
    seen: Mark = "",
) -> Response:
    """Another role, or another person."""
    found = await _account(door, account_id)
    try:
        must_be_as_seen(seen, found.role, found.person, now=f"{found.role}, {found.person or 'nobody of the house'}")
        await door.change(found, _account_role(role), person or None)
    except HubError as error:
        return await _page(request, visitor, door, status=409, error=str(error))
    return back(request, "/people", done="saved")


@router.post("/people/accounts/{account_id}/password")
async def reset_password(
    request: Request, visitor: MayAdminForSure, door: TheDoor, account_id: str, password: Typed = ""
) -> Response:
    """A password that an admin gives; the account is logged out everywhere."""
    found = await _account(door, account_id)
    try:
        await door.change_password(found, password)
    except HubError as error:
        return await _page(request, visitor, door, status=422, error=str(error))
    return back(request, "/people", done="saved")


@router.post("/people/accounts/{account_id}/remove")
async def remove_account(request: Request, visitor: MayAdminForSure, door: TheDoor, account_id: str) -> Response:
    """No account any more."""
    try:
        await door.remove(await _account(door, account_id))
    except HubError as error:
        return await _page(request, visitor, door, status=409, error=str(error))
    return back(request, "/people", done="removed")


async def _page(
    request: Request,
    visitor: Visitor,
    door: Door,
    *,
    status: int = 200,
    error: str = "",
    person: dict[str, str] | None = None,
    account: dict[str, str] | None = None,
) -> Response:
    hub = request.app.state.hub
    persons = sorted(hub.registry.home().persons.values(), key=lambda one: one.name.casefold())
    accounts = await door.accounts.accounts()
    return render(
        request,
        visitor,
        "people.html",
        status=status,
        error=error,
        persons=persons,
        names={one.id: one.name for one in persons},
        accounts=accounts,
        seen={one.id: seen_mark(one.role, one.person) for one in accounts},
        of_person={one.id: [had for had in accounts if had.person == one.id] for one in persons},
        told={one.id for one in persons if hub.household.tells_of(one.id)},
        roles=list(Role),
        account_roles=list(AccountRole),
        by_talk=BY_TALK,
        on_pages=EXPLAINED,
        typed_person=person or {"name": "", "role": Role.ADULT.value, "also": ""},
        typed_account=account or {"name": "", "role": AccountRole.ADULT.value, "person": ""},
    )


async def _person_page(
    request: Request,
    visitor: Visitor,
    door: Door,
    person: Person,
    *,
    status: int = 200,
    error: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    hub = request.app.state.hub
    return render(
        request,
        visitor,
        "person.html",
        status=status,
        error=error,
        person=person,
        accounts=[one for one in await door.accounts.accounts() if one.person == person.id],
        is_told=hub.household.tells_of(person.id),
        roles=list(Role),
        by_talk=BY_TALK,
        seen=seen_mark(*_identity(person)),
        typed=typed or {"name": person.name, "role": person.role.value, "also": ", ".join(person.aliases)},
    )


def _identity(person: Person) -> tuple[str, str, str]:
    return person.name, person.role.value, ", ".join(person.aliases)


def _person(found: Person | None) -> Person:
    if found is None:
        raise HTTPException(404, "There is no such person in this house.")
    return found


async def _account(door: Door, account_id: str) -> Account:
    found = next((one for one in await door.accounts.accounts() if one.id == account_id), None)
    if found is None:
        raise HTTPException(404, "There is no such account.")
    return found


def _role(value: str) -> Role:
    if value not in set(Role):
        raise HubError("Choose adult, child or guest.")
    return Role(value)


def _account_role(value: str) -> AccountRole:
    if value not in set(AccountRole):
        raise HubError("Choose admin, adult, child or guest.")
    return AccountRole(value)


def _names(typed: str) -> list[str]:
    return [name for name in (part.strip() for part in typed.split(",")) if name]
