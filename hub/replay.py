"""Plays scenarios against a simulated home, through the turn that everything else uses, and writes what happened."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from devices.adapters.simulated import SimulatedGateway
from devices.dispatch import INSTANT, Dispatcher
from devices.home_file import EntityStates, HomeFile, load_home_file
from devices.registry import Registry
from dialogue.ports import IntentParser
from dialogue.response import Kind, Response
from dialogue.turn import Turn, TurnSettings
from dialogue.utterance import Utterance
from hub.bootstrap.replaying import interpreter_for_replay
from hub.config import Settings
from hub.storage.address import database_address
from hub.storage.journal import JournalSettings
from hub.storage.store import SqlStore
from teaching.schedules import ScheduleStatus

EVENING = "2026-03-10T19:00"
COURTESY = frozenset({"confirms", "acts"})
SECONDS_BETWEEN_TURNS = 5


class ScenarioClock:
    """A clock that stands at the scenario's time and moves a little with each turn."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The time of the scenario."""
        return self._now

    def advance(self) -> None:
        """A few seconds later."""
        self._now += timedelta(seconds=SECONDS_BETWEEN_TURNS)


@dataclass
class Stage:
    """One scenario's home, clock and hub; ``restart`` reopens the store and forgets everything held in memory."""

    home_file: HomeFile
    database: Path
    interpreter: IntentParser
    clock: ScenarioClock
    registry: Registry
    gateway: SimulatedGateway
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    turn: Turn | None = None
    store: SqlStore | None = None
    count: int = 0

    async def open(self) -> None:
        """Open the store and make the turn."""
        address = database_address(f"sqlite:///{self.database}", self.database.parent)
        self.store = await self.stack.enter_async_context(SqlStore(address, JournalSettings(enabled=True)))
        self.turn = Turn(
            registry=self.registry,
            dispatcher=Dispatcher(self.registry, [self.gateway], timing=INSTANT),
            store=self.store,
            interpreter=self.interpreter,
            clock=self.clock,
            settings=TurnSettings(),
        )
        await self.turn.follow()

    async def restart(self) -> None:
        """Close and open again, as after a restart of the hub. The home goes on."""
        await self.stack.aclose()
        self.stack = AsyncExitStack()
        await self.open()

    async def say(self, text: str, *, area: str | None, person: str | None) -> tuple[Response, EntityStates, float]:
        """One utterance: the response, the states before it, and its milliseconds."""
        assert self.turn is not None
        self.clock.advance()
        self.count += 1
        before = self.registry.states().values
        utterance = Utterance(text, "replay", f"t{self.count}", self.clock.now(), area=area, person=person)
        start = time.perf_counter()
        response = await self.turn.take(utterance)
        return response, before, (time.perf_counter() - start) * 1000

    async def scheduled(self) -> list[dict[str, Any]]:
        """What is planned now."""
        assert self.store is not None
        return [
            {"at": f"{s.due:%H:%M}", "device_effects": {c.entity_id: dict(c.settings) for c in s.commands}}
            for s in await self.store.schedules()
            if s.status is ScheduleStatus.PENDING
        ]


