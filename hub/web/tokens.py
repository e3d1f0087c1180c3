"""API tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from hub.errors import HubError
from hub.ports import Token
from hub.tokens import Scope
from hub.web.access import MayAdmin, TheHub

router = APIRouter(tags=["tokens"])


class TokenIn(BaseModel):
    """A token that is wanted."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=80)]
    scope: Scope = Scope.TALK


class TokenOut(BaseModel):
    """A token without its secret."""

    id: str
    name: str
    scope: Scope
    created: datetime
    last_used: datetime | None
    revoked: datetime | None


class NewToken(TokenOut):
    """A token with its secret, which is never shown again."""

    secret: str


@router.get("/tokens")
async def list_tokens(hub: TheHub, _token: MayAdmin) -> list[TokenOut]:
    """All tokens, without their secrets."""
    return [TokenOut.model_validate(_fields(token)) for token in await hub.store.tokens()]


@router.post("/tokens", status_code=201)
async def create_token(wanted: TokenIn, hub: TheHub, _token: MayAdmin) -> NewToken:
    """Make a token. The secret is in this answer and nowhere else."""
    token, secret = await hub.doorkeeper.issue(wanted.name, wanted.scope)
    return NewToken.model_validate({**_fields(token), "secret": secret})


@router.delete("/tokens/{token_id}", status_code=204)
async def delete_token(token_id: str, hub: TheHub, _token: MayAdmin) -> None:
    """Revoke a token: it is refused from now on."""
    try:
        await hub.doorkeeper.revoke(token_id)
    except HubError as error:
        raise HTTPException(404, str(error)) from error


def _fields(token: Token) -> dict[str, object]:
    return {
        "id": token.id,
        "name": token.name,
        "scope": token.scope,
        "created": token.created,
        "last_used": token.last_used,
        "revoked": token.revoked,
    }
