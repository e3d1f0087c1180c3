"""Who gets in: the parts that first run, log-in and every page share."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

from devices.ports import Clock
from hub.admin.first_run import FirstRun
from hub.admin.lockout import Lockout
from hub.admin.logins import Logins, Visitor
from hub.admin.passwords import Passwords, check
from hub.admin.roles import AccountRole
from hub.audit import Audit
from hub.errors import HubError
from hub.ports import Account, AccountStore, account_key


class Locked(HubError):
    """Too many failures: try again in ``wait_s`` seconds."""

    def __init__(self, wait_s: float) -> None:
        self.wait_s = wait_s
        minutes = max(round(wait_s / 60), 1)
        super().__init__(f"That was wrong too often. Try again in {minutes} minute{'s' if minutes > 1 else ''}.")


def must_be_same(password: str, again: str) -> None:
    """Raise ``HubError`` when a password was typed differently the second time."""
    if password != again:
        raise HubError("The two passwords are not the same.")


@dataclass(slots=True)
class Door:
    """Makes accounts and lets people in."""

    accounts: AccountStore
    audit: Audit
    clock: Clock
    logins: Logins
    first_run: FirstRun = field(default_factory=FirstRun)
    passwords: Passwords = field(default_factory=Passwords)
    lockout: Lockout = field(default_factory=Lockout)

    @classmethod
    def of(cls, accounts: AccountStore, audit: Audit, clock: Clock) -> Door:
        """The door of a hub."""
        return cls(accounts, audit, clock, Logins(accounts, clock))

    async def look(self) -> None:
        """See whether there are accounts already: then there is no first run."""
        if await self.accounts.accounts():
            self.first_run.close()

    async def open_first(self, code: str, name: str, password: str, address: str) -> str:
        """Make the first account, an admin's, and log it in; the cookie's secret. Raises ``HubError``."""
        self._wait("first run", address)
        await self.look()
        if not self.first_run.fits(code):
            self.lockout.note_failure("first run", address)
            raise HubError("That is not the code. The hub prints it where it was started, and in its log.")
        account = await self.add(name, password, AccountRole.ADMIN)
        self.first_run.close()
        await self.audit.note(account.name, "first account made", account.id, address)
        return await self.logins.begin(account)

    async def log_in(self, name: str, password: str, address: str) -> str:
        """The cookie's secret. Raises ``HubError``, and ``Locked`` after too many failures."""
        key = account_key(name)[:200]
        self._wait(key, address)
        account = await self._named(name)
        if not await self.passwords.fits(account.password if account else None, password) or account is None:
            self.lockout.note_failure(key, address)
            # Who failed is told only when it is a name of the house: others may be passwords in the wrong field.
            await self.audit.note(account.name if account else "somebody", "log-in failed", address=address)
            raise HubError("This name and password do not belong together.")
        self.lockout.note_success(key, address)
        await self.audit.note(account.name, "logged in", address=address)
        return await self.logins.begin(account)

    async def add(self, name: str, password: str, role: AccountRole, person: str | None = None) -> Account:
        """Make an account. Raises ``HubError`` for a name or a password that will not do."""
        name = " ".join(name.split())
        if not name or len(name) > 80 or not name.isprintable():
            raise HubError("An account needs a name of up to 80 characters.")
        if await self._named(name) is not None:
            raise HubError(f"There is an account named {name} already.")
        check(password, name)
        hashed = await self.passwords.hash(password)
        account = Account(secrets.token_hex(8), name, role, hashed, self.clock.now(), person)
        await self.accounts.put_account(account)
        return account

    async def change_password(self, account: Account, password: str) -> None:
        """Give it another password; it is logged out everywhere. Raises ``HubError``."""
        check(password, account.name)
        await self.accounts.put_account(replace(account, password=await self.passwords.hash(password)))
        await self.logins.end_all(account.id)

    async def change_own_password(
        self, account: Account, current: str, password: str, again: str, address: str
    ) -> None:
        """Give one's own account another password, by the present one. Raises ``HubError``."""
        await self._must_fit(account, current, address)
        must_be_same(password, again)
        await self.change_password(account, password)
        await self.audit.note(account.name, "password changed", account.id, address)

    async def prove(self, visitor: Visitor, password: str) -> None:
        """Take the password of somebody who is logged in, again. Raises ``HubError``, ``Locked``."""
        await self._must_fit(visitor.account, password, visitor.address)
        self.logins.prove(visitor)

    async def _must_fit(self, account: Account, password: str, address: str) -> None:
        self._wait(account.id, address)
        if not await self.passwords.fits(account.password, password):
            self.lockout.note_failure(account.id, address)
            await self.audit.note(account.name, "present password wrong", account.id, address)
            raise HubError("That is not your present password.")
        self.lockout.note_success(account.id, address)

    async def change(self, account: Account, role: AccountRole, person: str | None) -> None:
        """Give it another role, or tie it to another person. Raises ``HubError`` for the last admin."""
        if role is not AccountRole.ADMIN:
            await self._keep_an_admin(account)
        await self.accounts.put_account(replace(account, role=role, person=person))
        await self.logins.end_all(account.id)

    async def remove(self, account: Account) -> None:
        """Remove it. Raises ``HubError`` for the last admin."""
        await self._keep_an_admin(account)
        await self.accounts.delete_account(account.id)
        await self.logins.end_all(account.id)

    async def _keep_an_admin(self, leaving: Account) -> None:
        others = [one for one in await self.accounts.accounts() if one.id != leaving.id]
        if leaving.role == AccountRole.ADMIN and not any(one.role == AccountRole.ADMIN for one in others):
            raise HubError("This is the only admin. Make somebody else an admin first.")

    async def _named(self, name: str) -> Account | None:
        key = account_key(" ".join(name.split()))
        return next((one for one in await self.accounts.accounts() if account_key(one.name) == key), None)

    def _wait(self, account: str, address: str) -> None:
        wait_s = self.lockout.wait_s(account, address)
        if wait_s > 0:
            raise Locked(wait_s)
