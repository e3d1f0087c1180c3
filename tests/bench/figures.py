"""What the bench has found: figures beside their targets, as a table and as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; ``target`` is the most it should be (``None``: only reported), ``against`` the baseline."""

    name: str
    value: float
    unit: str
    target: float | None = None
    against: str = ""

    @property
    def verdict(self) -> str:
        """``ok``, ``over`` or nothing."""
        if self.target is None:
            return ""
        return "ok" if self.value <= self.target else "over"


@dataclass(frozen=True, slots=True)
class TurnRow:
    """Turn times of one side on one home, in milliseconds; ``peer_…`` in the peer's time for the same sentences."""

    side: str
    devices: int
    concepts: int | None
    hit_p50: float
    hit_p95: float
    miss_p50: float
    miss_p95: float
    peer_hits: float | None
    peer_misses: float | None
    hits_right: str
    misses_right: str

    @property
    def miss_to_hit(self) -> float:
        """The median miss in median hits."""
        return self.miss_p50 / self.hit_p50


@dataclass
class Findings:
    """Everything a run has found; ``notes`` say what was left out."""

    rows: list[TurnRow] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For ``bench.json``."""
        return {
            "turns": [asdict(row) for row in self.rows],
            "figures": [{**asdict(figure), "verdict": figure.verdict} for figure in self.figures],
            "notes": self.notes,
        }

    def show(self, console: Console) -> None:
        """Print the tables."""
        if self.rows:
            console.print(_turns(self.rows))
        console.print(_figures(self.figures))
        for note in self.notes:
            console.print(f"note: {note}", highlight=False)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def _turns(rows: Sequence[TurnRow]) -> Table:
    table = Table(title="turns, ms", box=box.MARKDOWN)
    for head in ("side", "devices", "concepts", "hit p50", "hit p95", "miss p50", "miss p95"):
        table.add_column(head, justify="left" if head == "side" else "right", no_wrap=True)
    for head in ("miss/hit", "hit/peer", "miss/peer", "hits right", "misses right"):
        table.add_column(head, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            row.side,
            str(row.devices),
            "–" if row.concepts is None else f"{row.concepts:,}",
            *(f"{value:.2f}" for value in (row.hit_p50, row.hit_p95, row.miss_p50, row.miss_p95, row.miss_to_hit)),
            *("–" if ratio is None else f"{ratio:.2f}" for ratio in (row.peer_hits, row.peer_misses)),
            row.hits_right,
            row.misses_right,
        )
    return table


def _figures(figures: Sequence[Figure]) -> Table:
    table = Table(title="figures", box=box.MARKDOWN)
    for head, justify in (
        ("figure", "left"),
        ("value", "right"),
        ("target", "right"),
        ("", "left"),
        ("beside", "left"),
    ):
        table.add_column(head, justify="right" if justify == "right" else "left", no_wrap=True)
    for figure in figures:
        table.add_row(
            figure.name,
            f"{figure.value:.4g} {figure.unit}",
            "" if figure.target is None else f"≤ {figure.target:.4g} {figure.unit}",
            figure.verdict,
            figure.against,
        )
    return table
