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
            if devices == max(plan.devices):
                findings.figures[:0] = _verdicts(devices, contestants, plan.concepts)
            findings.figures.extend(_lessons(devices, contestants))
            biggest = max(plan.concepts)
            rss = next(c.side.rss_mb for c in contestants if c.concepts == biggest)
            findings.figures.append(Figure(f"memory, {devices} devices and {biggest:,} concepts", rss, "MB"))
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
        for turn, (sure, strange) in enumerate(zip(_blocks(known), _blocks(unknown), strict=True)):
            # Nobody is always the first after the others had the processor.
            order = [*contestants[turn % len(contestants) :], *contestants[: turn % len(contestants)]]
            for one in order:
                await one.say(sure, one.hits, "understood")
            for one in order:
                await one.say(strange, one.misses, "asked")
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
    peer = _find(contestants, PEER, None)
    for one in contestants:
        yield TurnRow(
            side=one.name,
            devices=devices,
            concepts=one.concepts,
            hit_p50=median(one.hits.ms),
            hit_p95=percentile(one.hits.ms, 0.95),
            miss_p50=median(one.misses.ms),
            miss_p95=percentile(one.misses.ms, 0.95),
            peer_hits=None if peer is None else one.hits.beside(peer.hits),
            peer_misses=None if peer is None else one.misses.beside(peer.misses),
            hits_right=f"{one.hits.good}/{len(one.hits.ms)}",
            misses_right=f"{one.misses.good}/{len(one.misses.ms)}",
        )


def _find(contestants: Sequence[Contestant], name: str, concepts: int | None) -> Contestant | None:
    return next((one for one in contestants if one.name == name and one.concepts == concepts), None)


def _lessons(devices: int, contestants: Sequence[Contestant]) -> Iterator[Figure]:
    for one in contestants:
        if isinstance(one, Peer) or one.name != "embedded":
            continue
        took, plain = median(one.lessons.ms), median(one.hits.ms)
        against = f"{took / plain:.1f} plain turns; {one.lessons.good} of {len(one.lessons.ms)} learnt and used"
        yield Figure(f"lesson and its use, {devices} devices, {one.concepts:,} concepts", took, "ms", against=against)


def _verdicts(devices: int, contestants: Sequence[Contestant], concepts: Sequence[int]) -> Iterator[Figure]:
    usual, large = concepts[min(1, len(concepts) - 1)], concepts[-1]
    hub, peer = _find(contestants, "embedded", usual), _find(contestants, PEER, None)
    none, many = _find(contestants, "embedded", 0), _find(contestants, "embedded", large)
    where = f"{devices} devices, {usual:,} concepts"
    if hub is not None:
        slow = percentile([*hub.hits.ms, *hub.misses.ms], 0.95)
        against = "" if peer is None else f"hassil {percentile([*peer.hits.ms, *peer.misses.ms], 0.95):.2f} ms"
        yield Figure(f"turn p95, {where}", slow, "ms", 50, against)
        against = "" if peer is None else f"hassil {median(peer.misses.ms) / median(peer.hits.ms):.2f} ×"
        ratio = median(hub.misses.ms) / median(hub.hits.ms)
        yield Figure(f"misses in hits, p50, {where}", ratio, "×", 1.5, against)
        ratio = percentile(hub.misses.ms, 0.95) / percentile(hub.hits.ms, 0.95)
        yield Figure(f"misses in hits, p95, {where}", ratio, "×")
    if hub is not None and peer is not None:
        mine, its = median([*hub.hits.ms, *hub.misses.ms]), median([*peer.hits.ms, *peer.misses.ms])
        against = f"{mine:.2f} ms a whole turn, {its:.2f} ms of bare recognising"
        yield Figure(f"turn in hassil's time, p50, {where}", mine / its, "×", 1, against)
        against = f"{median(hub.hits.ms):.2f} and {median(peer.hits.ms):.2f} ms"
        yield Figure(
            f"hits in hassil's hits, p50, {where}", median(hub.hits.ms) / median(peer.hits.ms), "×", 1, against
        )
        against = f"{median(hub.misses.ms):.2f} and {median(peer.misses.ms):.2f} ms"
        ratio = median(hub.misses.ms) / median(peer.misses.ms)
        yield Figure(f"misses in hassil's misses, p50, {where}", ratio, "×", 1, against)
    if none is not None and many is not None and none is not many:
        what = f"{large:,} concepts in none, {devices} devices"
        yield Figure(f"{what}, hits", many.hits.beside(none.hits), "×", 1.3, "sentence by sentence")
        yield Figure(f"{what}, misses", many.misses.beside(none.misses), "×", 1.3, "sentence by sentence")
        ratio = percentile(many.hits.ms, 0.95) / percentile(none.hits.ms, 0.95)
        yield Figure(f"{what}, hits p95", ratio, "×")
