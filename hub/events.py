"""What the hub tells of a turn to those who listen: by MQTT (``mqtt_topics.py``) and by server-sent events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from dialogue.response import Kind, Response
from dialogue.utterance import Utterance

TURN: Final = "turn"
NOT_UNDERSTOOD: Final = "not_understood"
LESSON_OFFERED: Final = "lesson_offered"
LEARNED: Final = "learned"
NOTICE: Final = "notice"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. ``words`` are those of people: for who may read them only, over those of ``data``."""

    name: str
    data: Mapping[str, object]
    words: Mapping[str, object] = field(default_factory=dict)

    def told(self, *, with_words: bool) -> dict[str, object]:
        """What is told of it."""
        return {**self.data, **self.words} if with_words else dict(self.data)


def turn_events(utterance: Utterance, response: Response) -> tuple[Event, ...]:
    """The turn itself, what was not understood in it, the lesson it offers, and each thing that it learned."""
    base = {
        "turn_id": response.turn_id,
        "conversation_id": response.conversation_id,
        "at": utterance.at.isoformat(),
        "area": utterance.area,
        "person": utterance.person,
        "satellite": utterance.satellite,
        "kind": response.kind.value,
        "expects_reply": response.expects_reply,
    }
    said = {"text": utterance.text, "speech": response.speech}
    actions = [{"entity_id": act.entity_id, "outcome": act.outcome} for act in response.actions]
    events = [Event(TURN, {**base, "actions": actions}, said)]
    if response.unknown_spans or response.kind is Kind.ASKS_ABOUT:
        roles = [{"role": span.role} for span in response.unknown_spans]
        spans = [{"role": span.role, "text": span.text} for span in response.unknown_spans]
        events.append(Event(NOT_UNDERSTOOD, {**base, "unknown_spans": roles}, {**said, "unknown_spans": spans}))
    if response.kind is Kind.ASKS_ABOUT and response.unknown_spans:
        asked = response.unknown_spans[0]
        events.append(
            Event(LESSON_OFFERED, {**base, "role": asked.role}, {"term": asked.text, "speech": response.speech})
        )
    events.extend(
        Event(
            LEARNED,
            {**base, "concept_id": learned.concept_id, "type": learned.type, "change": learned.change},
            {"term": learned.term},
        )
        for learned in response.learned
    )
    return tuple(events)
