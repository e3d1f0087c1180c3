"""What the home is like now, and how it came to be so."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from devices.capabilities import Value

HISTORY_LENGTH = 500
_NOTHING: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class StateChange:
    """One attribute that took another value; ``cause`` is ``hub`` or ``home`` (somebody's hand, an automation)."""

    entity_id: str
    attribute: str
    old: Value
    new: Value
    at: datetime
    cause: str = "home"


@dataclass(frozen=True, slots=True)
class States:
    """The state of every entity at one moment: entity id → attribute → value; a missing attribute is unknown."""

    values: Mapping[str, Mapping[str, Value]]
    unavailable: frozenset[str] = frozenset()

    def of(self, entity_id: str) -> Mapping[str, Value]:
        """The known attributes of one entity."""
        return self.values.get(entity_id, _NOTHING)

    def get(self, entity_id: str, attribute: str) -> Value:
        """One attribute, ``None`` when unknown."""
        return self.of(entity_id).get(attribute)

    def is_available(self, entity_id: str) -> bool:
        """Whether the entity can be reached, as far as its gateway has said."""
        return entity_id not in self.unavailable


class StateBook:
    """Keeps the states as gateways report them, with the recent changes (newest last)."""

    def __init__(self, history_length: int = HISTORY_LENGTH) -> None:
        self._values: dict[str, Mapping[str, Value]] = {}
        self._unavailable: set[str] = set()
        self._seen: dict[str, datetime] = {}
        self._history: deque[StateChange] = deque(maxlen=history_length)

    def report(
        self, entity_id: str, values: Mapping[str, Value], at: datetime, *, cause: str = "home"
    ) -> tuple[StateChange, ...]:
        """Take in what a gateway says of an entity; returns what really changed."""
        known = self._values.get(entity_id, _NOTHING)
        changes = tuple(
            StateChange(entity_id, attribute, known.get(attribute), value, at, cause)
            for attribute, value in values.items()
            if attribute not in known or known[attribute] != value
        )
        self._values[entity_id] = MappingProxyType({**known, **values})
        self._seen[entity_id] = at
        self._history.extend(changes)
        return changes

    def set_available(self, entity_id: str, available: bool) -> None:
        """Note whether the entity can be reached."""
        (self._unavailable.discard if available else self._unavailable.add)(entity_id)

    def of(self, entity_id: str) -> Mapping[str, Value]:
        """The known attributes of one entity, as they are now (not a copy)."""
        return self._values.get(entity_id, _NOTHING)

    def is_available(self, entity_id: str) -> bool:
        """Whether the entity can be reached, as far as its gateway has said."""
        return entity_id not in self._unavailable

    def last_seen(self, entity_id: str) -> datetime | None:
        """When something was last reported of it."""
        return self._seen.get(entity_id)

    def forget(self, entity_id: str) -> None:
        """Drop an entity that has left the home."""
        self._values.pop(entity_id, None)
        self._seen.pop(entity_id, None)
        self._unavailable.discard(entity_id)

    def snapshot(self) -> States:
        """The states as they are now, safe to keep."""
        return States(dict(self._values), frozenset(self._unavailable))

    def history(self) -> tuple[StateChange, ...]:
        """Recent changes, oldest first."""
        return tuple(self._history)
