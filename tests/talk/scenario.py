"""Reads talk scenarios from YAML. An unknown key is an error, so that a misspelt expectation can't pass unnoticed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import yaml

from devices.capabilities import Value
from dialogue.response import Kind

States: TypeAlias = Mapping[str, Mapping[str, Value]]
EVENING = "2026-03-10 19:00"
UNITS = {"second": "seconds", "minute": "minutes", "hour": "hours", "day": "days"}
SCENARIO_KEYS = frozenset({"name", "home", "room", "who", "time", "start", "lacks", "steps", "note"})
STEP_KEYS = frozenset(
    {"say", "by", "room", "voice", "heard", "restart", "wait", "by hand", "lose", "find", "hub", "note"}
)
DOING_KEYS = ("say", "restart", "wait", "by hand", "lose", "find")
HUB_KEYS = frozenset(
    {"kind", "says", "says not", "unknown", "state", "any of", "unchanged", "planned", "knows", "expects reply"}
)


class ScenarioMalformed(Exception):
    """A scenario can't be read: names the file, the scenario and what is wrong."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One thing that must be planned: ``at`` is HH:MM or a date with it, ``repeats`` whether it comes again."""

    at: str
    do: States
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """What the hub must answer and how the home must be afterwards.

    Everything that ``state`` doesn't name must stay as it was. Values may be "lower", "higher" or "50 to 70".
    ``any_of`` are alternatives to ``state``: one of them must hold.
    """

    kinds: frozenset[Kind] = frozenset()
    says: tuple[tuple[str, ...], ...] = ()
    says_not: tuple[str, ...] = ()
    unknown: tuple[str, ...] | None = None
    state: States = field(default_factory=dict)
    any_of: tuple[States, ...] = ()
    planned: tuple[Plan, ...] | None = None
    knows: tuple[str, ...] | None = None
    expects_reply: bool | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens: something is said, time goes by, the hub restarts, a hand moves something."""

    say: str | None = None
    by: str | None = None
    room: str | None = None
    voice: bool = False
    heard: float = 1.0
    restart: bool = False
    wait: timedelta | None = None
    by_hand: States = field(default_factory=dict)
    lose: str | None = None
    find: str | None = None
    hub: Expected = Expected()


@dataclass(frozen=True, slots=True)
class Scenario:
    """A conversation with a home, from a fresh store. ``lacks`` are words that the recogniser can't hear."""

    name: str
    file: str
    home: str
    room: str | None
    who: str | None
    time: datetime
    start: States
    lacks: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def id(self) -> str:
        """The name of its test."""
        return f"{self.file}: {self.name}"

    @property
    def restarts(self) -> bool:
        """Whether the hub is started again in it."""
        return any(step.restart for step in self.steps)


