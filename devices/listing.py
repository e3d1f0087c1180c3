"""What is still to be done on a list, as one value of a state: a thing a line."""

from __future__ import annotations

from collections.abc import Iterable

from devices.capabilities import Value

ADDED = "add_item"
COMPLETED = "complete_item"
REMOVED = "remove_item"


def listing_of(items: Iterable[str]) -> str:
    """The value for these things."""
    return "\n".join(" ".join(item.split()) for item in items)


def lines_of(value: Value) -> tuple[str, ...] | None:
    """The things of a value; ``None`` when it isn't told."""
    return tuple(line for line in value.split("\n") if line) if isinstance(value, str) else None


def is_as_asked(attribute: str, item: Value, listing: Value) -> bool | None:
    """Whether the list is as a command wanted it; ``None`` when it isn't told, or the command was of something else."""
    lines = lines_of(listing)
    if lines is None or not isinstance(item, str) or attribute not in {ADDED, COMPLETED, REMOVED}:
        return None
    is_there = item.casefold() in {line.casefold() for line in lines}
    return is_there is (attribute == ADDED)