@asynccontextmanager
async def staged(
    home_file: HomeFile, template: Path, folder: Path, interpreter: IntentParser, at: str
) -> AsyncIterator[Stage]:
    """A fresh stage: the home in its first state, an empty store."""
    moment = datetime.fromisoformat(at if "T" in at or "-" in at else f"{EVENING[:10]}T{at}")
    clock = ScenarioClock(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    registry = Registry(clock, home=home_file.home)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        database = Path(place) / "hub.db"
        shutil.copyfile(template, database)
        async with SimulatedGateway(registry.sink("simulated"), home_file.home, home_file.states) as gateway:
            stage = Stage(home_file, database, interpreter, clock, registry, gateway)
            try:
                await stage.open()
                yield stage
            finally:
                await stage.stack.aclose()


async def replay_file(gold: Path, home: Path | None, out: Path, *, nlu: str, settings: Settings) -> int:
    """Play every line of ``gold`` and write one result a line. 0 when all could be played."""
    text = await asyncio.to_thread(gold.read_text, encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip()]
    homes: dict[Path, HomeFile] = {}
    failed = 0
    async with interpreter_for_replay(settings, nlu) as interpreter:
        with tempfile.TemporaryDirectory(prefix="replay-") as name:
            folder = Path(name)
            template = await empty_database(folder)
            started = time.monotonic()
            shown = started
            with out.open("w", encoding="utf-8") as results:
                for number, line in enumerate(lines, 1):
                    result = await replay_line(line, gold, home, homes, template, folder, interpreter)
                    failed += "error" in result
                    results.write(json.dumps(result, ensure_ascii=False) + "\n")
                    if time.monotonic() - shown > 2:
                        shown = time.monotonic()
                        _show(f"\r{number}/{len(lines)} scenarios, {shown - started:.0f} s")
    _show(f"\r{len(lines)} scenarios, {failed} with an error → {out}\n")
    return 1 if failed else 0


def _show(text: str) -> None:
    """To the person at the terminal, who may be sending the results elsewhere."""
    sys.stderr.write(text)
    sys.stderr.flush()


async def empty_database(folder: Path) -> Path:
    """An empty database with the present schema, to be copied for each scenario."""
    path = folder / "empty.db"
    async with SqlStore(database_address(f"sqlite:///{path}", folder), JournalSettings(enabled=True)):
        pass
    return path


async def replay_line(
    line: str,
    gold: Path,
    home: Path | None,
    homes: dict[Path, HomeFile],
    template: Path,
    folder: Path,
    interpreter: IntentParser,
) -> dict[str, Any]:
    """Plays one line of ``gold``; a fault is told as ``error``. ``homes`` keeps what has been read."""
    scenario: dict[str, Any] = {}
    try:
        scenario = json.loads(line)
        path = _home_path(scenario, gold, home)
        if path not in homes:
            homes[path] = await asyncio.to_thread(load_home_file, path)
        home_file = homes[path].with_setup(scenario.get("setup"))
        async with staged(home_file, template, folder, interpreter, scenario.get("time") or EVENING) as stage:
            if "turns" in scenario:
                turns = await _turns(scenario, stage)
                return {"id": scenario["id"], "turns": turns}
            area = scenario.get("area") or _area_of(scenario.get("context_device"), home_file)
            expected = kinds_of(scenario.get("expect"))
            result = await _play(stage, scenario.get("say") or scenario["text"], area, scenario.get("who"), expected)
            return {"id": scenario["id"], **result}
    except Exception as error:  # noqa: BLE001 - one bad scenario is reported on its line and does not stop the run
        return {"id": scenario.get("id"), "error": f"{type(error).__name__}: {error}"}


def _home_path(scenario: Mapping[str, Any], gold: Path, home: Path | None) -> Path:
    if "fixtures" in scenario:
        return gold.parent / str(scenario["fixtures"])
    if home is None:
        raise ValueError("this scenario names no home: pass --home HOME.json")
    return home


async def _turns(scenario: Mapping[str, Any], stage: Stage) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = []
    for turn in scenario["turns"]:
        if turn.get("if_prev") and (not results or results[-1].get("kind") != turn["if_prev"]):
            results.append({"kind": None, "skipped": True})
            continue
        if turn.get("after") == "restart":
            await stage.restart()
        area = turn.get("area") or scenario.get("area")
        person = turn.get("by") or scenario.get("who")
        results.append(await _play(stage, turn["say"], area, person, kinds_of(turn.get("expect"))))
    return results


def kinds_of(expect: Mapping[str, Any] | None) -> frozenset[str]:
    """The kinds a scenario accepts: read for the runner's courtesy only."""
    kinds = (expect or {}).get("kind", ())
    return frozenset([kinds] if isinstance(kinds, str) else kinds)


async def _play(
    stage: Stage, text: str, area: str | None, person: str | None, expected: frozenset[str]
) -> dict[str, Any]:
    """Says one thing; where an act or lesson is expected and the hub asks for a yes, says yes once."""
    response, before, latency = await stage.say(text, area=area, person=person)
    if expected & COURTESY and Kind.ASKS_CONFIRM.value not in expected and response.kind is Kind.ASKS_CONFIRM:
        response, _, more = await stage.say("yes", area=area, person=person)
        latency += more
    return {
        "kind": response.kind.value,
        "spans": [[span.text, span.role] for span in response.unknown_spans],
        "changes": stage.home_file.changes(before, stage.registry.states().values),
        "scheduled": await stage.scheduled(),
        "text": response.speech,
        "latency_ms": round(latency, 3),
    }


def _area_of(entity_id: str | None, home_file: HomeFile) -> str | None:
    entity = home_file.home.entities.get(entity_id or "")
    return entity.area if entity is not None else None
