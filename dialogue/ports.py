"""What a turn needs from the outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from dialogue.dialogue_state import DialogueState
from dialogue.response import Response
from dialogue.transcript import Hearing
from dialogue.utterance import Utterance
from teaching.concepts import Concept
from teaching.schedules import Schedule


@dataclass(frozen=True, slots=True)
class Span:
    """An entity a statistical model marked: characters ``start`` to ``end`` of the text it was given."""

    role: str
    text: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Parse:
    """What a statistical interpreter makes of one sentence.

    ``intents`` maps each class of ``docs/understanding.md`` (command, query, teach, manage, scene, answer, chat) to a
    probability; they add up to 1. ``interpreter`` names who answered ("rasa", "embedded").
    """

    intents: Mapping[str, float]
    spans: tuple[Span, ...] = ()
    interpreter: str = ""

    def probability(self, intent: str) -> float:
        """Probability of one class, 0.0 when the model does not know it."""
        return self.intents.get(intent, 0.0)


class IntentParser(Protocol):
    """Guesses what a sentence is for. It never names a target: that is the grammar's work."""

    @property
    def name(self) -> str:
        """Short name, shown by ``check`` and in the trace."""
        ...

    async def parse(self, text: str) -> Parse:
        """Classes and spans of a sentence masked by ``reading/masking.py``. Raises ``InterpreterUnavailable``."""
        ...


@dataclass(frozen=True, slots=True)
class Listening:
    """How an utterance is to be decoded.

    ``home``: only with the home's vocabulary; ``phrases``: only these (a wake phrase, yes and no), or beside the home's
    vocabulary where both are wanted; neither: openly.
    ``alternatives``: how many other readings are wanted (then words have no confidences).
    """

    home: bool = False
    phrases: tuple[str, ...] = ()
    alternatives: int = 0


OPENLY = Listening()


class Recogniser(Protocol):
    """Turns speech into words: 16 kHz, one channel, 16-bit little-endian samples."""

    @property
    def name(self) -> str:
        """Short name, shown by ``check`` and in the trace."""
        ...

    def hear(self, audio: AsyncIterator[bytes], *, listening: Listening = OPENLY) -> AsyncIterator[Hearing]:
        """Decode one utterance while it comes in: partial results, and the transcript once ``audio`` has ended.

        Raises ``RecogniserUnavailable``.
        """
        ...

    async def follow(self, phrases: Sequence[str]) -> None:
        """Use these phrases as the home's vocabulary from the next utterance on; running ones are not disturbed."""
        ...

    async def missing(self, words: Iterable[str]) -> frozenset[str]:
        """Those of ``words`` that the model can't hear. Raises ``RecogniserUnavailable``."""
        ...


class HeardWords(Protocol):
    """Which words of this home the recogniser can't hear."""

    @property
    def unheard(self) -> frozenset[str]:
        """Those in names and lessons, as of the newest vocabulary."""
        ...

    async def lacking(self, phrases: Iterable[str]) -> frozenset[str]:
        """The words of phrases that it lacks, however they are spelt. Raises ``RecogniserUnavailable``."""
        ...


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One turn as the journal keeps it: what was heard, read, resolved (with reasons), chosen and done.

    ``trace`` is JSON-ready: ``reading``, ``reasons``, ``unknown``, ``interpreter``, ``outcomes``. ``late`` finds more
    of it when the line is written, which nobody waits for.
    """

    turn_id: str
    conversation_id: str
    at: datetime
    text: str
    speech: str
    kind: str
    person: str | None = None
    area: str | None = None
    satellite: str | None = None
    channel: str = "text"
    trace: Mapping[str, object] = field(default_factory=dict)
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    late: Callable[[], Awaitable[Mapping[str, object]]] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Forget:
    """What must go for good: a person's, a time range's, or everything. All parts that are set must hold."""

    person: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    everything: bool = False


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """What one turn keeps, in one transaction, before anything is performed."""

    state: DialogueState
    concepts_put: tuple[Concept, ...] = ()
    concepts_deleted: tuple[str, ...] = ()
    concepts_used: tuple[str, ...] = ()
    schedules_put: tuple[Schedule, ...] = ()
    forget: Forget | None = None


class TurnStore(Protocol):
    """Keeps what turns leave behind."""

    async def recall(self, conversation_id: str) -> DialogueState | None:
        """The state of that conversation, with its open question."""
        ...

    async def keep(self, record: TurnRecord) -> int:
        """Keep a turn: all or nothing. Returns the newest revision of the concepts."""
        ...

    async def note(self, entry: JournalEntry) -> None:
        """Write the journal line of a turn; does nothing when the journal is switched off."""
        ...

    async def schedules(self, *, pending_only: bool = True) -> Sequence[Schedule]:
        """Schedules by due time."""
        ...

    async def changed_since(self, revision: int) -> tuple[int, Sequence[Concept], Sequence[str]]:
        """See ``ConceptRepository.changed_since``."""
        ...


class Converser(Protocol):
    """Takes utterances; what every door calls."""

    async def take(self, utterance: Utterance) -> Response:
        """One turn."""
        ...
