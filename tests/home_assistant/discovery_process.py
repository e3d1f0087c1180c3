"""A Home Assistant that listens for announcements, and a hub that announces itself; prints what was found and added.

Run in a network of its own (``test_discovery.py``), because announcements go to all of a network.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from deploy.home_assistant.entries import discovered, finish_flow
from deploy.home_assistant.environment import find_home_assistant_python
from deploy.home_assistant.hub import HubProgram
from deploy.home_assistant.server import HomeAssistantServer
from tests.home_assistant.stage import LOGIN


async def watch(folder: Path, models: Path) -> None:
    """Add both of the hub's announcements as they are found."""
    python = find_home_assistant_python()
    assert python is not None
    server = HomeAssistantServer(python, folder / "home-assistant", LOGIN, configuration="zeroconf:\n")
    await server.start()
    try:
        announce = {"api_announce": "true", "wyoming_announce": "true"}
        devices = {"home_assistant_url": server.address, "home_assistant_token": server.token}
        hub = HubProgram(folder / "hub", settings={"nlu": "embedded", **announce, **devices})
        (folder / "hub" / "models").symlink_to(models)
        await hub.start()
        try:
            async with server.connection() as home:
                for domain in ("teachable_hub", "wyoming"):
                    flow = await discovered(home, domain, within_s=30)
                    entry = await finish_flow(home, domain, flow, {"token": hub.token})
                    print(f"{domain}: {entry.title}, {entry.state}")
        finally:
            await hub.stop()
    finally:
        await server.stop()


if __name__ == "__main__":
    asyncio.run(watch(Path(sys.argv[1]), Path(sys.argv[2])))
