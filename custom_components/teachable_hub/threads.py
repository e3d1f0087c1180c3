"""Which conversation of the hub a conversation of Home Assistant goes on with."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from typing import Final

REMEMBERED: Final = 100


class Threads:
    """Home Assistant forgets its conversations when it restarts and gives the next sentence of one a new id.

    The hub hasn't forgotten what it asked, so that sentence still goes into the old conversation.
    """

    def __init__(self) -> None:
        self._old: OrderedDict[str, str] = OrderedDict()

    def of(self, conversation_id: str, given: str | None, asked: Collection[str]) -> str:
        """The hub's id for ``conversation_id``; ``given`` came with the sentence, in ``asked`` a question is open."""
        if given is not None and given != conversation_id and given in asked:
            self._old[conversation_id] = given
            while len(self._old) > REMEMBERED:
                self._old.popitem(last=False)
        return self._old.get(conversation_id, conversation_id)
