"""One queue per conversation: its turns run in order, different conversations run in parallel."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, TypeAlias
from uuid import uuid4

from devices.home import Role
from devices.ports import Clock
from dialogue.errors import UtteranceTooLong
from dialogue.ports import Converser
from dialogue.response import Kind, Response
from dialogue.utterance import Utterance
from hub.errors import HubBusy

_log = logging.getLogger(__name__)

TurnListener: TypeAlias = Callable[[Utterance, Response], None]

# How many turns may wait in one conversation, and how many conversations may be open at once.
WAITING_TURNS = 20
OPEN_CONVERSATIONS = 500
_STOP_GRACE_S = 5.0


_Waiting: TypeAlias = tuple[Utterance, asyncio.Future[Response]]


@dataclass(slots=True)
class _Conversation:
    waiting: asyncio.Queue[_Waiting | None]
    worker: asyncio.Task[None] | None = None
    is_idle: bool = True

    def stop(self) -> None:
        while not self.waiting.empty():
            if (taken := self.waiting.get_nowait()) is not None and not taken[1].done():
                taken[1].set_exception(HubBusy("The hub is stopping."))
        self.waiting.put_nowait(None)


@dataclass(slots=True)
class Sessions:
    """Hands utterances to the converser and never raises because of one: what fails becomes an apology.

    Enter it with ``async with``; leaving lets running turns finish for a few seconds. A ``Converser`` itself.
    """

    converser: Converser
    clock: Clock
    turn_timeout_s: float = 20
    idle_s: float = 1800
    _conversations: dict[str, _Conversation] = field(default_factory=dict)
    _listeners: list[TurnListener] = field(default_factory=list)
    _is_closed: bool = False

    def on_turn(self, listener: TurnListener) -> None:
        """Call ``listener`` after each turn."""
        self._listeners.append(listener)

    @property
    def open_conversations(self) -> int:
        """How many conversations are held in memory now."""
        return len(self._conversations)

    async def say(
        self,
        text: str,
        *,
        conversation_id: str | None = None,
        area: str | None = None,
        person: str | None = None,
        satellite: str | None = None,
        language: str = "en",
        channel: str = "text",
        confidence: float = 1.0,
        role: Role | None = None,
    ) -> Response:
        """Take what was said now; a new conversation when no id is given."""
        return await self.take(
            Utterance(
                text=text,
                conversation_id=conversation_id or uuid4().hex,
                turn_id=uuid4().hex,
                at=self.clock.now(),
                area=area,
                person=person,
                satellite=satellite,
                language=language,
                channel=channel,
                confidence=confidence,
                role=role,
            )
        )

    async def take(self, utterance: Utterance) -> Response:
        """One turn, after those of the same conversation that came before. Raises ``HubBusy`` only."""
        conversation = self._conversation(utterance.conversation_id)
        answer: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        try:
            conversation.waiting.put_nowait((utterance, answer))
        except asyncio.QueueFull:
            raise HubBusy("Too many turns wait in this conversation.") from None
        return await answer

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closed = True
        workers = [one.worker for one in self._conversations.values() if one.worker is not None]
        for conversation in self._conversations.values():
            conversation.stop()
        if workers:
            _, late = await asyncio.wait(workers, timeout=_STOP_GRACE_S)
            for worker in late:
                worker.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _conversation(self, conversation_id: str) -> _Conversation:
        if self._is_closed:
            raise HubBusy("The hub is stopping.")
        found = self._conversations.get(conversation_id)
        if found is not None:
            self._conversations[conversation_id] = self._conversations.pop(conversation_id)
            return found
        if len(self._conversations) >= OPEN_CONVERSATIONS:
            self._close_longest_idle()
        made = _Conversation(asyncio.Queue(WAITING_TURNS))
        self._conversations[conversation_id] = made
        made.worker = asyncio.create_task(self._work(conversation_id, made), name=f"conversation {conversation_id}")
        return made

    def _close_longest_idle(self) -> None:
        """Make room: what a conversation carries is in the store, so one that is silent loses nothing."""
        for conversation_id, conversation in self._conversations.items():
            if conversation.is_idle and conversation.waiting.empty():
                del self._conversations[conversation_id]
                conversation.stop()
                return
        raise HubBusy("Too many conversations are open.")

    async def _work(self, conversation_id: str, conversation: _Conversation) -> None:
        try:
            while (taken := await self._next(conversation)) is not None:
                utterance, answer = taken
                conversation.is_idle = False
                response = await self._turn(utterance)
                if not answer.done():
                    answer.set_result(response)
                self._tell(utterance, response)
                conversation.is_idle = True
        finally:
            if self._conversations.get(conversation_id) is conversation:
                del self._conversations[conversation_id]

    async def _next(self, conversation: _Conversation) -> _Waiting | None:
        while True:
            try:
                async with asyncio.timeout(self.idle_s):
                    return await conversation.waiting.get()
            except TimeoutError:
                if conversation.waiting.empty():
                    return None

    async def _turn(self, utterance: Utterance) -> Response:
        try:
            async with asyncio.timeout(self.turn_timeout_s):
                return await self.converser.take(utterance)
        except UtteranceTooLong as error:
            return apology(utterance, f"That was too much at once: {error}", "utterance too long")
        except TimeoutError:
            _log.error("turn %s of conversation %s timed out", utterance.turn_id, utterance.conversation_id)
            return apology(utterance, "Sorry, that took me too long. Please say it again.", "timeout")
        except Exception:  # noqa: BLE001 - one bad turn must not end the hub
            _log.exception("turn %s of conversation %s failed", utterance.turn_id, utterance.conversation_id)
            return apology(utterance, "Sorry, something went wrong in me. Nothing else was changed.", "internal error")

    def _tell(self, utterance: Utterance, response: Response) -> None:
        for listener in self._listeners:
            listener(utterance, response)


def apology(utterance: Utterance, speech: str, reason: str) -> Response:
    """The answer when a turn could not be done."""
    return Response(
        conversation_id=utterance.conversation_id,
        turn_id=utterance.turn_id,
        speech=speech,
        kind=Kind.REFUSES,
        reasons=(reason,),
    )
