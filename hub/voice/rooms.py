"""Several places that listen in one house: where two hear the same words, one answers.

The first to hear the wake phrase wins; within a fifth of a second after it, one that heard it more surely does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from time import monotonic
from typing import Final

from dialogue.transcript import Transcript
from hub.voice.manners import FOLLOW_UP, Hearer
from hub.voice.turns import Attention, Place, SpokenTurn

SAME_PHRASE_S: Final = 1.0
"""Two places that hear the wake phrase within this time have heard the same one."""
CLOSE_S: Final = 0.2
SAME_WORDS_S: Final = 3.0
"""The same words at two places within this time were said once."""
_SURER: Final = 0.02
_REMEMBERED: Final = 20
_UNTOLD: Final = Attention()


def _nothing() -> None:
    return


@dataclass(frozen=True, slots=True)
class _Claim:
    satellite: str
    score: float | None
    at: float
    give_up: Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Words:
    satellite: str
    text: str
    at: float


class Rooms:
    """Knows which place answers. Turns of different places otherwise run side by side, one queue a conversation."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._claim: _Claim | None = None
        self._words: deque[_Words] = deque(maxlen=_REMEMBERED)

    def claim(self, satellite: str, score: float | None = None, give_up: Callable[[], None] = _nothing) -> bool:
        """Whether this place may answer to the wake phrase that it has heard now.

        ``give_up`` is called when another turns out to have heard it more surely.
        """
        now = self._clock()
        former = self._claim
        if former is None or former.satellite == satellite or now - former.at >= SAME_PHRASE_S:
            self._claim = _Claim(satellite, score, now, give_up)
            return True
        if now - former.at > CLOSE_S or not _is_surer(score, former.score):
            return False
        self._claim = _Claim(satellite, score, former.at, give_up)
        former.give_up()
        return True

    def is_echo(self, satellite: str, text: str) -> bool:
        """Whether these words were heard at another place just now."""
        now = self._clock()
        is_echo = any(
            words.text == text and words.satellite != satellite and now - words.at < SAME_WORDS_S
            for words in self._words
        )
        if not is_echo:
            self._words.append(_Words(satellite, text, now))
        return is_echo


class RoomVoice:
    """A ``Hearer`` for one place: knows its room and person now, and leaves out what another place has heard too."""

    def __init__(self, voice: Hearer, rooms: Rooms, where: Callable[[], tuple[str | None, str | None]]) -> None:
        self._voice = voice
        self._rooms = rooms
        self._where = where

    async def transcript(
        self, audio: AsyncIterator[bytes], place: Place, *, on_partial: Callable[[str], None] | None = None
    ) -> Transcript:
        """See ``Hearer``."""
        return await self._voice.transcript(audio, self._here(place), on_partial=on_partial)

    async def answer(self, transcript: Transcript, place: Place, attention: Attention = _UNTOLD) -> SpokenTurn:
        """See ``Hearer``. An answer to the hub's own question is never an echo: two rooms may both say yes."""
        satellite = place.satellite or place.conversation_id
        if attention.wake != FOLLOW_UP and transcript.text and self._rooms.is_echo(satellite, transcript.text):
            return SpokenTurn(transcript, None)
        return await self._voice.answer(transcript, self._here(place), attention)

    def _here(self, place: Place) -> Place:
        area, person = self._where()
        return replace(place, area=area, person=person)


def _is_surer(score: float | None, other: float | None) -> bool:
    return score is not None and other is not None and score > other + _SURER
