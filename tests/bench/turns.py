"""Times of turns: hits and misses, on homes of two sizes, with few and many taught words, beside the peer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from tests.bench.figures import Figure, Findings, TurnRow, percentile
from tests.bench.homes import bench_home
from tests.bench.sentences import hits, misses
from tests.bench.sides import Readings, Side, hub_side, peer_side

PEER: Final = "hassil"
BLOCK: Final = 8
LESSON_WORDS: Final = tuple(f"{start}{end}" for start in ("zor", "quim", "spla", "mog") for end in ("ble", "by", "dax"))


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: ``rounds`` times ``sentences`` sentences of each sort."""

    devices: Sequence[int]
    concepts: Sequence[int]
    sentences: int
    rounds: int


@dataclass
class Contestant:
    """One side with one interpreter, and what was read of it."""

    name: str
    side: Side
    concepts: int | None = None
    hits: Readings = field(default_factory=Readings)
    misses: Readings = field(default_factory=Readings)
    lessons: Readings = field(default_factory=Readings)

    async def say(self, sentences: Sequence[object], readings: Readings, good: str) -> None:
        """Measure a block of sentences; those of which ``good`` holds count as right."""
        answer = await self.side.ask({"say": sentences, "interpreter": self.name})
        right = [
            fine and by in (self.name, "none") for fine, by in zip(answer[good], answer["interpreter"], strict=True)
        ]
        readings.add(answer["ms"], sum(right))


class Peer(Contestant):
    """The peer: what it does not understand is a miss."""

    async def say(self, sentences: Sequence[object], readings: Readings, good: str) -> None:
        """See ``Contestant``."""
        answer = await self.side.ask({"say": sentences})
        readings.add(answer["ms"], sum(found == (good == "understood") for found in answer["understood"]))


async def measure_turns(
    plan: Plan, models: Path, rasa: Mapping[str, str] | None, *, with_peer: bool, tell: Callable[[str], None]
) -> Findings:
    """Measure, and judge by the targets."""
    findings = Findings()
    for devices in plan.devices:
        async with AsyncExitStack() as stack:
            contestants: list[Contestant] = []
            for concepts in plan.concepts:
                tell(f"starting a hub with {devices} devices and {concepts:,} concepts")
                hub = await stack.enter_async_context(hub_side(devices, concepts, models, rasa))
                contestants.extend(
                    Contestant(name, hub, concepts) for name in ("embedded", *(("rasa",) if rasa else ()))
                )
            if with_peer:
                contestants.append(Peer(PEER, await stack.enter_async_context(peer_side(bench_home(devices)))))
            await _measure(plan, devices, contestants, tell)
            findings.rows.extend(_rows(devices, contestants))
            findings.figures.extend(_lessons(devices, contestants))
            biggest = max(plan.concepts)
            rss = next(c.side.rss_mb for c in contestants if c.concepts == biggest)
            findings.figures.append(Figure(f"memory, {devices} devices and {biggest:,} concepts", rss, "MB"))
    findings.figures[:0] = _verdicts(findings, plan)
    return findings


async def _measure(plan: Plan, devices: int, contestants: Sequence[Contestant], tell: Callable[[str], None]) -> None:
    home = bench_home(devices)
    known, unknown = hits(home, plan.sentences), misses(home, plan.sentences)
    for one in contestants:
        tell(f"{devices} devices: warming up {one.name}" + (f", {one.concepts:,} concepts" if one.concepts else ""))
        await one.say(known, Readings(), "understood")
        await one.say(unknown, Readings(), "asked")
    for number in range(plan.rounds):
        tell(f"{devices} devices: round {number + 1} of {plan.rounds}")
        for block in _blocks(known):
            for one in contestants:
                await one.say(block, one.hits, "understood")
        for block in _blocks(unknown):
            for one in contestants:
                await one.say(block, one.misses, "asked")
    tell(f"{devices} devices: lessons")
    lamps = [device.name for device in home.of("lamp")]
    for word, lamp in zip(LESSON_WORDS, lamps * len(LESSON_WORDS), strict=False):
        for one in contestants:
            if not isinstance(one, Peer):
                term = f"{word} {one.name}"
                lesson = [f"{term} means 30 percent brightness", f"set the {lamp} to {term}"]
                await one.say([lesson], one.lessons, "understood")


def _blocks(sentences: Sequence[str]) -> Iterator[Sequence[str]]:
    return (sentences[start : start + BLOCK] for start in range(0, len(sentences), BLOCK))


def _rows(devices: int, contestants: Sequence[Contestant]) -> Iterator[TurnRow]:
    peer = next((median(one.hits.ms) for one in contestants if isinstance(one, Peer)), None)
    for one in contestants:
        hit = median(one.hits.ms)
        yield TurnRow(
            side=one.name,
            devices=devices,
            concepts=one.concepts,
            hit_p50=hit,
            hit_p95=percentile(one.hits.ms, 0.95),
            miss_p50=median(one.misses.ms),
            miss_p95=percentile(one.misses.ms, 0.95),
            peer=None if peer is None else hit / peer,
            hits_right=f"{one.hits.good}/{len(one.hits.ms)}",
            misses_right=f"{one.misses.good}/{len(one.misses.ms)}",
        )


def _lessons(devices: int, contestants: Sequence[Contestant]) -> Iterator[Figure]:
    for one in contestants:
        if isinstance(one, Peer) or one.name != "embedded":
            continue
        took, plain = median(one.lessons.ms), median(one.hits.ms)
        against = f"{took / plain:.1f} plain turns; {one.lessons.good} of {len(one.lessons.ms)} learnt and used"
        yield Figure(f"lesson and its use, {devices} devices, {one.concepts:,} concepts", took, "ms", against=against)


def _verdicts(findings: Findings, plan: Plan) -> Iterator[Figure]:
    most, large = max(plan.devices), max(plan.concepts)
    usual = 5_000 if 5_000 in plan.concepts else large
    row = findings.row("embedded", most, usual)
    none, many = findings.row("embedded", most, 0), findings.row("embedded", most, large)
    peer = findings.row(PEER, most, None)
    where = f"{most} devices, {usual:,} concepts"
    if row is not None:
        slow = max(row.hit_p95, row.miss_p95)
        against = "" if peer is None else f"hassil {max(peer.hit_p95, peer.miss_p95):.2f} ms"
        yield Figure(f"turn p95, {where}", slow, "ms", 50, against)
        against = "" if peer is None else f"hassil {peer.miss_to_hit:.2f}"
        yield Figure(f"miss in hits, p50, {where}", row.miss_to_hit, "×", 1.5, against)
        yield Figure(f"miss in hits, p95, {where}", row.miss_p95 / row.hit_p95, "×")
        if peer is not None:
            yield Figure(f"hit in hassil's hits, p50, {where}", row.hit_p50 / peer.hit_p50, "×", 1, "bare recognising")
            yield Figure(f"miss in hassil's misses, p50, {where}", row.miss_p50 / peer.miss_p50, "×", 1, "the same")
    if none is not None and many is not None and none is not many:
        yield Figure(f"{large:,} concepts in none, hits p50", many.hit_p50 / none.hit_p50, "×", 1.3, f"{most} devices")
        yield Figure(f"{large:,} concepts in none, misses p50", many.miss_p50 / none.miss_p50, "×", 1.3)
        yield Figure(f"{large:,} concepts in none, hits p95", many.hit_p95 / none.hit_p95, "×")
