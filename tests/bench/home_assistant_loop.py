"""Turns through a real Home Assistant: the hub's integration beside the built-in agent, and services by the hub."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from deploy.home_assistant.assistants import BUILT_IN, say
from deploy.home_assistant.house import add_component
from deploy.home_assistant.registries import until
from tests.bench.figures import Figure, Findings, percentile
from tests.bench.sides import Readings
from tests.home_assistant.stage import Stage, demo_home, staged

BLOCK: Final = 8
MISSES: Final = "misses"
WORDS: Final = tuple(
    f"{first} {then}" for first in ("low", "paper", "slow", "winter") for then in ("boat", "fire", "moon")
)


async def measure_home_assistant(models: Path, folder: Path, turns: int, tell: Callable[[str], None]) -> Findings:
    """Measure both agents on the same sentences, then services called bare and by the hub."""
    tell("Home Assistant: starting it, with a home on Mosquitto and a hub beside it")
    place = folder / "beside"
    place.mkdir()
    content = await asyncio.to_thread(demo_home)
    lamps = [entity for entity in content.home.spoken if entity.kind == "light"]
    lights = [lamp.name for lamp in lamps]
    dimmable = [lamp.name for lamp in lamps if "brightness" in lamp.capabilities]
    async with staged(place, models) as stage:
        agents = {"hub": await add_component(stage.home, stage.hub), "built in": BUILT_IN}
        new = await _turns(stage, agents, _new(dimmable, turns + BLOCK), "new commands", tell)
        usual = await _turns(stage, agents, _usual(lights, turns + BLOCK), "usual commands", tell)
        misses = await _turns(stage, agents, _nonsense(lights, turns + BLOCK), MISSES, tell)
        bare, through = await _services(stage, turns, tell)
    return Findings(
        figures=[
            *_compared("a command that is new", new, "done", turns),
            *_compared("a command said before", usual, "done", turns),
            *_compared("an unknown word", misses, "asked about", turns),
            Figure("Home Assistant, bare service call to state, p50", median(bare), "ms", against=_p95(bare)),
            Figure("Home Assistant, the hub's command to state, p50", median(through), "ms", None, _p95(through)),
            Figure("the hub's command in bare calls, p50", median(through) / median(bare), "×"),
        ]
    )


async def _turns(
    stage: Stage, agents: dict[str, str], sentences: Sequence[str], what: str, tell: Callable[[str], None]
) -> dict[str, Readings]:
    """Both agents in turns, by blocks, each time the other one first; a block before that counts warms up."""
    readings = {side: Readings() for side in agents}
    for agent in agents.values():
        for sentence in sentences[:BLOCK]:
            await say(stage.home, agent, sentence)
    for start in range(BLOCK, len(sentences), BLOCK):
        tell(f"Home Assistant: {start - BLOCK} of {len(sentences) - BLOCK} {what}")
        sides = list(agents.items())
        for side, agent in sides if start // BLOCK % 2 else reversed(sides):
            for sentence in sentences[start : start + BLOCK]:
                began = perf_counter()
                answer = await say(stage.home, agent, sentence)
                ms = (perf_counter() - began) * 1000
                readings[side].add([ms], answer.continues if what == MISSES else not answer.failed)
    return readings


def _new(lights: Sequence[str], count: int) -> list[str]:
    """Commands none of which is said twice: the built-in agent keeps what it recognised of the last 128 sentences."""
    levels = cycle(range(5, 100))
    return [f"set the {light} brightness to {next(levels)} percent" for light in islice(cycle(lights), count)]


def _usual(lights: Sequence[str], count: int) -> list[str]:
    """Commands that are said again and again."""
    endless = (f"turn {way} the {light}" for way in cycle(("on", "off")) for light in lights)
    return list(islice(endless, count))


def _nonsense(lights: Sequence[str], count: int) -> list[str]:
    """Commands with a word that nobody knows, each another one."""
    endless = (f"set the {light} to {word}" for word in cycle(WORDS) for light in lights)
    return list(islice(endless, count))


def _compared(name: str, sides: dict[str, Readings], good: str, turns: int) -> list[Figure]:
    hub, built_in = sides["hub"], sides["built in"]
    beside = f"built in {median(built_in.ms):.2f} ms; {good}: {hub.good} of {turns}, built in {built_in.good}"
    return [
        Figure(f"Home Assistant, {name}, p50", median(hub.ms), "ms", against=beside),
        Figure(f"Home Assistant, {name}, p95", percentile(hub.ms, 0.95), "ms", against=f"built in {_p95(built_in.ms)}"),
        Figure(f"Home Assistant, {name}, in the built-in agent's time", hub.beside(built_in), "×"),
    ]


async def _services(stage: Stage, count: int, tell: Callable[[str], None]) -> tuple[list[float], list[float]]:
    """Milliseconds from a bare call to the state that follows it, and of the same in the hub's own turns."""
    bare: list[float] = []
    through: list[float] = []
    for lamp in ("light.desk_lamp", "light.kitchen_light"):
        await stage.home.call("light", "turn_off", lamp)
        await until(stage.home, lamp, lambda state: state.value == "off")
    async with (
        stage.server.connection() as listening,
        listening.events("subscribe_events", event_type="state_changed") as events,
    ):
        for number in range(count):
            if number % BLOCK == 0:
                tell(f"Home Assistant: {number} of {count} services")
            way = ("on", "off")[number % 2]
            began = perf_counter()
            await stage.home.call("light", f"turn_{way}", "light.desk_lamp")
            async for event in events:
                data = event["data"]
                if data["entity_id"] == "light.desk_lamp" and data["new_state"]["state"] == way:
                    break
            bare.append((perf_counter() - began) * 1000)
            answer = await stage.tell_hub(f"turn {way} the kitchen light")
            through.append(answer["timings_ms"]["perform"])
    return bare[2:], through[2:]


def _p95(values: Sequence[float]) -> str:
    return f"p95 {percentile(values, 0.95):.2f} ms"
