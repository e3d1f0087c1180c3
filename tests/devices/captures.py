"""Retained messages of real gateways, read through the discovery consumer."""

from __future__ import annotations

import json
from pathlib import Path

from devices.capabilities import Capability, Choice, Quantity, is_readonly
from tests.devices.announcing import Announcing

FOLDER = Path(__file__).resolve().parent.parent / "data" / "captures"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def messages_of(name: str) -> dict[str, str]:
    """Topic → payload as it was on the broker."""
    raw: dict[str, object] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return {topic: said if isinstance(said, str) else json.dumps(said) for topic, said in raw.items()}


def home_of(name: str) -> Announcing:
    """The home that a capture describes, with the states that were retained."""
    there = Announcing()
    messages = messages_of(name)
    for topic, payload in messages.items():
        if there.book.is_discovery(topic):
            there.book.announce(topic, payload)
    there.book.settle()
    for topic, payload in messages.items():
        there.hear(topic, payload)
    return there


def table_of(name: str) -> str:
    """Every entity for talk: name, kind, area, capabilities and state."""
    there = home_of(name)
    lines = [f"## {name}"]
    for entity in there.home.spoken:
        can = ", ".join(f"{key} {_shown(capability)}" for key, capability in entity.capabilities.items())
        away = "" if there.registry.is_available(entity.id) else " (away)"
        lines.append(f"{entity.name} | {entity.kind} | {entity.area or '-'} | {can} | {there.state(entity.id)}{away}")
    return "\n".join(lines)


def _shown(capability: Capability) -> str:
    mark = " (read)" if is_readonly(capability) else ""
    match capability:
        case Quantity():
            return f"{capability.minimum:g}..{capability.maximum:g} {capability.unit}{mark}"
        case Choice():
            return "/".join(capability.options[:6]) + mark
        case _:
            return type(capability).__name__.lower() + mark


if __name__ == "__main__":
    print("\n\n".join(table_of(name) for name in NAMES))
