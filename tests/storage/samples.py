"""Things to keep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from devices.commands import Command
from dialogue.dialogue_state import Act, DialogueState, MeaningQuestion
from dialogue.ports import JournalEntry
from dialogue.response import UnknownSpan
from teaching.concepts import Concept, Meaning, Provenance, Setting, ValueName, Version
from teaching.schedules import Schedule

MORNING = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
STUDY = ValueName((Setting("brightness", 80), Setting("color_temp", 4000)))
DIM = ValueName((Setting("brightness", 10),))


def taught(person: str | None = "anna", *, at: datetime = MORNING, turn_id: str = "t1") -> Provenance:
    return Provenance(person, at, turn_id)


def a_concept(
    concept_id: str = "k1",
    term: str = "study mode",
    *,
    meaning: Meaning = STUDY,
    provenance: Provenance | None = None,
    scope: str | None = None,
) -> Concept:
    return Concept(concept_id, term, (Version(meaning, provenance or taught(), term),), scope=scope)


def a_state(conversation_id: str = "c1", *, at: datetime = MORNING, word: str = "cosy") -> DialogueState:
    span = UnknownSpan(word, "value", 4, 8)
    act = Act("t0", (Command("light.desk", {"on": True, "brightness": 40.5}),), (("light.desk", "on", False),), "on")
    question = MeaningQuestion(span, f"make it {word}", parent=MeaningQuestion(span, "and then"))
    return DialogueState(conversation_id, focus=("light.desk",), question=question, acts=(act,), updated=at)


def a_turn(
    turn_id: str = "t1",
    *,
    at: datetime = MORNING,
    person: str | None = "anna",
    text: str = "study mode please",
    conversation_id: str = "c1",
    kind: str = "acts",
) -> JournalEntry:
    return JournalEntry(
        turn_id=turn_id,
        conversation_id=conversation_id,
        at=at,
        text=text,
        speech="Done.",
        kind=kind,
        person=person,
        area="office",
        trace={"reasons": ["said so"], "unknown": []},
        timings_ms={"parse": 1.5},
    )


def a_schedule(
    schedule_id: str = "s1", *, due: datetime | None = None, person: str | None = "anna", text: str = "lamp off"
) -> Schedule:
    return Schedule(
        id=schedule_id,
        due=due or datetime(2026, 3, 28, 7, 30, tzinfo=ZoneInfo("Europe/Berlin")),
        commands=(Command("light.desk", {"on": False}),),
        text=text,
        weekdays=(0, 1, 2),
        person=person,
        conversation_id="c1",
        created=MORNING,
    )


def later(minutes: float) -> datetime:
    return MORNING + timedelta(minutes=minutes)
