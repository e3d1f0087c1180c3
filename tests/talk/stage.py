"""A home, a clock and a hub that a scenario is played on, and what is compared afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol

from devices.adapters.simulated import SimulatedGateway
from devices.capabilities import Value
from devices.dispatch import INSTANT, Dispatcher
from devices.home_file import HomeFile, load_home_file
from devices.registry import Registry
from dialogue.ports import HeardWords, IntentParser, TurnStore
from dialogue.response import Response
from dialogue.transcript import Transcript
from dialogue.turn import Turn, TurnSettings
from dialogue.utterance import EarTrace, Utterance
from hub.ports import ScheduleStore
from hub.scheduler import Scheduler
from hub.storage.address import sqlite_address
from hub.storage.journal import JournalSettings
from hub.storage.store import SqlStore
from teaching.concepts import Concept, Status
from teaching.schedules import Schedule
from tests.fakes.clocks import BERLIN, StandingClock
from tests.fakes.heard_words import LackingWords
from tests.fakes.store import FakeStore
from tests.talk.scenario import Expected, Plan, Scenario, States, Step
from tests.tools import ROOT

BETWEEN_TURNS_S = 5
AS_SHIPPED = TurnSettings()
HOMES = {
    "demo": ROOT / "hub" / "data" / "demo_home.json",
    "home assistant": Path(__file__).parent / "homes" / "home_assistant.yaml",
    "elm cottage": Path(__file__).parent / "homes" / "elm_cottage.json",
}


class TalkStore(TurnStore, ScheduleStore, Protocol):
    """What the hub of a scenario keeps things in."""


@cache
def home_file(name: str) -> HomeFile:
    """The home of that name; raises ``KeyError``."""
    return load_home_file(HOMES[name])


@dataclass
class Stage:
    """A hub on a simulated home. ``restart`` forgets everything that isn't in the store; the home goes on."""

    home: HomeFile
    clock: StandingClock
    registry: Registry
    gateway: SimulatedGateway
    store: TalkStore
    interpreter: IntentParser
    settings: TurnSettings = AS_SHIPPED
    database: Path | None = None
    heard_words: HeardWords | None = None
    count: int = 0
    turn: Turn = field(init=False)
    dispatcher: Dispatcher = field(init=False)

    async def open(self) -> None:
        """Start the hub."""
        self.dispatcher = Dispatcher(self.registry, [self.gateway], timing=INSTANT)
        self.turn = Turn(
            registry=self.registry,
            dispatcher=self.dispatcher,
            store=self.store,
            interpreter=self.interpreter,
            clock=self.clock,
            settings=self.settings,
            heard_words=self.heard_words,
        )
        await self.turn.follow()

    async def restart(self) -> None:
        """End it and start it again."""
        if self.database is not None and isinstance(self.store, SqlStore):
            await self.store.__aexit__(None, None, None)
            self.store = SqlStore(sqlite_address(self.database), JournalSettings(enabled=True))
            await self.store.__aenter__()
        await self.open()

    async def say(
        self,
        text: str,
        *,
        room: str | None = None,
        who: str | None = None,
        voice: bool = False,
        heard: float = 1.0,
        snr_db: float | None = None,
        talk: str = "talk",
    ) -> Response:
        """One turn, some seconds after the one before."""
        self.clock.move(seconds=BETWEEN_TURNS_S)
        self.count += 1
        channel = "voice" if voice else "text"
        return await self.turn.take(
            Utterance(
                text,
                talk,
                f"turn-{self.count}",
                self.clock.now(),
                area=room,
                person=who,
                channel=channel,
                confidence=heard,
                ear=EarTrace(Transcript(text), snr_db=snr_db) if voice else None,
            )
        )

    async def wait(self, length: timedelta) -> None:
        """Time goes by, and what is due is done as it comes."""
        scheduler = Scheduler(self.store, self.dispatcher, self.clock)
        end = self.clock.now() + length
        while True:
            due = [plan.due for plan in await self.store.schedules() if plan.due <= end]
            if not due:
                break
            self.clock.move(seconds=max((min(due) - self.clock.now()).total_seconds(), 0))
            await scheduler.run_due()
        self.clock.move(seconds=(end - self.clock.now()).total_seconds())

    def states(self) -> dict[str, dict[str, Value]]:
        """How everything is now."""
        return {entity_id: dict(values) for entity_id, values in self.registry.states().values.items()}

    async def known(self) -> list[Concept]:
        """The concepts in use, the first learned first."""
        _, concepts, _ = await self.store.changed_since(0)
        return [concept for concept in concepts if concept.status is Status.ACTIVE]

    async def planned(self) -> list[Schedule]:
        """What is still to be done, the next first."""
        return list(await self.store.schedules())


