"""Passwords of accounts: hashed with Argon2id, never kept."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hub.errors import HubError

SHORTEST: Final = 10
LONGEST: Final = 200
# Made-up passwords, for those who are given one: no letters that are mistaken for others.
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def made_up(length: int = 16) -> str:
    """A password nobody guesses."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def check(password: str, name: str) -> None:
    """Raise ``HubError`` for a password that will not do."""
    if len(password) < SHORTEST:
        raise HubError(f"A password has at least {SHORTEST} characters; a few words with blanks are good.")
    if len(password) > LONGEST:
        raise HubError(f"A password has at most {LONGEST} characters.")
    if len(set(password.casefold())) < 4 or password.casefold() in {name.casefold(), name.casefold()[::-1]}:
        raise HubError("This password is too easy to guess. A few words with blanks are good.")


@dataclass(slots=True)
class Passwords:
    """Hashes and compares beside the hub's own loop, two at a time: each takes 64 MB for a moment."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    _at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    async def hash(self, password: str) -> str:
        """What is kept of a password."""
        async with self._at_once:
            return await asyncio.to_thread(self.hasher.hash, password)

    async def fits(self, kept: str | None, password: str) -> bool:
        """Whether it is the password. Takes as long when there is no such account, so that names can't be found out."""
        async with self._at_once:
            return await asyncio.to_thread(self._fits, kept, password[:LONGEST])

    def _fits(self, kept: str | None, password: str) -> bool:
        if kept is None:
            self.hasher.hash(password)
            return False
        try:
            return self.hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False
