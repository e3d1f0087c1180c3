"""Which conversation something belongs to when the door it came through can't say."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final
from uuid import uuid4

from dialogue.response import Response

OPEN_S: Final = 60.0
_REMEMBERED: Final = 500


class Threads:
    """Remembers for each place the conversation in which the hub asked something last, for ``open_s`` seconds."""

    def __init__(self, *, open_s: float = OPEN_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._open_s = open_s
        self._clock = clock
        self._asked: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def of(self, place: str) -> str:
        """The conversation with the question that is open there, or a new one."""
        conversation_id, asked = self._asked.get(place, ("", 0.0))
        if conversation_id and self._clock() - asked <= self._open_s:
            return conversation_id
        return uuid4().hex

    def note(self, place: str, response: Response) -> None:
        """What was answered there."""
        self._asked.pop(place, None)
        if response.expects_reply:
            self._asked[place] = (response.conversation_id, self._clock())
        while len(self._asked) > _REMEMBERED:
            self._asked.popitem(last=False)
