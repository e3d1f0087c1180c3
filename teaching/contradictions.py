"""What a routine would make two things at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from devices.capabilities import Value
from teaching.concepts import Selector, Step


@dataclass(frozen=True, slots=True)
class Clash:
    """One attribute of one target (an entity, or a kind) that is to have two values."""

    target: Selector
    attribute: str
    first: Value
    second: Value


def clashes(steps: Sequence[Step]) -> Iterator[Clash]:
    """Every clash, in the order of the steps; what is changed by an amount clashes with nothing."""
    seen: dict[tuple[Selector, str], Value] = {}
    for step in steps:
        for target in step.target.singly():
            for setting in step.settings:
                key = (target, setting.attribute)
                if key in seen and seen[key] != setting.value and not setting.relative:
                    yield Clash(target, setting.attribute, seen[key], setting.value)
                seen[key] = setting.value
