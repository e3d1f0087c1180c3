"""``replay``: plays scenarios against a simulated home."""

from __future__ import annotations

import argparse

from hub.commands.setup import settings_of


async def replay(args: argparse.Namespace) -> int:
    """Play every line of the file; progress and faults go to standard error."""
    settings = settings_of(args)
    from hub.replay import replay_file  # noqa: PLC0415

    return await replay_file(args.gold, args.home, args.out, nlu=args.nlu, settings=settings)
