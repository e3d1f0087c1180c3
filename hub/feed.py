"""What happens in the hub, for those who follow it live."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import ClassVar, Final

from devices.home import Home
from dialogue.ports import Forget
from dialogue.response import Response
from dialogue.utterance import Utterance
from hub.events import LEARNED, NOT_UNDERSTOOD, NOTICE, Event, turn_events
from hub.health import Health
from hub.scheduler import ScheduleReport
from teaching.schedules import ScheduleStatus

HELLO: Final = "hello"
QUESTION: Final = "question"
HEALTH: Final = "health"
KEPT: Final = 256
"""How many events are there for who was away for a moment."""
HEALTH_S: Final = 15.0
"""How often the parts are asked how they are."""
WAITING: Final = 500
"""How many may wait for a follower that reads slowly, before it is let go."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """An event with its place in the row, from 1."""

    number: int
    event: Event


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question of the hub that waits for its answer; ``since`` is local time in ISO 8601."""

    conversation_id: str
    area: str | None
    since: str
    speech: str

    def event(self, *, is_open: bool) -> Event:
        """That it was asked, or is over."""
        data = {"conversation_id": self.conversation_id, "area": self.area, "since": self.since}
        words = {"speech": self.speech} if is_open else {}
        return Event(QUESTION, {**data, "open": is_open}, words)


@dataclass(slots=True, eq=False)
class Follower:
    """One who follows: what waits for it, ``None`` after the last."""

    waiting: asyncio.Queue[Numbered | None] = field(default_factory=lambda: asyncio.Queue(WAITING))


@dataclass(slots=True)
class Feed:
    """Numbers the events and hands them to everybody who follows.

    ``concepts`` counts what is taught now; ``question_s`` is how long a question stays open. Who can't keep up is let
    go: its stream ends, and it may come again with the number of the last event it has seen. Numbers go on from
    ``began``: counted from the moment of the start, those of an earlier run are never taken for those of this one.
    """

    name: ClassVar[str] = "what was told live"

    concepts: Callable[[], int]
    question_s: float
    began: int = 0
    last_not_understood: Event | None = None
    _questions: dict[str, tuple[OpenQuestion, asyncio.TimerHandle]] = field(default_factory=dict)
    _kept: deque[Numbered] = field(default_factory=lambda: deque(maxlen=KEPT))
    _followers: set[Follower] = field(default_factory=set)
    _number: int = field(init=False)

    def __post_init__(self) -> None:
        self._number = self.began

    @property
    def open_questions(self) -> tuple[OpenQuestion, ...]:
        """Those that wait for an answer, oldest first."""
        return tuple(question for question, _ in self._questions.values())

    @property
    def number(self) -> int:
        """Of the latest event."""
        return self._number

    def note_turn(self, utterance: Utterance, response: Response) -> None:
        """Tell of a turn; a listener of ``Sessions``."""
        for event in turn_events(utterance, response):
            self.tell(self._counted(event))
            if event.name == NOT_UNDERSTOOD:
                self.last_not_understood = event
        self._close(response.conversation_id)
        if response.expects_reply:
            self._open(
                OpenQuestion(response.conversation_id, utterance.area, utterance.at.isoformat(), response.speech)
            )

    def note_concept(self, concept_id: str, term: str, type: str, change: str) -> None:  # noqa: A002
        """Tell of a concept that was added, changed or removed without talk."""
        data = {"concept_id": concept_id, "type": type, "change": change}
        self.tell(self._counted(Event(LEARNED, data, {"term": term})))

    def note_schedule(self, report: ScheduleReport, home: Home) -> None:
        """Tell of what was planned and could not be done, in the room where its things stand."""
        if report.status not in (ScheduleStatus.LATE, ScheduleStatus.FAILED):
            return
        schedule = report.schedule
        things = (home.entities.get(command.entity_id) for command in schedule.commands)
        areas = {thing.area for thing in things if thing is not None}
        data = {
            "schedule_id": schedule.id,
            "conversation_id": schedule.conversation_id,
            "due": schedule.due.isoformat(),
            "status": report.status.value,
            "area": areas.pop() if len(areas) == 1 else None,
        }
        self.tell(Event(NOTICE, data, {"speech": f"{schedule.text}: {report.detail.replace('_', ' ')}"}))

    async def watch(self, health: Health) -> None:
        """Tell when the hub as a whole becomes well or stops being so; runs for ever."""
        was_well = True
        while True:
            is_well = health.is_well(await health.parts())
            if is_well is not was_well:
                self.tell(Event(HEALTH, {"status": "ok" if is_well else "degraded"}))
            was_well = is_well
            await asyncio.sleep(HEALTH_S)

    def tell(self, event: Event) -> None:
        """Hand an event to everybody."""
        self._number += 1
        numbered = Numbered(self._number, event)
        self._kept.append(numbered)
        for follower in tuple(self._followers):
            try:
                follower.waiting.put_nowait(numbered)
            except asyncio.QueueFull:
                self._let_go(follower)

    def since(self, number: int) -> tuple[Numbered, ...] | None:
        """What came after that one; ``None`` when it is not known any more (or was never)."""
        oldest = self._number - len(self._kept)
        if not oldest <= number <= self._number:
            return None
        return tuple(kept for kept in self._kept if kept.number > number)

    @contextlib.asynccontextmanager
    async def followed(self) -> AsyncIterator[Follower]:
        """Follow while the block runs."""
        follower = Follower()
        self._followers.add(follower)
        try:
            yield follower
        finally:
            self._followers.discard(follower)

    async def forget(self, forget: Forget) -> int:  # noqa: ARG002 - events don't tell who is in them
        """Tell nobody again what was told; who comes back after being away has to look anew. A ``DerivedStore``."""
        gone = len(self._kept)
        self._kept.clear()
        self.last_not_understood = None
        for conversation_id in tuple(self._questions):
            self._close(conversation_id)
        self._kept.clear()
        return gone

    def close(self) -> None:
        """Let everybody go, and forget the questions: the hub stops."""
        for follower in tuple(self._followers):
            self._let_go(follower)
        for _, timer in self._questions.values():
            timer.cancel()
        self._questions.clear()

    def _counted(self, event: Event) -> Event:
        if event.name != LEARNED:
            return event
        return Event(event.name, {**event.data, "concepts": self.concepts()}, event.words)

    def _open(self, question: OpenQuestion) -> None:
        timer = asyncio.get_running_loop().call_later(self.question_s, self._close, question.conversation_id)
        self._questions[question.conversation_id] = (question, timer)
        self.tell(question.event(is_open=True))

    def _close(self, conversation_id: str) -> None:
        found = self._questions.pop(conversation_id, None)
        if found is not None:
            question, timer = found
            timer.cancel()
            self.tell(question.event(is_open=False))

    def _let_go(self, follower: Follower) -> None:
        self._followers.discard(follower)
        while not follower.waiting.empty():
            follower.waiting.get_nowait()
        follower.waiting.put_nowait(None)
