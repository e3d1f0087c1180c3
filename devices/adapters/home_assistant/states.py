"""The states of Home Assistant as its compact subscription tells them.

A message holds added entities under ``a``, differences under ``c`` (``+`` what is new, ``-`` what is gone) and removed
entities under ``r``; ``s`` is a state, ``a`` are its attributes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class RawState:
    """The state of one entity in Home Assistant's words."""

    word: str
    attributes: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


class StateMirror:
    """Follows the subscription and holds what it has told."""

    def __init__(self) -> None:
        self._states: dict[str, RawState] = {}

    def __contains__(self, entity_id: str) -> bool:
        return entity_id in self._states

    def get(self, entity_id: str) -> RawState | None:
        """The state of an entity, ``None`` when there is none."""
        return self._states.get(entity_id)

    def of_domain(self, domain: str) -> tuple[str, ...]:
        """The entities of a domain."""
        return tuple(entity_id for entity_id in self._states if entity_id.startswith(f"{domain}."))

    def take(self, event: object) -> frozenset[str]:
        """Take in a message; returns the entities that it speaks of. What has no sense in it is left out."""
        if not isinstance(event, dict):
            return frozenset()
        touched: set[str] = set()
        for entity_id, raw in _objects(event.get("a")):
            self._states[entity_id] = RawState(str(raw.get("s", "unknown")), _attributes(raw.get("a")))
            touched.add(entity_id)
        for entity_id, diff in _objects(event.get("c")):
            before = self._states.get(entity_id)
            if before is not None:
                self._states[entity_id] = _changed(before, diff)
                touched.add(entity_id)
        removed = event.get("r")
        for entity_id in removed if isinstance(removed, list) else ():
            if isinstance(entity_id, str) and self._states.pop(entity_id, None) is not None:
                touched.add(entity_id)
        return frozenset(touched)


def _changed(before: RawState, diff: Mapping[str, object]) -> RawState:
    more, less = diff.get("+"), diff.get("-")
    word, attributes = before.word, before.attributes
    if isinstance(more, dict):
        word = str(more.get("s", word))
        if "a" in more:
            attributes = {**attributes, **_attributes(more["a"])}
    gone = less.get("a") if isinstance(less, dict) else None
    if isinstance(gone, list):
        attributes = {key: value for key, value in attributes.items() if key not in gone}
    return RawState(word, attributes)


def _objects(raw: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    for key, value in raw.items() if isinstance(raw, dict) else ():
        if isinstance(value, dict):
            yield key, value


def _attributes(raw: object) -> Mapping[str, object]:
    return raw if isinstance(raw, dict) else {}
