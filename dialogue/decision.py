"""What a turn decides: everything it will keep, do and say. Made by pure code, carried out by ``dialogue/turn.py``."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.dialogue_state import LessonMark, OpenQuestion
from dialogue.ports import Forget
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind, LearnedReport, UnknownSpan
from teaching.concepts import Concept
from teaching.schedules import Schedule


@dataclass(frozen=True, slots=True)
class Decision:
    """The moves of one turn.

    ``lead`` is said before and ``tail`` after what was done (the outcomes speak for themselves). ``question`` is what
    the hub waits for afterwards; ``keep_question`` leaves the open one open. ``act_as`` names the acts ("study mode").
    ``asked`` are the words that asked for it, when they were said in an earlier turn.
    """

    kind: Kind
    lead: str = ""
    tail: str = ""
    plans: tuple[Planned, ...] = ()
    act_as: str = ""
    asked: str = ""
    question: OpenQuestion | None = None
    keep_question: bool = False
    put: tuple[Concept, ...] = ()
    deleted: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    lessons: tuple[LessonMark, ...] = ()
    refused: tuple[str, ...] = ()
    learned: tuple[LearnedReport, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    spans: tuple[UnknownSpan, ...] = ()
    reasons: tuple[str, ...] = ()
    forget: Forget | None = None
    focus: tuple[str, ...] | None = None
    focus_area: str | None = None
    focus_attribute: str | None = None
    focus_concept: str | None = None
    recording: str | None = None
    stop_recording: bool = False
    drop_act: bool = False
    drop_lessons: int = 0
    understood: bool = True
