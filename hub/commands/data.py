"""``migrate``, ``export``, ``import``, ``backup``, ``restore`` and ``forget``: what the hub keeps."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable
from datetime import datetime
from typing import TypeVar

from dialogue.ports import Forget
from hub.bootstrap.keeping import open_store, store_address
from hub.clock import SystemClock
from hub.commands.setup import store_of, with_data
from hub.config import Settings
from hub.errors import ConfigError, HubError
from hub.storage.backups import backup_name, make_backup, restore_backup
from hub.storage.exports import export_file, import_file
from hub.storage.schema import upgrade

Result = TypeVar("Result")

_SPEAK_AFTER_S = 2.0


async def migrate(args: argparse.Namespace) -> None:
    """Bring the database to this version."""
    settings = with_data(args)
    address = store_address(settings)
    revision = await _with_progress("Migrating", upgrade(address))
    _say(f"{address} is at revision {revision}.")


async def export(args: argparse.Namespace) -> None:
    """Write what was taught."""
    if args.format == "custom-sentences":
        await _export_sentences(args)
        return
    async with store_of(args) as store:
        found = await _with_progress("Exporting", export_file(store, args.target))
    _say(f"{len(found.concepts)} concepts and {len(found.schedules)} schedules are in {args.target}.")


async def _export_sentences(args: argparse.Namespace) -> None:
    from hub.bootstrap.takeaway import packing_alone  # noqa: PLC0415 - only this needs the home
    from hub.takeaway.files import write_folder  # noqa: PLC0415

    if await asyncio.to_thread(args.target.is_file):
        raise ConfigError(f"{args.target} is a file; --format custom-sentences writes into a folder.")
    async with packing_alone(with_data(args)) as packing:
        taken = await _with_progress("Exporting", packing.packed())
    for path in await asyncio.to_thread(write_folder, taken, args.target):
        _say(f"wrote {path}")
    for left in taken.left_out:
        _say(f"left out {left.term}: {left.reason}")
    _say(f"{len(taken.intents)} intents. How to bring them into Home Assistant is written at the top of each file.")


async def import_(args: argparse.Namespace) -> None:
    """Take in an export."""
    async with store_of(args) as store:
        report = await _with_progress("Importing", import_file(store, args.source))
    _say(
        f"{report.concepts_added} concepts added, {report.concepts_merged} merged with those that were there, "
        f"{report.schedules} schedules and {report.people} people taken in."
    )


async def backup(args: argparse.Namespace) -> None:
    """Copy the database."""
    settings = with_data(args)
    target = args.target or settings.data_dir / "backups" / backup_name(_now(settings))
    await asyncio.to_thread(target.parent.mkdir, mode=0o700, parents=True, exist_ok=True)
    report = await _with_progress("Backing up", make_backup(store_address(settings), target))
    _say(f"{report.rows} rows are in {report.path}.")


async def restore(args: argparse.Namespace) -> None:
    """Put a backup in place of the database."""
    settings = with_data(args)
    report = await _with_progress("Restoring", restore_backup(store_address(settings), args.source))
    _say(f"{report.rows} rows restored from {args.source}.")
    if report.forgotten:
        _say(f"{report.forgotten} pieces that were forgotten since stay forgotten.")
    if report.put_aside is not None:
        _say(f"The damaged database was put aside as {report.put_aside}.")


async def forget(args: argparse.Namespace) -> None:
    """Remove for good what somebody said and taught."""
    what = Forget(person=args.person, since=args.since, until=args.until, everything=args.everything)
    if what == Forget():
        raise ConfigError("Say what to forget: --person, --since, --until, or --all.")
    settings = with_data(args)
    if not args.yes and not await asyncio.to_thread(_is_sure, what):
        raise HubError("Nothing was forgotten.")
    async with open_store(settings) as store:
        removed = await _with_progress("Forgetting", store.forget(what))
    _say(f"{removed} pieces are gone. Copies made with `export` or moved elsewhere are yours to remove.")


def _is_sure(what: Forget) -> bool:
    if not sys.stdin.isatty():
        raise ConfigError("Add --yes to forget without being asked.")
    parts = [f"of {what.person}"] if what.person else []
    parts += [f"since {what.since:%Y-%m-%d %H:%M}"] if what.since else []
    parts += [f"until {what.until:%Y-%m-%d %H:%M}"] if what.until else []
    answer = input(f"Forget everything {' '.join(parts)} for good? [y/N] ")
    return answer.strip().casefold() in {"y", "yes"}


def _now(settings: Settings) -> datetime:
    return SystemClock(settings.time_zone).now()


async def _with_progress(what: str, work: Awaitable[Result]) -> Result:
    """Wait for ``work``, with a sign of life every two seconds."""
    task = asyncio.ensure_future(work)
    seconds = 0.0
    while not task.done():
        await asyncio.wait((task,), timeout=_SPEAK_AFTER_S)
        if not task.done():
            seconds += _SPEAK_AFTER_S
            print(f"{what} … {seconds:g} s", file=sys.stderr, flush=True)  # noqa: T201
    return task.result()


def _say(text: str) -> None:
    print(text)  # noqa: T201
