"""Changes that an offer makes in a Home Assistant, and how they are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from hub.takeaway.ledger import Made, Sort
from hub.takeaway.models import LeftOut


@dataclass(frozen=True, slots=True)
class AliasChange:
    """An entity or area of this ``name`` gets and loses aliases."""

    sort: Sort
    id: str
    name: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoutineChange:
    """A scene or script is made, changed or removed; ``config`` is ``None`` when it goes."""

    sort: Made
    id: str
    name: str
    change: Literal["new", "changed", "gone"]
    config: Mapping[str, object] | None = None


Change: TypeAlias = AliasChange | RoutineChange


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be changed, and what can't be offered."""

    changes: tuple[Change, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def in_words(change: Change) -> str:
    """The change as a line for a person."""
    match change:
        case AliasChange(name=name, added=added, removed=removed):
            parts = [f"also called {_quoted(added)}"] if added else []
            parts += [f"no longer called {_quoted(removed)}"] if removed else []
            return f"{'room ' if change.sort == 'area' else ''}{name}: {', '.join(parts)}"
        case RoutineChange(sort=sort, change="gone", name=name):
            return f"{sort} {name}: removed"
        case RoutineChange(sort=sort, name=name, change=kind):
            return f"{sort} {name}: {kind}"
        case _:
            assert_never(change)


def _quoted(aliases: tuple[str, ...]) -> str:
    return " and ".join(f'"{alias}"' for alias in aliases)