@asynccontextmanager
async def stage_of(
    home: HomeFile,
    interpreter: IntentParser,
    *,
    time: datetime,
    database: Path | None = None,
    settings: TurnSettings = AS_SHIPPED,
    heard_words: HeardWords | None = None,
) -> AsyncIterator[Stage]:
    """A fresh stage: with a store in memory, or with SQLite in ``database``."""
    clock = StandingClock(time if time.tzinfo else time.replace(tzinfo=BERLIN))
    registry = Registry(clock, home=home.home)
    store = FakeStore() if database is None else SqlStore(sqlite_address(database), JournalSettings(enabled=True))
    if isinstance(store, SqlStore):
        await store.__aenter__()
    async with SimulatedGateway(registry.sink("simulated"), home.home, home.states) as gateway:
        stage = Stage(home, clock, registry, gateway, store, interpreter, settings, database, heard_words)
        try:
            await stage.open()
            yield stage
        finally:
            if isinstance(stage.store, SqlStore):
                await stage.store.__aexit__(None, None, None)


async def play(scenario: Scenario, interpreter: IntentParser, database: Path | None = None) -> None:
    """Plays a scenario and fails, step and all, at the first thing that isn't as written."""
    home = home_file(scenario.home).with_setup(scenario.start)
    lacking = LackingWords(scenario.lacks) if scenario.lacks else None
    async with stage_of(home, interpreter, time=scenario.time, database=database, heard_words=lacking) as stage:
        told: list[str] = []
        for number, step in enumerate(scenario.steps, 1):
            before = stage.states()
            response = await _happen(step, scenario, stage)
            if response is not None:
                told.append(f"  {step.by or scenario.who or 'somebody'}: {step.say}")
                told.append(f"  hub [{response.kind}]: {response.speech}")
            faults = await _faults(step.hub, response, before, stage, by_hand=step.by_hand)
            assert not faults, f"step {number}\n" + "\n".join([*told, *(f"  ✗ {fault}" for fault in faults)])


async def _happen(step: Step, scenario: Scenario, stage: Stage) -> Response | None:
    if step.say is not None:
        person = step.by if step.by is not None else scenario.who
        room = step.room or scenario.room
        return await stage.say(
            step.say,
            room=_room(room, stage),
            who=None if person == "somebody" else person,
            voice=step.voice,
            heard=step.heard,
        )
    if step.restart:
        await stage.restart()
    if step.wait is not None:
        await stage.wait(step.wait)
    for entity_id, values in step.by_hand.items():
        stage.gateway.operate(entity_id, values)
        stage.clock.move(seconds=15)
    if step.lose is not None:
        stage.gateway.lose(step.lose)
    if step.find is not None:
        stage.gateway.find(step.find)
    return None


def _room(name: str | None, stage: Stage) -> str | None:
    if name is None:
        return None
    return next(area.id for area in stage.home.home.areas.values() if name in (area.name, area.id))


