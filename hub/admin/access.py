"""Who may see a page: a cookie that is logged in, a role with the right, and a form that came from our own page."""

from __future__ import annotations

import hmac
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends, Request, WebSocket
from starlette.exceptions import HTTPException

from hub.admin.door import Door
from hub.admin.logins import Visitor
from hub.admin.roles import Right
from hub.admin.trail import Deed, begin
from hub.errors import HubError
from hub.web.access import SAFE, address_of, hub_of

COOKIE: Final = "teachable_hub"
PRESENT: Final = "present"
"""The field with the password of whoever is logged in."""


class LoginNeeded(Exception):
    """Nobody is logged in here, or not any more."""


class PasswordNeeded(Exception):
    """It is too long ago that they gave their password; ``error`` says why what they gave now does not do."""

    def __init__(self, visitor: Visitor, error: HubError | None = None) -> None:
        super().__init__("the password is needed again")
        self.visitor = visitor
        self.error = error


def door_of(request: Request) -> Door:
    """The door of these pages."""
    door = request.app.state.door
    assert isinstance(door, Door)
    return door


async def visitor_of(request: Request) -> Visitor | None:
    """Who is logged in, if anybody."""
    return await door_of(request).logins.visitor(request.cookies.get(COOKIE), address_of(request))


def is_from_elsewhere(request: Request) -> bool:
    """Whether the browser says that another site made it send this."""
    return request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}


def is_of_this_site(socket: WebSocket) -> bool:
    """Whether a page of ours opens this connection: browsers say whose page it is, and let no page lie about it."""
    origin = urlsplit(socket.headers.get("origin", ""))
    return origin.scheme in {"http", "https"} and origin.netloc == socket.headers.get("host")


class Allowed:
    """Dependency: somebody who is logged in and has the right. What they change, and what they fetch with ``proved``,
    is written into the audit log.

    With ``proved`` they must have given their password in the last minutes, or give it now: in the field ``PRESENT``.
    """

    def __init__(self, right: Right, *, proved: bool = False) -> None:
        self.right = right
        self.proved = proved

    async def __call__(self, request: Request) -> Visitor:
        """The visitor. Raises ``LoginNeeded``, ``PasswordNeeded``, or 403."""
        visitor = await visitor_of(request)
        if visitor is None:
            raise LoginNeeded
        if request.method not in SAFE:
            sent = (await request.form()).get("csrf", "")
            if is_from_elsewhere(request) or not hmac.compare_digest(str(sent).encode(), visitor.csrf.encode()):
                raise HTTPException(
                    403, "This form is too old, or came from elsewhere. Go back, reload, and try again."
                )
        if not visitor.may(self.right):
            raise HTTPException(403, "This page is not for your account. Ask an admin of this hub.")
        if self.proved and not visitor.has_proved(hub_of(request).clock.now()):
            await self._prove(request, visitor)
        if self.proved or (request.method not in SAFE and self.right in {Right.TEACH, Right.ADMIN}):
            self._note(request, visitor)
        return visitor

    async def _prove(self, request: Request, visitor: Visitor) -> None:
        given = "" if request.method in SAFE else str((await request.form()).get(PRESENT, ""))
        if not given:
            raise PasswordNeeded(visitor)
        try:
            await door_of(request).prove(visitor, given)
        except HubError as error:
            raise PasswordNeeded(visitor, error) from error

    def _note(self, request: Request, visitor: Visitor) -> None:
        route = request.scope.get("route")
        action = str(getattr(route, "name", request.method)).strip("_").replace("_", " ")
        thing = " ".join(str(value) for value in request.path_params.values())
        begin(request, Deed(visitor.account.name, action, thing, visitor.address))


MayTalk = Annotated[Visitor, Depends(Allowed(Right.TALK))]
MaySee = Annotated[Visitor, Depends(Allowed(Right.SEE))]
MayTeach = Annotated[Visitor, Depends(Allowed(Right.TEACH))]
MayAdmin = Annotated[Visitor, Depends(Allowed(Right.ADMIN))]
MayAdminForSure = Annotated[Visitor, Depends(Allowed(Right.ADMIN, proved=True))]
TheDoor = Annotated[Door, Depends(door_of)]
