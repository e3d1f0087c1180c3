"""An evaluation folder: its home, its commands and scenarios, what text makes of them and whether that is right."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devices.home_file import HomeFile
from dialogue.hearing.spelling import spoken_words
from dialogue.ports import IntentParser
from hub.replay import replay_line

EVERY_THIRD = 3


@dataclass(frozen=True, slots=True)
class Item:
    """A known command (one turn) or a teaching scenario, with what text made of each turn."""

    id: str
    line: Mapping[str, Any]
    turns: Sequence[Mapping[str, Any]]
    as_text: Sequence[Mapping[str, Any]]
    text_right: bool

    @property
    def words(self) -> frozenset[str]:
        """All that is said in it."""
        return frozenset(word for turn in self.turns for word in spoken_words(turn["say"]))


async def items_of(folder: Path, work: Path, template: Path, interpreter: IntentParser) -> list[Item]:
    """The known commands and every third teaching scenario of ``folder``, played as text."""
    scorer = _scorer(folder)
    home = folder / "home.json"
    described = json.loads(home.read_text("utf-8"))
    homes: dict[Path, HomeFile] = {}
    items: list[Item] = []
    for name, step in (("known_commands", 1), ("teaching", EVERY_THIRD)):
        gold = folder / f"{name}.jsonl"
        for line in gold.read_text("utf-8").splitlines()[::step]:
            result = await replay_line(line, gold, home, homes, template, work, interpreter)
            if "error" in result:
                raise ValueError(f"{gold}: {result['error']}")
            items.append(_item(json.loads(line), result, described, scorer))
    return items


def _item(line: Mapping[str, Any], result: Mapping[str, Any], home: Mapping[str, Any], scorer: Any) -> Item:  # noqa: ANN401
    turns = line.get("turns") or [line]
    as_text = result.get("turns") or [result]
    right = True
    states = scorer.initial(home, line.get("setup")) if scorer else {}
    for turn, played in zip(turns, as_text, strict=False):
        if played.get("skipped") or scorer is None:
            continue
        right &= bool(scorer.score_turn(turn["expect"], played, states)["ok"])
        scorer.apply(states, played.get("changes"))
    return Item(line["id"], line, turns, as_text, right)


def _scorer(folder: Path) -> Any:  # noqa: ANN401 - a script of the folder, without types
    """The folder's own scorer; without one all that text does counts as right."""
    path = folder / "tools" / "score.py"
    spec = importlib.util.spec_from_file_location("evaluation_scorer", path) if path.exists() else None
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
