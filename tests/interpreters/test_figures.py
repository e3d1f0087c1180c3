"""How well stray talk is told from talk to the home, on public sentences that training never sees.

Prints the figures of ``docs/understanding.md``; asserts only what would be a fault. Held out by hashes of their ids:
a fifth of the home sentences, half of the others (``dialogue/training/import_public.py``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from dialogue.deciding.relevance import home_directed
from dialogue.ports import IntentParser
from dialogue.reading.masking import mask
from dialogue.training.import_public import (
    HOME_DOMAINS,
    home_held_out,
    intent_of,
    read_household,
    stray_held_out,
)
from tests.tools import ROOT, absent

pytestmark = pytest.mark.asyncio(loop_scope="session")

DATA: Final = ROOT.parent / "shared" / "eval" / "dev" / "public"


def rows(name: str) -> list[dict[str, Any]]:
    path: Path = DATA / name
    if not path.exists():
        absent(f"the public evaluation data is not at {DATA}")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def held_out_texts() -> tuple[list[tuple[str, str]], list[str]]:
    """Masked home sentences with their class, each once, and masked stray ones."""
    household = read_household()
    home = {}
    for row in rows("smart_home.jsonl"):
        intent = intent_of(row)
        if home_held_out(row["id"]) and row["domain"] in HOME_DOMAINS and intent not in (None, "chat"):
            home[mask(row["text"], household.explains(row["text"])).text] = str(intent)
    stray = [row["text"] for row in rows("out_of_domain.jsonl") if stray_held_out(row["id"])]
    return sorted(home.items()), [mask(text, household.explains(text)).text for text in stray]


def ranked_right(home: Sequence[float], stray: Sequence[float]) -> float:
    """AUROC: how often a home sentence ranks above a stray one; ties count half."""
    order = sorted([(score, 1) for score in home] + [(score, 0) for score in stray])
    below, right, at = 0, 0.0, 0
    while at < len(order):
        tied = _tied(order, at)
        right += sum(tied) * (below + (len(tied) - sum(tied)) / 2)
        below += len(tied) - sum(tied)
        at += len(tied)
    return right / (len(home) * len(stray))


def _tied(order: Sequence[tuple[float, int]], at: int) -> list[int]:
    tied = []
    for score, label in order[at:]:
        if score != order[at][0]:
            break
        tied.append(label)
    return tied


async def test_stray_talk_is_told_from_talk_to_the_home(parser: IntentParser) -> None:
    home, stray = held_out_texts()
    parses = [await parser.parse(text) for text, _ in home]
    at_home = sorted(home_directed(parse) for parse in parses)
    elsewhere = [home_directed(await parser.parse(text)) for text in stray]
    area = ranked_right(at_home, elsewhere)
    same = sum(
        max(parse.intents, key=parse.probability) == intent for parse, (_, intent) in zip(parses, home, strict=True)
    )
    print(f"\n{parser.name}: {len(home)} home sentences, {len(stray)} stray ones; AUROC {area:.4f}", end="")
    print(f"; class right {same / len(home):.1%}")
    rejected = {}
    for kept in (0.95, 0.98):
        threshold = at_home[int((1 - kept) * len(at_home))]
        rejected[kept] = sum(score < threshold for score in elsewhere) / len(elsewhere)
        print(f"  {kept:.0%} of home kept (threshold {threshold:.3f}): {rejected[kept]:.1%} of stray talk left alone")
    for threshold in (0.15, 0.3, 0.5, 0.8, 0.9):
        kept = sum(score >= threshold for score in at_home) / len(at_home)
        left = sum(score < threshold for score in elsewhere) / len(elsewhere)
        print(f"  threshold {threshold}: {kept:.1%} of home kept, {left:.1%} of stray talk left alone")
    assert area > 0.96
    assert rejected[0.95] > 0.85
