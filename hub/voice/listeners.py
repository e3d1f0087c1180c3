"""Makes the listener of each place, all with the same manners; where two hear the same phrase, the first wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from weakref import WeakKeyDictionary

from hub.voice.endpointing import SpeechDetector
from hub.voice.events import ListenerEvent
from hub.voice.listener import Listener
from hub.voice.manners import Aloud, Hearer, Manners
from hub.voice.mouth import Mouth
from hub.voice.ports import Loudspeaker
from hub.voice.rooms import Rooms
from hub.voice.turns import Place
from hub.voice.wake import Wake, WakeDetector


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
        self._new_detector = new_detector
        self._mouth = mouth
        self._manners = manners
        self._on_sound = on_sound
        self.voice = voice
        self._wake_stand_in = wake_stand_in
        self.wake = wake
        self.rooms = Rooms()
        self._made: WeakKeyDictionary[Listener, bool] = WeakKeyDictionary()

    def at(
        self,
        place: Place,
        *,
        loudspeaker: Loudspeaker | None = None,
        on_event: Callable[[ListenerEvent], None],
        finds_phrase: bool = True,
        voice: Hearer | None = None,
        may_wake: Callable[[Wake], bool] | None = None,
        barge_in: bool = True,
    ) -> Listener:
        """The listener of one place. Without ``finds_phrase`` only ``Listener.attend`` begins an utterance.

        ``voice`` hears instead of everybody's; ``may_wake`` decides instead of the rooms; without ``barge_in`` nothing
        is heard while the hub speaks, whatever the settings say.
        """
        mouth = self._mouth
        aloud = Aloud(mouth, loudspeaker, mouth.aloud) if mouth is not None and loudspeaker is not None else None
        listener = Listener(
            voice or self.voice,
            place,
            detector=self._new_detector(),
            wake=self.wake if finds_phrase else None,
            wake_stand_in=self._wake_stand_in if finds_phrase else None,
            aloud=aloud,
            manners=self._manners_of(barge_in=barge_in),
            on_event=on_event,
            may_wake=may_wake or (lambda wake: self.rooms.claim(_name(place), wake.score)),
            on_sound=self._on_sound,
        )
        self._made[listener] = barge_in
        return listener

    @property
    def follow_up(self) -> bool:
        """Whether an answer to a question needs no wake phrase."""
        return self._manners.follow_up

    def behave(self, manners: Manners) -> None:
        """Other manners from now on, at every place; the wake phrase stays, for it was given to the detectors."""
        self._manners = replace(manners, wake_phrase=self._manners.wake_phrase)
        for listener, barge_in in self._made.items():
            listener.manners = self._manners_of(barge_in=barge_in)

    def _manners_of(self, *, barge_in: bool) -> Manners:
        return self._manners if barge_in else replace(self._manners, barge_in=False)


def _name(place: Place) -> str:
    return place.satellite or place.conversation_id
