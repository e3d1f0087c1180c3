"""What Home Assistant knows of the hub, and how an event of the hub changes it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Self

from .answers import HubEvent, HubInfo, Json


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question of the hub that waits for its answer; ``speech`` only when the hub tells words."""

    conversation_id: str
    area: str | None
    since: str | None
    speech: str | None

    @classmethod
    def read(cls, data: Json) -> Self:
        """From an event's data."""
        return cls(str(data.get("conversation_id")), data.get("area"), data.get("since"), data.get("speech"))


@dataclass(frozen=True, slots=True)
class HubState:
    """How the hub is doing. ``last_not_understood`` is that event's data."""

    version: str
    concepts: int
    is_well: bool = True
    questions: tuple[OpenQuestion, ...] = ()
    last_not_understood: Json | None = field(default=None, hash=False)

    @classmethod
    def of(cls, info: HubInfo) -> Self:
        """What is known before the first event."""
        return cls(version=info.version, concepts=info.concepts)

    def seen(self, info: HubInfo) -> HubState:
        """The state once somebody has looked again: what only events tell stays as they told it."""
        return replace(self, version=info.version, concepts=info.concepts)

    def after(self, event: HubEvent) -> HubState:
        """The state once this has happened; the same one when it changes nothing here."""
        data = event.data
        match event.name:
            case "hello":
                return self._greeted(data)
            case "question":
                return self._asked(data)
            case "not_understood":
                return replace(self, last_not_understood=data)
            case "learned":
                return replace(self, concepts=_count(data, self.concepts))
            case "health":
                return replace(self, is_well=data.get("status") == "ok")
        return self

    def _greeted(self, data: Json) -> HubState:
        last = data.get("last_not_understood")
        return HubState(
            version=str(data.get("version") or self.version),
            concepts=_count(data, self.concepts),
            is_well=data.get("status") == "ok",
            questions=tuple(OpenQuestion.read(question) for question in objects(data, "open_questions")),
            last_not_understood=last if isinstance(last, dict) else None,
        )

    def _asked(self, data: Json) -> HubState:
        asked = OpenQuestion.read(data)
        others = tuple(one for one in self.questions if one.conversation_id != asked.conversation_id)
        return replace(self, questions=(*others, asked) if data.get("open") is True else others)


def _count(data: Json, otherwise: int) -> int:
    concepts = data.get("concepts")
    return concepts if isinstance(concepts, int) else otherwise


def objects(data: Json, key: str) -> list[dict[str, Any]]:
    """The objects of a list in an event's data; none where there is no such list."""
    found = data.get(key)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def without_words(data: Json) -> dict[str, Any]:
    """An event's data without what people said."""
    plain = {key: value for key, value in data.items() if key not in {"text", "speech", "term"}}
    if "unknown_spans" in plain:
        plain["unknown_spans"] = [{"role": span.get("role")} for span in objects(data, "unknown_spans")]
    return plain
