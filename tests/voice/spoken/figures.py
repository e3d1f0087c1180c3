"""What the spoken evaluation counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.voice.accuracy import Accuracy


@dataclass(frozen=True, slots=True)
class HeardTurn:
    """One spoken turn: what was said, what was made of it and what came of it, beside what text did."""

    said: str
    openly: str
    heard: str
    way: str
    confidence: float
    kind: str | None
    changes: Mapping[str, Mapping[str, Any]]
    as_text: Mapping[str, Any]
    is_wrong_danger: bool
    did_you_say: bool
    milliseconds: float


@dataclass(slots=True)
class Figures:
    """Counts over the items of one condition (clean, or with a noise)."""

    items: int = 0
    words_known: int = 0
    text_right: int = 0
    same: int = 0
    turns: int = 0
    turns_same: int = 0
    asked: int = 0
    wrong_danger: int = 0
    seconds: list[float] = field(default_factory=list)
    openly: Accuracy = field(default_factory=Accuracy)
    at_home: Accuracy = field(default_factory=Accuracy)
    faults: list[str] = field(default_factory=list)

    def count(self, name: str, turns: Sequence[HeardTurn], *, text_right: bool, is_same: bool) -> None:
        """One item whose words the model has."""
        self.words_known += 1
        self.wrong_danger += sum(turn.is_wrong_danger for turn in turns)
        self.asked += sum(turn.did_you_say for turn in turns)
        for turn in turns:
            self.openly = self.openly.with_sentence(turn.said, turn.openly)
            self.at_home = self.at_home.with_sentence(turn.said, turn.heard)
            self.seconds.append(turn.milliseconds / 1000)
        self.faults += [f"DANGER {name}: {_line(turn)}" for turn in turns if turn.is_wrong_danger]
        if not text_right:
            return
        self.text_right += 1
        self.same += is_same
        self.turns += len(turns)
        self.turns_same += sum(turn.changes == turn.as_text["changes"] for turn in turns)
        if not is_same:
            first = next((turn for turn in turns if turn.changes != turn.as_text["changes"]), turns[-1])
            self.faults.append(f"{name}: {_line(first)}")

    def report(self) -> str:
        """For people."""
        times = sorted(self.seconds) or [0.0]
        share = 100 * self.same / self.text_right if self.text_right else 0.0
        turns = 100 * self.turns_same / self.turns if self.turns else 0.0
        acted = f"{self.same} of {self.text_right} ({share:.1f} %)"
        each = f"{self.turns_same} of {self.turns} ({turns:.1f} %)"
        median, slow = times[len(times) // 2], times[int(len(times) * 0.95)]
        lines = (
            f"items {self.items}, with words the model has {self.words_known}, right as text {self.text_right}",
            f"same device states as text: {acted}; turns {each}",
            f'wrong acts on tier 2: {self.wrong_danger}; asked "did you say": {self.asked}',
            f"open decoding:      {self.openly}",
            f"home's vocabulary:  {self.at_home}",
            f"time of hearing and turn: median {median:.2f} s, 95 % {slow:.2f} s",
        )
        return "\n".join(f"  {line}" for line in lines)


def _line(turn: HeardTurn) -> str:
    way = "" if turn.heard == turn.openly else f" (openly {turn.openly!r})"
    return (
        f"said {turn.said!r}, heard {turn.heard!r}{way} {turn.way} {turn.confidence:.2f}; {turn.kind} {turn.changes}, "
        f"as text {turn.as_text['kind']} {turn.as_text['changes']}"
    )
