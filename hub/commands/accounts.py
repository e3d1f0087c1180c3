"""``account``: who may log in to the web admin, for whoever sits at the hub's own machine."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import AsyncIterator

from rich.console import Console
from rich.table import Table

from hub.admin.door import Door
from hub.admin.passwords import made_up
from hub.admin.roles import AccountRole
from hub.bootstrap.admin import door_to
from hub.bootstrap.keeping import open_store
from hub.clock import SystemClock
from hub.commands.setup import with_data
from hub.errors import HubError
from hub.ports import Account, account_key

_WHO = "command line"


async def list_accounts(args: argparse.Namespace) -> None:
    """Print a table of accounts."""
    async with _door(args) as door:
        accounts = await door.accounts.accounts()
    if not accounts:
        print("There is no account yet. The web admin asks for the code that the hub prints at its start.")  # noqa: T201
        return
    table = Table("name", "role", "person", "last log-in", box=None)
    for account in accounts:
        seen = f"{account.last_login:%Y-%m-%d %H:%M}" if account.last_login else "never"
        table.add_row(account.name, account.role, account.person or "", seen)
    Console(soft_wrap=True).print(table)


async def add_account(args: argparse.Namespace) -> None:
    """Make an account; its password goes to standard output, alone."""
    password = made_up()
    async with _door(args) as door:
        account = await door.add(args.name, password, AccountRole(args.role))
        await door.audit.note(_WHO, "account added", account.id)
    _show_once(account.name, password)


async def new_password(args: argparse.Namespace) -> None:
    """Give an account another password."""
    password = made_up()
    async with _door(args) as door:
        account = await _named(door, args.name)
        await door.change_password(account, password)
        await door.audit.note(_WHO, "password changed", account.id)
    _show_once(account.name, password)


async def remove_account(args: argparse.Namespace) -> None:
    """Remove an account, the last one, too: the machine's owner may."""
    async with _door(args) as door:
        account = await _named(door, args.name)
        await door.accounts.delete_account(account.id)
        await door.audit.note(_WHO, "account removed", account.id)
    print(f"The account {account.name} is removed.")  # noqa: T201


@contextlib.asynccontextmanager
async def _door(args: argparse.Namespace) -> AsyncIterator[Door]:
    settings = with_data(args)
    clock = SystemClock(settings.time_zone)
    async with open_store(settings) as store:
        yield door_to(store, clock)


async def _named(door: Door, name: str) -> Account:
    for account in await door.accounts.accounts():
        if account_key(account.name) == account_key(name):
            return account
    raise HubError(f"There is no account {name}. `teachable-hub account list` shows them.")


def _show_once(name: str, password: str) -> None:
    Console(stderr=True, soft_wrap=True).print(f"The password of {name}; it is shown only now:")
    print(password)  # noqa: T201 - alone, so that it can be piped
