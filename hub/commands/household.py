"""``schedules`` and ``token``: what is to be done later, and who may use the API."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table

from hub.bootstrap.keeping import open_store
from hub.clock import SystemClock
from hub.commands.setup import store_of, with_data
from hub.errors import HubError
from hub.tokens import Scope, make_token, revoke_token

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


async def list_schedules(args: argparse.Namespace) -> None:
    """Print a table of schedules."""
    async with store_of(args) as store:
        schedules = await store.schedules(pending_only=not args.everything)
    if not schedules:
        _print("Nothing is scheduled.")
        return
    table = Table("id", "when", "what", "status", box=None)
    for schedule in schedules:
        days = " ".join(_DAYS[day] for day in schedule.weekdays)
        when = f"{days} {schedule.due:%H:%M}" if days else f"{schedule.due:%Y-%m-%d %H:%M}"
        table.add_row(schedule.id, when, schedule.text, schedule.status.value)
    Console(soft_wrap=True).print(table)


async def cancel_schedule(args: argparse.Namespace) -> None:
    """Cancel a pending schedule."""
    async with store_of(args) as store:
        cancelled = await store.cancel_schedule(args.id)
    if cancelled is None:
        raise HubError(f"No schedule {args.id} is pending. `teachable-hub schedules` lists them.")
    _print(f"Cancelled: {cancelled.text}.")


async def create_token(args: argparse.Namespace) -> None:
    """Make a token; its secret goes to standard output, alone, so that it can be piped."""
    settings = with_data(args)
    token, secret = make_token(args.name, Scope(args.scope), SystemClock(settings.time_zone).now())
    async with open_store(settings) as store:
        await store.put_token(token)
    Console(stderr=True, soft_wrap=True).print(f"Token {token.id} ({token.scope}); it is shown only now:")
    _print(secret)


async def list_tokens(args: argparse.Namespace) -> None:
    """Print a table of tokens."""
    async with store_of(args) as store:
        tokens = await store.tokens()
    table = Table("id", "name", "scope", "made", "last used", "", box=None)
    for token in tokens:
        used = f"{token.last_used:%Y-%m-%d}" if token.last_used else "never"
        table.add_row(
            token.id, token.name, token.scope, f"{token.created:%Y-%m-%d}", used, "revoked" if token.revoked else ""
        )
    Console(soft_wrap=True).print(table)


async def revoke(args: argparse.Namespace) -> None:
    """Make a token useless."""
    settings = with_data(args)
    async with open_store(settings) as store:
        token = await revoke_token(store, args.id, SystemClock(settings.time_zone).now())
    _print(f"Token {token.id} ({token.name}) is revoked.")


def _print(text: str) -> None:
    print(text)  # noqa: T201 - plain text, so that it can be piped
