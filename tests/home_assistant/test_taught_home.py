"""The hub with the devices of a real Home Assistant: taught, renamed there, restarted, and still known."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from deploy.home_assistant.connection import Connection
from deploy.home_assistant.entries import add_entry
from deploy.home_assistant.hub import HubProgram
from deploy.home_assistant.registries import change_entity, expose, state
from deploy.home_assistant.server import HomeAssistantServer
from hub.client import HubClient
from tests.home_assistant.stage import LOGIN, hub_answers, until_hub_sees
from tests.tools import require

pytestmark = [
    pytest.mark.home_assistant,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]


DEMONSTRATION = """
demo:
input_text: {note: {name: Kitchen note}}
"""
HELPERS = (
    "timer.tea",
    "input_datetime.wake_up_time",
    "input_text.note",
    "todo.shopping_list",
    "weather.demo_weather_south",
)


@dataclass(frozen=True, slots=True)
class Taught:
    """A Home Assistant with its demonstration, and a hub that has its home from there."""

    server: HomeAssistantServer
    hub: HubProgram

    async def say(self, text: str) -> str:
        async with HubClient(self.hub.address, self.hub.token) as client:
            return (await client.converse(text, conversation_id="test")).speech

    def home(self) -> Connection:
        return self.server.connection()

    async def brightness(self, entity_id: str) -> int:
        async with self.home() as home:
            found = await state(home, entity_id)
        assert found is not None
        return round((found.attributes.get("brightness") or 0) / 2.55)


async def until_hub_calls(taught: Taught, entity_id: str) -> None:
    """Wait until the hub has an entity that is called that in Home Assistant."""
    async with asyncio.timeout(5):
        while True:
            found = (await hub_answers(taught.hub, "GET", "devices"))["entities"]
            if any(entity["native_id"] == entity_id for entity in found):
                return
            await asyncio.sleep(0.05)


async def told(taught: Taught, question: str, part: str) -> None:
    """Ask until it is in the answer: what is on a list comes a moment after the count of it."""
    answer = await taught.say(question)
    for _ in range(50):
        if part in answer:
            return
        await asyncio.sleep(0.1)
        answer = await taught.say(question)
    raise AssertionError(answer)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def taught(tmp_path_factory: pytest.TempPathFactory, models: Path) -> AsyncIterator[Taught]:
    folder = tmp_path_factory.mktemp("taught")
    async with AsyncExitStack() as stack:
        server = HomeAssistantServer(require("home-assistant"), folder / "ha", LOGIN, configuration=DEMONSTRATION)
        await server.start()
        stack.push_async_callback(server.stop)
        access = {"home_assistant_url": server.address, "home_assistant_token": server.token}
        hub = HubProgram(folder / "hub", settings={"nlu": "embedded", **access})
        (folder / "hub" / "models").symlink_to(models)
        await hub.start()
        stack.push_async_callback(hub.stop)
        yield Taught(server, hub)


async def test_a_word_is_learned_on_one_light_and_known_for_the_next(taught: Taught) -> None:
    asked = await taught.say("set the bed light to study mode")
    assert asked.endswith("?")
    await taught.say("bright white at 80 percent")
    assert await taught.brightness("light.bed_light") == 80
    await taught.say("set the ceiling lights to study mode")
    assert await taught.brightness("light.ceiling_lights") == 80


async def test_a_light_that_is_renamed_there_answers_to_its_new_name_in_its_new_room(taught: Taught) -> None:
    async with taught.home() as home:
        await change_entity(home, "light.bed_light", name="Moonlamp", area_id="bedroom")
        await home.ask("config/area_registry/update", area_id="bedroom", name="Attic")
        await taught.say("turn the moonlamp off")
        found = await state(home, "light.bed_light")
        assert found is not None
        assert found.value == "off"
        await until_hub_sees(taught.hub, "Attic")
        await taught.say("set the light in the attic to study mode")
    assert await taught.brightness("light.bed_light") == 80


async def test_lists_timers_and_the_rest_are_told_by_talk(taught: Taught) -> None:
    async with taught.home() as home:
        await add_entry(home, "shopping_list", {})
        await expose(home, list(HELPERS))
        for name in ("Tea timer", "Wake up time", "Kitchen note", "Shopping List"):
            await until_hub_sees(taught.hub, name, within_s=10)

        async def becomes(text: str, entity_id: str, value: str, **attributes: object) -> None:
            answer = await taught.say(text)
            found = await state(home, entity_id)
            assert found is not None
            assert (found.value, answer) == (value, answer)
            assert attributes.items() <= found.attributes.items(), answer

        await becomes("set a ten minute timer", "timer.tea", "active", duration="0:10:00")
        assert "left" in await taught.say("how long is left on the tea timer")
        await becomes("cancel the timer", "timer.tea", "idle")
        await becomes("set the wake up time to half past six", "input_datetime.wake_up_time", "06:30:00")
        await becomes("set the kitchen note to feed the cat", "input_text.note", "feed the cat")
        await becomes("let the living room fan swing", "fan.living_room_fan", "off", oscillating=True)
        await becomes("add oat milk to the shopping list", "todo.shopping_list", "1")
        await told(taught, "what's on the shopping list", "oat milk")
        await becomes("tick oat milk off the shopping list", "todo.shopping_list", "0")
        assert "degrees" in await taught.say("what's the weather tomorrow")


async def test_it_is_still_known_after_both_have_restarted(taught: Taught) -> None:
    await taught.server.restart()
    await taught.hub.restart()
    await taught.say("set the kitchen lights to study mode")
    assert await taught.brightness("light.kitchen_lights") == 80


async def test_what_was_taught_about_a_light_follows_it_to_another_entity_id(taught: Taught) -> None:
    await taught.say("call the kitchen lights the sparkles")
    async with taught.home() as home:
        await home.ask("config/entity_registry/update", entity_id="light.kitchen_lights", new_entity_id="light.galley")
        await until_hub_calls(taught, "light.galley")
        await taught.say("set the sparkles to study mode")
        assert await taught.brightness("light.galley") == 80
        await taught.hub.stop()
        await home.ask("config/entity_registry/update", entity_id="light.galley", new_entity_id="light.scullery")
    await taught.hub.start()
    await taught.say("set the sparkles to 30 percent")
    assert await taught.brightness("light.scullery") == 30


async def test_while_home_assistant_is_away_a_light_is_not_reachable_and_the_part_says_so(taught: Taught) -> None:
    await taught.server.stop()
    async with HubClient(taught.hub.address, taught.hub.token) as client:
        answer = await client.converse("turn off the kitchen lights", conversation_id="test")
        assert "reach" in answer.speech
        parts = (await client.parts())["parts"]
        assert not parts["home assistant"]["works"]
    await taught.server.restart()
