"""``home-assistant``: taught names and routines offered to Home Assistant, and taken back."""

from __future__ import annotations

import argparse
import asyncio
import sys

from hub.bootstrap.takeaway import offering_alone
from hub.commands.setup import with_data
from hub.errors import ConfigError, HubError
from hub.takeaway.changes import in_words
from hub.takeaway.offering import Wish


async def offer(args: argparse.Namespace) -> None:
    """Offer what is taught now; what was offered before and is taught no more is taken back."""
    await _change(args, withdraw=False)


async def withdraw(args: argparse.Namespace) -> None:
    """Take back what was offered."""
    await _change(args, withdraw=True)


async def _change(args: argparse.Namespace, *, withdraw: bool) -> None:
    settings = with_data(args)
    is_all = args.aliases == args.scenes
    wish = Wish(aliases=args.aliases or is_all, scenes=args.scenes or is_all)
    async with offering_alone(settings) as offering:
        plan = await offering.plan(wish, withdraw=withdraw)
        for left in plan.left_out:
            _say(f"left out {left.term}: {left.reason}")
        for change in plan.changes:
            _say(in_words(change))
        if not plan.changes:
            _say("Home Assistant needs no change.")
            return
        if args.dry_run:
            _say("Nothing was changed.")
            return
        if not args.yes and not await asyncio.to_thread(_is_sure):
            raise HubError("Nothing was changed.")
        await offering.carry_out(plan)
    _say(f"Changed in Home Assistant: {len(plan.changes)}.")


def _is_sure() -> bool:
    if not sys.stdin.isatty():
        raise ConfigError("Add --yes to change this without being asked, or --dry-run to only see it.")
    return input("Change this in Home Assistant? [y/N] ").strip().casefold() in {"y", "yes"}


def _say(text: str) -> None:
    print(text)  # noqa: T201 - plain text, so that it can be piped
