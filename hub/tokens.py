"""API tokens: made here, shown once, kept only as a digest."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from devices.ports import Clock
from hub.errors import HubError
from hub.ports import Token, TokenStore

ADMIN_TOKEN_FILE = "admin-token"  # noqa: S105 - the name of a file
_PREFIX = "thub_"
_KNOWN_FOR_S = 5.0
_USE_NOTED_EVERY = timedelta(minutes=5)


class Scope(StrEnum):
    """What a token may do; each includes those before it."""

    READ = "read"
    TALK = "talk"
    ADMIN = "admin"

    def includes(self, other: Scope) -> bool:
        """Whether this scope is at least the other."""
        ranks = list(Scope)
        return ranks.index(self) >= ranks.index(other)


def digest_of(secret: str) -> str:
    """What a token is kept as. Its secret has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(name: str, scope: Scope, now: datetime) -> tuple[Token, str]:
    """A new token and its secret, which is known only now."""
    secret = _PREFIX + secrets.token_urlsafe(32)
    return Token(id=secrets.token_hex(4), name=name, scope=scope, digest=digest_of(secret), created=now), secret


async def revoke_token(store: TokenStore, token_id: str, now: datetime) -> Token:
    """Make a token useless. Raises ``HubError`` when there is none of that id."""
    for token in await store.tokens():
        if token.id == token_id:
            revoked = replace(token, revoked=token.revoked or now)
            await store.put_token(revoked)
            return revoked
    raise HubError(f"There is no token {token_id}. `teachable-hub token list` shows them.")


async def ensure_admin_token(store: TokenStore, folder: Path, now: datetime) -> Path | None:
    """On the first start, make the admin's token and write it to a file only its owner can read.

    Returns the file when one was written.
    """
    if any(token.scope == Scope.ADMIN and token.revoked is None for token in await store.tokens()):
        return None
    token, secret = make_token("first admin", Scope.ADMIN, now)
    await store.put_token(token)
    target = folder / ADMIN_TOKEN_FILE
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    target.write_text(secret + "\n", encoding="utf-8")
    return target


@dataclass(slots=True)
class Doorkeeper:
    """Tells who a bearer token belongs to. Remembers tokens for a few seconds, so a revoked one dies soon."""

    store: TokenStore
    clock: Clock
    _known: dict[str, Token] = field(default_factory=dict)
    _read_at: float = float("-inf")

    async def identify(self, secret: str) -> Token | None:
        """The valid token with this secret."""
        if time.monotonic() - self._read_at > _KNOWN_FOR_S:
            await self._read()
        digest = digest_of(secret)
        if digest not in self._known:
            await self._read()
        token = self._known.get(digest)
        if token is not None:
            await self._note_use(token)
        return token

    async def is_welcome(self, token: Token) -> bool:
        """Whether a token that was let in is valid still; for connections that outlast a request."""
        if time.monotonic() - self._read_at > _KNOWN_FOR_S:
            await self._read()
        return token.digest in self._known

    async def issue(self, name: str, scope: Scope) -> tuple[Token, str]:
        """Make a token; its secret is known only now."""
        token, secret = make_token(name, scope, self.clock.now())
        await self.store.put_token(token)
        self.forget()
        return token, secret

    async def revoke(self, token_id: str) -> Token:
        """Make a token useless from now on. Raises ``HubError`` when there is none of that id."""
        revoked = await revoke_token(self.store, token_id, self.clock.now())
        self.forget()
        return revoked

    def forget(self) -> None:
        """Tokens have changed: read them again."""
        self._read_at = float("-inf")

    async def _read(self) -> None:
        self._known = {token.digest: token for token in await self.store.tokens() if token.revoked is None}
        self._read_at = time.monotonic()

    async def _note_use(self, token: Token) -> None:
        now = self.clock.now()
        if token.last_used is None or now - token.last_used > _USE_NOTED_EVERY:
            used = replace(token, last_used=now)
            self._known[token.digest] = used
            await self.store.put_token(used)
