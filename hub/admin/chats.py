"""What was said lately at each log-in, for the conversation's page. In memory only: a restart empties it."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from dialogue.ports import Forget
from dialogue.response import Response
from dialogue.utterance import Utterance

_KEPT: Final = 30
_CONVERSATIONS: Final = 200


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn: what was said, when, and what the hub made of it."""

    at: datetime
    text: str
    response: Response
    person: str | None = None
    area: str | None = None


@dataclass(slots=True)
class Chats:
    """The latest exchanges of each conversation."""

    name: str = "conversations on the pages"
    _chats: OrderedDict[str, deque[Exchange]] = field(default_factory=OrderedDict)

    def note(self, utterance: Utterance, response: Response) -> None:
        """Keep a turn; a listener of ``Sessions``."""
        chat = self._chats.setdefault(response.conversation_id, deque(maxlen=_KEPT))
        self._chats.move_to_end(response.conversation_id)
        chat.append(Exchange(utterance.at, utterance.text, response, utterance.person, utterance.area))
        while len(self._chats) > _CONVERSATIONS:
            self._chats.popitem(last=False)

    def of(self, conversation_id: str) -> tuple[Exchange, ...]:
        """The latest of one conversation, oldest first."""
        return tuple(self._chats.get(conversation_id, ()))

    def elsewhere(self, conversation_id: str, limit: int = 5) -> tuple[Exchange, ...]:
        """The latest of all others, newest first."""
        others = [one for name, chat in self._chats.items() if name != conversation_id for one in chat]
        return tuple(sorted(others, key=lambda one: one.at, reverse=True)[:limit])

    async def forget(self, forget: Forget) -> int:  # noqa: ARG002 - who said what is not told apart
        """Forget all of them."""
        count = len(self._chats)
        self._chats.clear()
        return count