def load_scenarios(folder: Path) -> tuple[Scenario, ...]:
    """Every scenario below ``folder``. Raises ``ScenarioMalformed``."""
    found = [
        scenario
        for path in sorted(folder.rglob("*.yaml"))
        for scenario in read_scenarios(path.read_text(encoding="utf-8"), str(path.relative_to(folder).with_suffix("")))
    ]
    names = [scenario.id for scenario in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ScenarioMalformed(f"two scenarios are called {twice[0]!r}")
    return tuple(found)


def read_scenarios(text: str, file: str) -> tuple[Scenario, ...]:
    """The scenarios of one file: a list of them. Raises ``ScenarioMalformed``."""
    try:
        data: object = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ScenarioMalformed(f"{file}: {error}") from error
    if not isinstance(data, list) or not data:
        raise ScenarioMalformed(f"{file}: it must be a list of scenarios")
    return tuple(_scenario(item, file) for item in data)


def _scenario(data: object, file: str) -> Scenario:
    name = data.get("name", "a scenario without a name") if isinstance(data, dict) else "?"
    where = f"{file}: {name}"
    item = _mapping(data, where, SCENARIO_KEYS)
    steps = item.get("steps")
    if not isinstance(steps, list) or not steps:
        raise ScenarioMalformed(f"{where}: it has no steps")
    try:
        time = datetime.fromisoformat(str(item.get("time", EVENING)))
    except ValueError as error:
        raise ScenarioMalformed(f"{where}: {error}") from error
    return Scenario(
        name=_text(item.get("name"), f"{where}: name"),
        file=file,
        home=str(item.get("home", "demo")),
        room=_optional_text(item.get("room"), where),
        who=_optional_text(item.get("who"), where),
        time=time,
        start=_states(item.get("start", {}), f"{where}: start"),
        lacks=_texts(item.get("lacks", []), f"{where}: lacks"),
        steps=tuple(_step(step, f"{where}, step {number}") for number, step in enumerate(steps, 1)),
    )


def _step(data: object, where: str) -> Step:
    item = _mapping(data, where, STEP_KEYS)
    doing = [key for key in DOING_KEYS if key in item]
    if len(doing) != 1:
        raise ScenarioMalformed(f"{where}: it must have one of {', '.join(DOING_KEYS)}, and has {doing or 'none'}")
    where = f"{where} ({item[doing[0]]})"
    return Step(
        say=_optional_text(item.get("say"), where),
        by=_optional_text(item.get("by"), where),
        room=_optional_text(item.get("room"), where),
        voice=_flag(item.get("voice", False), where) or "heard" in item,
        heard=_share(item.get("heard", 1.0), where),
        restart="restart" in item,
        wait=_length(str(item["wait"]), where) if "wait" in item else None,
        by_hand=_states(item.get("by hand", {}), where),
        lose=_optional_text(item.get("lose"), where),
        find=_optional_text(item.get("find"), where),
        hub=_expected(item.get("hub", {}), where),
    )


def _expected(data: object, where: str) -> Expected:
    item = _mapping(data, where, HUB_KEYS)
    if item.get("unchanged", True) is not True or ("unchanged" in item and ("state" in item or "any of" in item)):
        raise ScenarioMalformed(f"{where}: unchanged is always true, and stands without state")
    try:
        kinds = frozenset(Kind(kind) for kind in _texts(item.get("kind", []), where))
    except ValueError as error:
        raise ScenarioMalformed(f"{where}: {error}") from error
    says = item.get("says", [])
    return Expected(
        kinds=kinds,
        says=tuple(_texts(part, where) for part in (says if isinstance(says, list) else [says])),
        says_not=_texts(item.get("says not", []), where),
        unknown=_texts(item["unknown"], where) if "unknown" in item else None,
        state=_states(item.get("state", {}), where),
        any_of=tuple(_states(one, where) for one in _list(item.get("any of", []), where)),
        planned=_plans(item["planned"], where) if "planned" in item else None,
        knows=_nothing_or_texts(item["knows"], where) if "knows" in item else None,
        expects_reply=_flag(item["expects reply"], where) if "expects reply" in item else None,
    )


def _plans(data: object, where: str) -> tuple[Plan, ...]:
    if data == "nothing":
        return ()
    plans = []
    for one in _list(data, where):
        item = _mapping(one, where, frozenset({"at", "do", "repeats"}))
        at = _text(item.get("at"), f"{where}: planned at (put it in quotes)")
        plans.append(Plan(at, _states(item.get("do"), where), _flag(item.get("repeats", False), where)))
    return tuple(plans)


def _mapping(data: object, where: str, known: frozenset[str]) -> Mapping[str, object]:
    if not isinstance(data, dict):
        raise ScenarioMalformed(f"{where}: keys and values are expected, not {data!r}")
    unknown = sorted(str(key) for key in data if key not in known)
    if unknown:
        names = ", ".join(map(repr, unknown))
        raise ScenarioMalformed(f"{where}: nobody knows {names}; known are {', '.join(sorted(known))}")
    return data


def _states(data: object, where: str) -> States:
    if not isinstance(data, dict) or not all(isinstance(values, dict) for values in data.values()):
        raise ScenarioMalformed(f"{where}: things and their attributes are expected, not {data!r}")
    return {str(entity): {_attribute(name): value for name, value in values.items()} for entity, values in data.items()}


def _attribute(name: object) -> str:
    """YAML reads a bare ``on`` as true."""
    return "on" if name is True else str(name)


def _share(data: object, where: str) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float) or not 0 <= data <= 1:
        raise ScenarioMalformed(f"{where}: {data!r} is no confidence between 0 and 1")
    return float(data)


def _length(text: str, where: str) -> timedelta:
    number, _, unit = text.partition(" ")
    unit = unit if unit in UNITS.values() else UNITS.get(unit, "")
    if not number.isdigit() or not unit:
        raise ScenarioMalformed(f"{where}: {text!r} is no length of time, for example '5 minutes'")
    return timedelta(**{unit: int(number)})


def _list(data: object, where: str) -> Sequence[object]:
    if not isinstance(data, list):
        raise ScenarioMalformed(f"{where}: a list is expected, not {data!r}")
    return data


def _texts(data: object, where: str) -> tuple[str, ...]:
    return tuple(_text(one, where) for one in (data if isinstance(data, list) else [data]))


def _nothing_or_texts(data: object, where: str) -> tuple[str, ...]:
    return () if data == "nothing" else _texts(data, where)


def _text(data: object, where: str) -> str:
    if not isinstance(data, str) or not data:
        raise ScenarioMalformed(f"{where}: words are expected, not {data!r}")
    return data


def _optional_text(data: object, where: str) -> str | None:
    return None if data is None else _text(data, where)


def _flag(data: object, where: str) -> bool:
    if not isinstance(data, bool):
        raise ScenarioMalformed(f"{where}: true or false is expected, not {data!r}")
    return data
