"""Makes the listener of each place, all with the same manners; where two hear the same phrase, the first wins."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final

from hub.voice.endpointing import SpeechDetector
from hub.voice.events import ListenerEvent
from hub.voice.listener import Aloud, Hearer, Listener, Manners
from hub.voice.mouth import Mouth
from hub.voice.ports import Loudspeaker
from hub.voice.turns import Place
from hub.voice.wake import WakeDetector

SAME_PHRASE_S: Final = 1.0
"""Two places that hear the wake phrase within this time have heard the same one."""


class FirstToHear:
    """Knows which place heard the wake phrase first."""

    def __init__(self, ticks: Callable[[], float] = monotonic) -> None:
        self._ticks = ticks
        self._place = ""
        self._at = float("-inf")

    def claim(self, place: Place) -> bool:
        """Whether this place may answer to the phrase it heard just now."""
        now = self._ticks()
        name = place.satellite or place.conversation_id
        if now - self._at < SAME_PHRASE_S and name != self._place:
            return False
        self._place, self._at = name, now
        return True


class Listeners:
    """``new_detector`` makes a detector of speech for one listener; ``wake`` serves all of them, or its stand-in."""

    def __init__(
        self,
        voice: Hearer,
        *,
        wake: WakeDetector,
        wake_stand_in: WakeDetector | None = None,
        new_detector: Callable[[], SpeechDetector],
        mouth: Mouth | None,
        manners: Manners,
        on_sound: Callable[[bytes], None] | None = None,
    ) -> None:
        self._voice = voice
        self._new_detector = new_detector
        self._mouth = mouth
        self._manners = manners
        self._on_sound = on_sound
        self._first = FirstToHear()
        self._wake_stand_in = wake_stand_in
        self.wake = wake

    def at(
        self,
        place: Place,
        *,
        loudspeaker: Loudspeaker | None = None,
        on_event: Callable[[ListenerEvent], None],
        finds_phrase: bool = True,
    ) -> Listener:
        """The listener of one place. Without ``finds_phrase`` only ``Listener.attend`` begins an utterance."""
        mouth = self._mouth
        aloud = Aloud(mouth, loudspeaker, mouth.aloud) if mouth is not None and loudspeaker is not None else None
        return Listener(
            self._voice,
            place,
            detector=self._new_detector(),
            wake=self.wake if finds_phrase else None,
            wake_stand_in=self._wake_stand_in if finds_phrase else None,
            aloud=aloud,
            manners=self._manners,
            on_event=on_event,
            may_wake=lambda _wake: self._first.claim(place),
            on_sound=self._on_sound,
        )

    def may_wake(self, place: Place) -> bool:
        """For a satellite that finds the phrase itself: whether it was the first to hear it."""
        return self._first.claim(place)
