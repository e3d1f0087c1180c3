"""Browsers that are logged in: made, found by their cookie, ended."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from devices.home import Role
from devices.ports import Clock
from hub.admin.roles import AccountRole, Right
from hub.ports import Account, AccountStore, Login
from hub.tokens import digest_of

UNSEEN: Final = timedelta(days=7)
LONGEST: Final = timedelta(days=30)
PROVED_FOR: Final = timedelta(minutes=10)
"""How long a password that was given counts for what is sensitive."""
_KNOWN_FOR_S: Final = 5.0
_SEEN_NOTED_EVERY: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at a page, and from where; ``proved`` is when they last gave their password."""

    account: Account
    login: Login
    address: str = ""
    proved: datetime | None = None

    @property
    def role(self) -> AccountRole:
        """What they are to the pages."""
        return AccountRole(self.account.role)

    @property
    def csrf(self) -> str:
        """What their forms must bring along."""
        return self.login.csrf

    @property
    def home_role(self) -> Role | None:
        """As whom they talk to the home; ``None`` leaves it to the home, which knows the person."""
        return None if self.role is AccountRole.ADMIN else Role(self.role)

    def has_proved(self, now: datetime) -> bool:
        """Whether they gave their password so lately that it counts."""
        return abs(now - (self.proved or self.login.created)) <= PROVED_FOR

    def may(self, right: Right | str) -> bool:
        """Whether they have that right."""
        return self.role.may(Right(right))


@dataclass(slots=True)
class Logins:
    """The logins of one hub. A login ends a week after it was last seen, a month after it was made, or when told to.

    What is known is remembered for a few seconds, so a page does not ask the database for each of its parts.
    """

    store: AccountStore
    clock: Clock
    _known: dict[str, tuple[float, Login, Account]] = field(default_factory=dict)
    # In memory only: after a restart it is asked for again.
    _proved: dict[str, datetime] = field(default_factory=dict)

    async def begin(self, account: Account) -> str:
        """Log in; the secret for the cookie, which is kept as a digest only."""
        secret, now = secrets.token_urlsafe(32), self.clock.now()
        await self.store.end_logins(unseen_since=now - UNSEEN)
        await self.store.put_login(
            Login(digest_of(secret), account.id, secrets.token_urlsafe(24), created=now, last_seen=now)
        )
        await self.store.put_account(replace(account, last_login=now))
        return secret

    async def visitor(self, secret: str | None, address: str = "") -> Visitor | None:
        """Who has this cookie."""
        if not secret:
            return None
        digest, now = digest_of(secret), self.clock.now()
        known = self._known.get(digest)
        if known is None or time.monotonic() - known[0] > _KNOWN_FOR_S:
            found = await self.store.login(digest)
            if found is None:
                self._known.pop(digest, None)
                return None
            known = (time.monotonic(), *found)
            self._known[digest] = known
            if len(self._known) > 1000:
                self._known.clear()
        _, login, account = known
        # A clock that was set back makes nothing last longer than a month and a week.
        if abs(now - login.last_seen) > UNSEEN or abs(now - login.created) > LONGEST:
            await self.end(secret)
            return None
        if now - login.last_seen > _SEEN_NOTED_EVERY:
            login = replace(login, last_seen=now)
            self._known[digest] = (time.monotonic(), login, account)
            await self.store.see_login(digest, now)
        return Visitor(account, login, address, self._proved.get(digest))

    def prove(self, visitor: Visitor) -> None:
        """They gave their password just now."""
        now = self.clock.now()
        self._proved = {one: at for one, at in self._proved.items() if abs(now - at) <= PROVED_FOR}
        self._proved[visitor.login.digest] = now

    async def end(self, secret: str) -> None:
        """Log out."""
        await self.store.end_logins(digest=digest_of(secret))
        self._known.pop(digest_of(secret), None)

    async def end_all(self, account_id: str) -> None:
        """Log an account out everywhere: its password or role has changed."""
        await self.store.end_logins(account_id=account_id)
        self._known.clear()
