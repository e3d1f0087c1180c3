"""What the hub sends, read once and checked here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from .errors import NotAHub

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HubInfo:
    """Which hub answers. ``scope`` is what the token may do; ``None`` with hubs that don't tell."""

    id: str
    name: str
    version: str
    languages: tuple[str, ...]
    concepts: int
    scope: str | None

    @classmethod
    def read(cls, body: Json) -> Self:
        """From the body of ``GET /hub``. Raises ``NotAHub``."""
        match body:
            case {"id": str(id_), "version": str(version), "languages": [*languages], "concepts": int(concepts)} if id_:
                scope = body.get("scope")
                return cls(
                    id=id_,
                    name=str(body.get("name") or "Teachable Hub"),
                    version=version,
                    languages=tuple(str(language) for language in languages),
                    concepts=concepts,
                    scope=scope if isinstance(scope, str) else None,
                )
        raise NotAHub("the answer to GET /hub has no id, version, languages and concepts")

    @property
    def may_talk(self) -> bool:
        """Whether the token is enough for talking."""
        return self.scope != "read"

    @property
    def may_teach(self) -> bool:
        """Whether the token is enough for teaching by service."""
        return self.scope in (None, "admin")


@dataclass(frozen=True, slots=True)
class Action:
    """One command and what became of it: confirmed, assumed, unconfirmed or failed.

    ``native_id`` is what Home Assistant calls the entity now, where it comes from there.
    """

    entity_id: str
    native_id: str
    name: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the hub says and did in one turn. ``body`` is all it sent."""

    conversation_id: str
    speech: str
    kind: str
    expects_reply: bool
    actions: tuple[Action, ...]
    body: Json

    @classmethod
    def read(cls, body: Json) -> Self:
        """From the body of a turn's answer. Raises ``NotAHub``."""
        match body:
            case {"conversation_id": str(conversation_id), "speech": str(speech), "kind": str(kind)}:
                actions = body.get("actions")
                return cls(
                    conversation_id=conversation_id,
                    speech=speech.strip(),
                    kind=kind,
                    expects_reply=body.get("expects_reply") is True,
                    actions=tuple(_actions(actions if isinstance(actions, list) else [])),
                    body=body,
                )
        raise NotAHub("the answer to a turn has no conversation_id, speech and kind")


def _actions(found: list[object]) -> list[Action]:
    return [
        Action(entity_id, str(entry.get("native_id") or entity_id), str(entry.get("name") or entity_id), outcome)
        for entry in found
        if isinstance(entry, dict)
        and isinstance(entity_id := entry.get("entity_id"), str)
        and isinstance(outcome := entry.get("outcome"), str)
    ]


@dataclass(frozen=True, slots=True)
class HubEvent:
    """One event of the hub's stream."""

    number: str
    name: str
    data: Json
