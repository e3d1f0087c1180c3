"""How long the server takes for each page of the web admin, with a great deal kept and with next to nothing."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

import httpx

from hub.admin.access import COOKIE
from hub.admin.roles import AccountRole
from hub.bootstrap.composition import composed
from hub.bootstrap.home import demo_home_file
from hub.config import Settings
from hub.storage.address import sqlite_address
from hub.storage.store import SqlStore
from hub.web.api import create_app
from tests.bench.figures import Figure, Findings, percentile
from tests.bench.homes import bench_home
from tests.bench.taught import concepts

Tell = Callable[[str], None]

PATHS: Final = {
    "talk": "/talk",
    "learned": "/learned",
    "learned, a text": "/learned?text=pra",
    "learned, a room": "/learned?room=kitchen",
    "learned, one word": "/learned/taught000042",
    "not understood": "/not-understood",
    "home": "/home",
    "schedules": "/schedules",
    "history": "/history",
    "history, a person and a kind": "/history?person=alex&kind=refuses",
    "history, a text that nobody said": "/history?text=zwitscherling",
    "history, one turn": "/history/turn0000100",
    "insight": "/insight",
    "insight, a chart": "/insight/turns.svg",
    "people": "/people",
    "settings": "/settings",
    "privacy": "/privacy",
    "audit log": "/privacy/audit",
}
TARGET: Final = 2.0
"""A page may take so many times as long, at p95."""
_PART: Final = 50_000

# A turn every half a minute back from now, of all kinds, people and rooms of the demo home; each tenth not understood.
_TURNS: Final = """
INSERT INTO turns (turn_id, conversation_id, at, kind, person, area, satellite, channel, text, speech, trace,
                   timings_ms, missed)
WITH RECURSIVE number(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM number WHERE n + 1 < :end)
SELECT printf('turn%07d', n), 'c' || (n / 8),
       strftime('%Y-%m-%d %H:%M:%S', 'now', '-' || (n * 30) || ' seconds') || '.000000',
       CASE n % 10 WHEN 0 THEN 'asks_about' WHEN 1 THEN 'answers' WHEN 2 THEN 'refuses' ELSE 'acts' END,
       CASE n % 3 WHEN 0 THEN 'alex' WHEN 1 THEN 'sam' END,
       CASE n % 4 WHEN 0 THEN 'kitchen' WHEN 1 THEN 'office' WHEN 2 THEN 'bedroom' ELSE 'living_room' END,
       NULL, 'text', 'set the lamp to word' || (n % 5000), 'Done: the lamp is on, number ' || n,
       '{"interpreter": "embedded", "reasons": ["named"], "understood": true, "unknown": ' ||
       CASE n % 10 WHEN 0 THEN '[{"text": "word' || (n % 5000) || '", "role": "value"}]' ELSE '[]' END ||
       ', "actions": [{"entity": "desk_lamp", "settings": {"on": true}, "outcome": "confirmed"}], "learned": []}',
       '{"parse": 1.5, "decide": 0.7, "total": 3.2}', n % 10 = 0
FROM number
"""
_FIGURES: Final = """
INSERT INTO figures (hour, person, area, turns, missed, questions, lessons, uses, milliseconds, slowest, day)
SELECT strftime('%Y-%m-%d %H:00:00', at) || '.000000', coalesce(person, ''), coalesce(area, ''), count(*),
       sum(missed), sum(kind LIKE 'asks_%'), 0, count(*), 3 * count(*), 4, date(at)
FROM turns GROUP BY 1, 2, 3
"""
_DAYS: Final = """
INSERT INTO figures_by_day (day, person, area, turns, missed, questions, lessons, uses, milliseconds, slowest)
SELECT day, person, area, sum(turns), sum(missed), sum(questions), 0, sum(uses), sum(milliseconds), max(slowest)
FROM figures GROUP BY 1, 2, 3
"""
_UNEXPLAINED: Final = """
INSERT INTO unexplained (turn_id, "key", at, words, role)
SELECT turn_id, substr(text, 17), at, substr(text, 17), 'value' FROM turns WHERE missed
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """How much a hub keeps."""

    concepts: int
    turns: int

    def __str__(self) -> str:
        return f"{self.concepts:,} concepts, {self.turns:,} turns"


async def measure_pages(models: Path, folder: Path, *, quick: bool, tell: Tell) -> Findings:
    """Each page of two hubs that differ in what they keep, by turns."""
    small, large = Kept(100, 1_000), Kept(5_000, 100_000) if quick else Kept(50_000, 1_000_000)
    rounds = 20 if quick else 60
    findings = Findings()
    async with AsyncExitStack() as stack:
        browsers = []
        for number, kept in enumerate((small, large)):
            data = folder / f"pages-{number}"
            data.mkdir()
            await asyncio.to_thread(lambda where: where.symlink_to(models.absolute()), data / "models")
            await _fill(data / "hub.db", kept, tell)
            tell(f"pages: starting a hub with {kept}")
            browsers.append(await stack.enter_async_context(_browser(data)))
        for name, path in PATHS.items():
            tell(f"pages: {name}")
            few, many = await _timed(browsers[0], browsers[1], path, rounds)
            ratio = percentile(many, 0.95) / percentile(few, 0.95)
            beside = (
                f"{percentile(many, 0.95):.1f} and {percentile(few, 0.95):.1f} ms; "
                f"p50 {median(many):.1f} and {median(few):.1f} ms"
            )
            findings.figures.append(Figure(f"page {name}, p95", ratio, f"× that with {small}", TARGET, beside))
    findings.notes.append(f"pages: with {large}; every request through the whole application, without a network")
    return findings


async def _timed(
    small: httpx.AsyncClient, large: httpx.AsyncClient, path: str, rounds: int
) -> tuple[list[float], list[float]]:
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(-3, rounds):
        for which in (0, 1) if number % 2 else (1, 0):
            start = perf_counter()
            answer = await (small, large)[which].get(path)
            passed = (perf_counter() - start) * 1000
            if answer.status_code != 200:
                raise OSError(f"{path} answered {answer.status_code}")
            if number >= 0:
                took[which].append(passed)
    return took


async def _fill(file: Path, kept: Kept, tell: Tell) -> None:
    async with SqlStore(sqlite_address(file)) as store:
        tell(f"pages: teaching {kept.concepts:,} concepts")
        await store.put_concepts(list(concepts(bench_home(50), kept.concepts)))
    await asyncio.to_thread(_write_turns, file, kept.turns, tell)


def _write_turns(file: Path, count: int, tell: Tell) -> None:
    database = sqlite3.connect(file)
    try:
        for first in range(0, count, _PART):
            tell(f"pages: writing turns, {first:,} of {count:,}")
            with database:
                database.execute(_TURNS, {"first": first, "end": min(count, first + _PART)})
        tell("pages: adding up the turns")
        with database:
            for statement in (_FIGURES, _DAYS, _UNEXPLAINED):
                database.execute(statement)
    finally:
        database.close()


@asynccontextmanager
async def _browser(data: Path) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(data_dir=data, nlu="embedded", home_file=demo_home_file(), journal_days=0)
    async with composed(settings) as hub:
        assert hub.door is not None
        account = await hub.door.add("Alex", "three plain words", AccountRole.ADMIN)
        await hub.door.look()
        cookies: Mapping[str, str] = {COOKIE: await hub.door.logins.begin(account)}
        transport = httpx.ASGITransport(create_app(hub))
        async with httpx.AsyncClient(transport=transport, base_url="http://hub", cookies=dict(cookies)) as client:
            yield client
