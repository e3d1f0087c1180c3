"""A house for the tests: a broker with the demo home, a real Home Assistant that has it, and the hub beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import httpx

from deploy.home_assistant.assistants import Answer, say
from deploy.home_assistant.broker import home_on_a_broker
from deploy.home_assistant.connection import Connection
from deploy.home_assistant.house import furnish
from deploy.home_assistant.hub import HubProgram
from deploy.home_assistant.onboarding import Login
from deploy.home_assistant.registries import State, entities, until
from deploy.home_assistant.server import HomeAssistantServer
from devices.broker import BrokerSettings
from devices.home_file import HomeFile, load_home_file
from hub.bootstrap.home import demo_home_file
from tests.tools import ROOT, require

Way: TypeAlias = Literal["broker", "home assistant"]

SPEECH: Final = ROOT / "tests" / "data" / "speech"
SPEECH_MODEL: Final = SPEECH / "vosk-model-hub-en"
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

    async def tell_hub(self, text: str) -> dict[str, Any]:
        """A sentence to the hub itself, past Home Assistant; its answer as in docs/api.md."""
        return await hub_answers(self.hub, "POST", "converse", json={"text": text})

    async def until_hub_sees(self, name: str, *, gone: bool = False, within_s: float = 2.0) -> None:
        """Wait until the hub has a device or an area of that name, or has none any more."""
        await until_hub_sees(self.hub, name, gone=gone, within_s=within_s)

    async def until_hub_acts(self, text: str, *, within_s: float = 90.0) -> dict[str, Any]:
        """Say it to the hub until it does it: what it commands may still be on its way back."""
        async with asyncio.timeout(within_s):
            while True:
                answer = await self.tell_hub(text)
                if answer["kind"] == "acts" and _is_done(answer):
                    return answer
                await asyncio.sleep(0.5)

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

    async def online_entity(self) -> str:
        """The entity with which the hub's integration says whether the hub is there."""
        found = await entities(self.home)
        ours = (entity.id for entity in found if entity.platform == "teachable_hub")
        return next(entity_id for entity_id in ours if entity_id.startswith("binary_sensor.") and "online" in entity_id)

    async def until_hub_is_there(self) -> None:
        """Wait until the hub's integration has found the hub (again), and the hub all of its devices."""
        await until(self.home, await self.online_entity(), lambda state: state.value == "on", within_s=90)
        async with asyncio.timeout(90):
            while True:
                parts = (await hub_answers(self.hub, "GET", "health/parts"))["parts"]
                is_whole = parts["home"]["works"] and "not reachable" not in parts["home"]["detail"]
                if is_whole and parts.get("home assistant", {"works": True})["works"]:
                    return
                await asyncio.sleep(0.2)


async def hub_answers(hub: HubProgram, method: str, route: str, **options: Any) -> dict[str, Any]:
    """What the hub itself answers to a request of its API."""
    headers = {"Authorization": f"Bearer {hub.token}"}
    async with httpx.AsyncClient(base_url=hub.address, headers=headers, timeout=30, trust_env=False) as rest:
        response = await rest.request(method, f"/api/v1/{route}", **options)
    response.raise_for_status()
    answer: dict[str, Any] = response.json()
    return answer


async def until_hub_sees(hub: HubProgram, name: str, *, gone: bool = False, within_s: float = 2.0) -> None:
    """Wait until the hub has a device or an area of that name, or has none any more."""
    async with asyncio.timeout(within_s):
        while True:
            home = await hub_answers(hub, "GET", "devices")
            names = {thing["name"].lower() for kind in ("areas", "entities") for thing in home[kind]}
            if (name.lower() in names) is not gone:
                return
            await asyncio.sleep(0.05)


@asynccontextmanager
async def staged(
    folder: Path, models: Path, *, through: Way = "home assistant", hears: bool = False
) -> AsyncIterator[Stage]:
    """The house, furnished; the hub takes its devices from Home Assistant, or from the broker they are on."""
    python = require("home-assistant")
    content = await asyncio.to_thread(demo_home)
    async with home_on_a_broker(folder, content) as broker:
        server = HomeAssistantServer(python, folder / "home-assistant", LOGIN)
        await server.start()
        try:
            async with server.connection() as home:
                await furnish(home, broker, content.home)
            ways: dict[Way, Mapping[str, str]] = {
                "broker": {"mqtt_url": f"mqtt://{broker.host}:{broker.port}"},
                "home assistant": {"home_assistant_url": server.address, "home_assistant_token": server.token},
            }
            ears = {"speech_model": str(SPEECH_MODEL)} if hears else {}
            hub = _hub(folder / "hub", models, {**ways[through], **ears})
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


def _is_done(answer: Mapping[str, Any]) -> bool:
    return all(action["outcome"] in {"confirmed", "assumed"} for action in answer["actions"])


def demo_home() -> HomeFile:
    """The home that is simulated."""
    return load_home_file(demo_home_file())


def _hub(folder: Path, models: Path, through: Mapping[str, str]) -> HubProgram:
    hub = HubProgram(folder, settings={"nlu": "embedded", **through})
    (folder / "models").symlink_to(models)
    return hub