async def _faults(
    expected: Expected,
    response: Response | None,
    before: Mapping[str, Mapping[str, Value]],
    stage: Stage,
    *,
    by_hand: States,
) -> list[str]:
    faults = _speech_faults(expected, response) if response is not None else []
    after = stage.states()
    if expected.any_of:
        alternatives = [state_faults(one, before, after) for one in expected.any_of]
        faults += [] if any(not found for found in alternatives) else alternatives[0]
    else:
        faults += state_faults({**by_hand, **expected.state}, before, after)
    if expected.planned is not None:
        faults += plan_faults(expected.planned, await stage.planned())
    if expected.knows is not None:
        terms = sorted(concept.term for concept in await stage.known())
        if terms != sorted(expected.knows):
            faults.append(f"it knows {terms}, and should know {sorted(expected.knows)}")
    return faults


def _speech_faults(expected: Expected, response: Response) -> list[str]:
    faults = []
    speech = response.speech.casefold()
    if expected.kinds and response.kind not in expected.kinds:
        faults.append(f"the kind is {response.kind}, and should be {' or '.join(sorted(expected.kinds))}")
    unsaid = [words for words in expected.says if not any(word.casefold() in speech for word in words)]
    faults += [f"it doesn't say {' or '.join(map(repr, words))}" for words in unsaid]
    faults += [f"it says {word!r}" for word in expected.says_not if word.casefold() in speech]
    if expected.unknown is not None:
        asked = tuple(span.text for span in response.unknown_spans)
        if asked != expected.unknown:
            faults.append(f"it asks about {asked}, and should ask about {expected.unknown}")
    if expected.expects_reply is not None and response.expects_reply is not expected.expects_reply:
        faults.append(f"expects_reply is {response.expects_reply}")
    return faults


def state_faults(
    wanted: States, before: Mapping[str, Mapping[str, Value]], after: Mapping[str, Mapping[str, Value]]
) -> list[str]:
    """What isn't as wanted, and what changed although nobody wanted it."""
    faults = []
    for entity_id, values in wanted.items():
        if entity_id not in after:
            faults.append(f"there is no {entity_id}")
            continue
        for attribute, value in values.items():
            now, was = after[entity_id].get(attribute), before[entity_id].get(attribute)
            if not _fits(value, was, now):
                faults.append(f"{entity_id}: {attribute} is {now!r} (was {was!r}), and should be {value!r}")
    for entity_id, now_values in after.items():
        for attribute, now in now_values.items():
            was = before.get(entity_id, {}).get(attribute)
            if now != was and attribute not in wanted.get(entity_id, {}):
                faults.append(f"{entity_id}: {attribute} went from {was!r} to {now!r}, and nobody asked for it")
    return faults


def _fits(wanted: Value, was: Value, now: Value) -> bool:
    if wanted in ("lower", "higher") and isinstance(was, int | float) and isinstance(now, int | float):
        return now < was if wanted == "lower" else now > was
    low, to, high = str(wanted).partition(" to ")
    if to and low.isdigit() and high.isdigit() and isinstance(now, int | float):
        return int(low) <= now <= int(high)
    return now == wanted and isinstance(now, bool) == isinstance(wanted, bool)


def plan_faults(wanted: tuple[Plan, ...], planned: list[Schedule]) -> list[str]:
    """Where what is planned differs from what should be."""

    def told(at: str, do: States, *, repeats: bool) -> str:
        settings = {entity_id: dict(values) for entity_id, values in sorted(do.items())}
        return f"{at} {settings}{' again and again' if repeats else ''}"

    def told_of(one: Schedule) -> str:
        do = {command.entity_id: command.settings for command in one.commands}
        return told(f"{one.due:%Y-%m-%d %H:%M}", do, repeats=bool(one.weekdays))

    faults = []
    left = list(planned)
    for plan in wanted:
        form = "%Y-%m-%d %H:%M" if "-" in plan.at else "%H:%M"
        fitting = [
            one
            for one in left
            if one.due.strftime(form) == plan.at
            and {c.entity_id: dict(c.settings) for c in one.commands} == {e: dict(v) for e, v in plan.do.items()}
            and bool(one.weekdays) == plan.repeats
        ]
        if fitting:
            left.remove(fitting[0])
        else:
            faults.append(f"not planned: {told(plan.at, plan.do, repeats=plan.repeats)}")
    return faults + [f"planned: {told_of(one)}" for one in left]
