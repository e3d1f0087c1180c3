"""``simulate``: puts the devices of a home file on a broker, where they behave like real ones."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal

from devices.adapters.simulated_home import SimulatedHome
from devices.broker import BrokerSettings
from devices.home_file import load_home_file
from hub.commands.setup import settings_of
from hub.errors import ConfigError


async def simulate(args: argparse.Namespace) -> None:
    """Play the home until stopped."""
    settings = settings_of(args)
    broker = BrokerSettings.from_url(args.broker) if args.broker else settings.broker
    if broker is None:
        raise ConfigError("Say which broker: --broker mqtt://HOST[:PORT], or set TEACHABLE_HUB_MQTT_URL.")
    home_file = await asyncio.to_thread(load_home_file, args.home)
    home = SimulatedHome(home_file, broker, prefix=args.prefix or settings.mqtt_discovery_prefix)
    playing = asyncio.create_task(home.run(), name="simulated home")
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, playing.cancel)
    ready = asyncio.create_task(home.ready.wait())
    await asyncio.wait((ready, playing), return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    if not playing.done():
        print(f"{len(home_file.home.spoken)} devices are on {broker!r}. Ctrl-C ends.", flush=True)  # noqa: T201
    with contextlib.suppress(asyncio.CancelledError):
        await playing
