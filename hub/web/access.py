"""Who may: bearer tokens with scopes, and the rate of their requests."""

from __future__ import annotations

import math
from typing import Annotated, Final

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from hub.ports import Token
from hub.running import Hub
from hub.tokens import Scope
from hub.web.limits import RateLimit

SAFE: Final = frozenset({"GET", "HEAD"})
_bearer = HTTPBearer(auto_error=False, description="A token made by `teachable-hub token create`.")


def hub_of(request: Request) -> Hub:
    """The hub this app is a door of."""
    found = request.app.state.hub
    assert isinstance(found, Hub)
    return found


def address_of(connection: HTTPConnection) -> str:
    """Where a request or a WebSocket comes from."""
    return connection.client.host if connection.client else ""


TheHub = Annotated[Hub, Depends(hub_of)]


def limit_rate(request: Request, client: str) -> None:
    """Answer 429 when the client asks too often."""
    limit = request.app.state.rate_limit
    assert isinstance(limit, RateLimit)
    wait_s = limit.wait_s(client)
    if wait_s > 0:
        raise HTTPException(
            429, "Too many requests; wait a little.", headers={"Retry-After": str(max(math.ceil(wait_s), 1))}
        )


def limit_address(request: Request) -> None:
    """Bound what an address may ask without a valid token."""
    limit_rate(request, f"address {address_of(request)}")


class Allowed:
    """Dependency: a valid token of at least this scope."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def __call__(
        self,
        request: Request,
        hub: TheHub,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> Token:
        """The token; raises 401, 403 or 429."""
        if credentials is None:
            limit_address(request)
            raise HTTPException(401, "A bearer token is needed.", headers={"WWW-Authenticate": "Bearer"})
        token = await hub.doorkeeper.identify(credentials.credentials)
        if token is None:
            limit_address(request)
            raise HTTPException(
                401,
                "This token is not known or was revoked.",
                headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
            )
        if not Scope(token.scope).includes(self._scope):
            raise HTTPException(403, f"This token may only {token.scope}; {self._scope} is needed.")
        limit_rate(request, f"token {token.id}")
        if self._scope is Scope.ADMIN and request.method not in SAFE:
            thing = " ".join(str(value) for value in request.path_params.values())
            action = f"{request.method} {request.scope['path'].removesuffix(thing)}"
            await hub.audit.note(f"token {token.name}", action, thing, address_of(request))
        return token


MayRead = Annotated[Token, Depends(Allowed(Scope.READ))]
MayTalk = Annotated[Token, Depends(Allowed(Scope.TALK))]
MayAdmin = Annotated[Token, Depends(Allowed(Scope.ADMIN))]
