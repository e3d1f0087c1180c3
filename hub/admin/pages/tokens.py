"""API tokens: which there are, a new one shown once, and an end to one."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from hub.admin.access import MayAdmin, MayAdminForSure
from hub.admin.logins import Visitor
from hub.admin.trail import tell
from hub.admin.views import Typed, back, render
from hub.errors import HubError
from hub.ports import Token
from hub.running import Hub
from hub.tokens import Scope
from hub.web.access import TheHub

router = APIRouter()

LONGEST_NAME: Final = 80
EXPLAINED: Final = {
    Scope.READ: "sees the home, what was learned, schedules and live events without words",
    Scope.TALK: "and talks to the hub, as whomever it names: what Home Assistant, a panel or a satellite needs",
    Scope.ADMIN: "and changes what was learned, reads the journal, forgets, makes tokens: as much as an admin",
}


@router.get("/tokens")
async def tokens(request: Request, visitor: MayAdmin, hub: TheHub) -> Response:
    """All of them, without their secrets."""
    return await _page(request, visitor, hub)


@router.post("/tokens")
async def make_token(
    request: Request, visitor: MayAdminForSure, hub: TheHub, name: Typed = "", scope: Typed = ""
) -> Response:
    """A new one. Its secret is on this answer and nowhere else, so there is no page to go back to."""
    try:
        token, secret = await hub.doorkeeper.issue(_name(name), _scope(scope))
    except HubError as error:
        return await _page(request, visitor, hub, status=422, error=str(error), name=name, scope=scope)
    tell(request, f"token made, scope {token.scope}", token.id)
    return await _page(request, visitor, hub, status=201, made=token, secret=secret)


@router.post("/tokens/{token_id}/revoke")
async def revoke_token(request: Request, _visitor: MayAdminForSure, hub: TheHub, token_id: str) -> Response:
    """Let nobody in with it any more."""
    try:
        await hub.doorkeeper.revoke(token_id)
    except HubError:
        raise HTTPException(404, "There is no such token.") from None
    return back(request, "/tokens", done="revoked")


async def _page(
    request: Request,
    visitor: Visitor,
    hub: Hub,
    *,
    status: int = 200,
    error: str = "",
    name: str = "",
    scope: str = Scope.TALK.value,
    made: Token | None = None,
    secret: str = "",
) -> Response:
    found = await hub.store.tokens()
    return render(
        request,
        visitor,
        "tokens.html",
        status=status,
        error=error,
        used=[one for one in found if one.revoked is None],
        revoked=[one for one in found if one.revoked is not None],
        scopes=EXPLAINED,
        name=name,
        scope=scope,
        made=made,
        secret=secret,
    )


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise HubError(f"A token needs a name of up to {LONGEST_NAME} characters: what it is for.")
    return name


def _scope(value: str) -> Scope:
    if value not in set(Scope):
        raise HubError("Choose read, talk or admin.")
    return Scope(value)
