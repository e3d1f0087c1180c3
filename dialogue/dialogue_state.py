"""What a conversation carries from one turn to the next. State in, state out: a turn replaces it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from devices.capabilities import Value
from devices.commands import Command
from dialogue.response import UnknownSpan
from teaching.concepts import Concept, Meaning
from teaching.schedules import Schedule


@dataclass(frozen=True, slots=True)
class MeaningQuestion:
    """ "What does X mean?": ``request`` is taken up again when it is known.

    ``span`` is being asked about; ``others`` are further unknown words of the same request. ``parent`` is the
    question that waits behind this one (the answer to it held an unknown itself). ``person`` is who was asked.
    """

    span: UnknownSpan
    request: str
    area: str | None = None
    others: tuple[UnknownSpan, ...] = ()
    parent: MeaningQuestion | None = None
    prompts: int = 0
    person: str | None = None
    type: Literal["meaning"] = "meaning"


@dataclass(frozen=True, slots=True)
class WhichQuestion:
    """ "Which one?": ``request`` is taken up again with ``mention`` bound to the chosen entity (or area).

    ``lasting``: the answer is remembered for the mention at that ``place`` (an area, or none).
    """

    options: tuple[str, ...]
    mention: str
    request: str
    area: str | None = None
    prompts: int = 0
    place: str | None = None
    lasting: bool = False
    type: Literal["which"] = "which"


@dataclass(frozen=True, slots=True)
class ConfirmQuestion:
    """ "Shall I?": a yes performs ``commands``, stores ``concepts`` or sets ``schedules``; ``about`` says what for.

    About ``heard`` a yes takes ``request`` as it was heard, in answer to ``behind`` where that was open. About
    ``heard_as`` a yes stores ``concepts`` and takes ``request``; a no takes what was ``heard``. About ``heard_term`` a
    yes takes ``request``, a lesson about the word that was ``heard``; the word said again or spelled stands instead.
    """

    about: str
    commands: tuple[Command, ...] = ()
    concepts: tuple[Concept, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    request: str = ""
    heard: str = ""
    behind: MeaningQuestion | WhichQuestion | MissingQuestion | ScopeQuestion | GuidedQuestion | None = None
    prompts: int = 0
    type: Literal["confirm"] = "confirm"


@dataclass(frozen=True, slots=True)
class MissingQuestion:
    """A piece is missing: ``what`` says which (``answer_missing`` has them all), ``request`` waits for it.

    ``term`` and ``draft`` carry a lesson that lacks the piece.
    """

    what: str
    request: str = ""
    term: str = ""
    role: str = ""
    draft: Meaning | None = None
    area: str | None = None
    parent: MeaningQuestion | None = None
    prompts: int = 0
    type: Literal["missing"] = "missing"


@dataclass(frozen=True, slots=True)
class ScopeQuestion:
    """ "Only now, or always from now on?" after an act was corrected that a concept had asked for."""

    concept_id: str
    meaning: Meaning
    type: Literal["scope"] = "scope"


@dataclass(frozen=True, slots=True)
class GuidedQuestion:
    """One question of the guided conversation about preferences; ``step`` counts them."""

    step: int
    person: str | None
    type: Literal["guided"] = "guided"


OpenQuestion: TypeAlias = (
    MeaningQuestion | WhichQuestion | ConfirmQuestion | MissingQuestion | ScopeQuestion | GuidedQuestion
)


@dataclass(frozen=True, slots=True)
class Act:
    """What a turn did: the commands, the settings they replaced, and the words that asked for it."""

    turn_id: str
    commands: tuple[Command, ...]
    before: tuple[tuple[str, str, Value], ...]
    text: str
    concepts: tuple[str, ...] = ()
    schedules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonMark:
    """What a turn learned, so that it can be corrected and undone: the concept before and after."""

    turn_id: str
    before: Concept | None
    after: Concept | None


@dataclass(frozen=True, slots=True)
class DialogueState:
    """Everything a conversation remembers.

    ``focus`` are the entities talked about last (newest act first), ``focus_attribute`` the attribute ("brightness"),
    ``question`` what the hub waits for an answer to, until ``question_expires``, and ``meant`` what the names in it
    stand for. ``acts`` and ``lessons`` are newest
    last and short: what undo, correction and "why" need. ``heard_of`` are words that were asked about, or known and no
    longer are, ``refused`` those that somebody had no right to teach; ``asked_about`` is whatever was asked about,
    as what it was.
    """

    conversation_id: str
    focus: tuple[str, ...] = ()
    focus_area: str | None = None
    focus_attribute: str | None = None
    focus_concept: str | None = None
    question: OpenQuestion | None = None
    question_text: str = ""
    question_expires: datetime | None = None
    meant: tuple[tuple[str, str], ...] = ()
    acts: tuple[Act, ...] = ()
    lessons: tuple[LessonMark, ...] = ()
    newest: str = ""
    recording_since: datetime | None = None
    recording_term: str = ""
    heard_of: tuple[str, ...] = ()
    asked_about: tuple[UnknownSpan, ...] = ()
    refused: tuple[str, ...] = ()
    last_turn_id: str = ""
    last_kind: str = ""
    last_speech: str = ""
    last_reasons: tuple[str, ...] = ()
    updated: datetime | None = None
