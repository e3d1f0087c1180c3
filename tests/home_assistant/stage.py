"""A house for the tests: a broker with the demo home, a real Home Assistant that has it, and the hub beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.home_assistant.assistants import Answer, say
from deploy.home_assistant.broker import home_on_a_broker
from deploy.home_assistant.connection import Connection
from deploy.home_assistant.house import furnish
from deploy.home_assistant.hub import HubProgram
from deploy.home_assistant.onboarding import Login
from deploy.home_assistant.registries import State, until
from deploy.home_assistant.server import HomeAssistantServer
from devices.broker import BrokerSettings
from devices.home_file import HomeFile, load_home_file
from hub.bootstrap.home import demo_home_file
from tests.tools import require

LOGIN: Final = Login("alex", "correct horse battery")


@dataclass
class Stage:
    """What runs. ``home`` is a connection to the Home Assistant that runs now."""

    server: HomeAssistantServer
    hub: HubProgram
    broker: BrokerSettings
    home: Connection

    async def say(self, agent: str, text: str, *, conversation_id: str | None = None) -> Answer:
        """A sentence to an agent of Home Assistant."""
        return await say(self.home, agent, text, conversation_id=conversation_id)

    async def until_light(self, entity_id: str, *, percent: int, kelvin: int | None = None) -> State:
        """Wait until Home Assistant says that the light is on and so bright (and so warm)."""

        def shines(state: State) -> bool:
            bright = state.attributes.get("brightness")
            is_bright = bright is not None and abs(bright - percent * 2.55) <= 2
            warm = state.attributes.get("color_temp_kelvin")
            is_warm = kelvin is None or (warm is not None and abs(warm - kelvin) <= kelvin * 0.02)
            return state.value == "on" and is_bright and is_warm

        return await until(self.home, entity_id, shines)

    async def restart_home_assistant(self, *, gently: bool = True) -> None:
        """It is stopped or killed and started again, and connected to."""
        await self.home.close()
        await self.server.restart(gently=gently)
        self.home = await self.server.connection().__aenter__()


@asynccontextmanager
async def staged(folder: Path, models: Path, settings: Mapping[str, str] | None = None) -> AsyncIterator[Stage]:
    """The house, furnished; the hub takes its home from the broker unless ``settings`` say otherwise."""
    python = require("home-assistant")
    content = await asyncio.to_thread(demo_home)
    async with home_on_a_broker(folder, content) as broker:
        server = HomeAssistantServer(python, folder / "home-assistant", LOGIN)
        await server.start()
        try:
            async with server.connection() as home:
                await furnish(home, broker, content.home)
            hub = _hub(folder / "hub", models, broker, server, settings)
            await hub.start()
            try:
                stage = Stage(server, hub, broker, await server.connection().__aenter__())
                try:
                    yield stage
                finally:
                    await stage.home.close()
            finally:
                await hub.stop()
        finally:
            await server.stop()


def demo_home() -> HomeFile:
    """The home that is simulated."""
    return load_home_file(demo_home_file())


def _hub(
    folder: Path, models: Path, broker: BrokerSettings, server: HomeAssistantServer, settings: Mapping[str, str] | None
) -> HubProgram:
    if settings is None:
        settings = {"mqtt_url": f"mqtt://{broker.host}:{broker.port}"}
    hub = HubProgram(folder, settings={"nlu": "embedded", **settings})
    (folder / "models").symlink_to(models)
    return hub
