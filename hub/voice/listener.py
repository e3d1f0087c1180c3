"""Listens at one place without end: wake phrase, utterance, turn, answer aloud, follow-up, interruption.

idle → (phrase | push | follow-up) → listening → thinking → speaking → follow-up window after a question, or idle

Frames are taken one after the other by ``run``; what takes long (searching, hearing, speaking) are tasks beside it,
which tell it through the same inbox. Sound that comes in while a turn is thought about waits, so nothing is missed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final, TypeVar

from devices.tasks import ended
from dialogue.errors import RecogniserUnavailable
from dialogue.response import Response
from dialogue.saying.wording import load_wordings
from dialogue.transcript import Transcript
from hub.errors import HubBusy, SpeakerUnavailable
from hub.voice.activity import level
from hub.voice.endpointing import Began, End, Ended, Endpointer, NothingSaid, SpeechDetector
from hub.voice.events import (
    Answered,
    CantHear,
    Heard,
    Idle,
    Interrupted,
    ListenerEvent,
    PartlyHeard,
    Speaking,
    SpeechStarted,
    Why,
    Woken,
)
from hub.voice.inbox import Attend, Dismiss, Found, Frame, Message, Over, Release, Spoken
from hub.voice.manners import BARGE_IN, FOLLOW_UP, PHRASE, PUSH, Aloud, Hearer, Manners
from hub.voice.stretch import Stretch
from hub.voice.turns import Attention, Place
from hub.voice.wake import Wake, WakeDetector, WakeSearch, without_phrase

_log = logging.getLogger(__name__)

DECODE_S: Final = 20.0
"""How long the words may take once an utterance is over."""
STALL_S: Final = 10.0
"""How long sound may stay away in the middle of an utterance."""
_T = TypeVar("_T")
_BARGE_ONSET_S: Final = 0.2
_OVERLAP_S: Final = 1.5
# The phrase is found while its last sound is still being made: so little speech right behind it is the rest of it.
_REMAINS_S: Final = 0.3
_AHEAD: Final = 64
_UNKNOWN: Final = "[unk]"
_USUAL: Final = Manners()


class Mode(StrEnum):
    """What a listener is doing."""

    IDLE = "idle"
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"


def _ignored(_event: ListenerEvent) -> None:
    return


def _always(_wake: Wake) -> bool:
    return True


class Listener:
    """One place that listens. ``on_event`` is called at once and must not block.

    ``detector`` belongs to this listener alone. Without ``wake`` only ``attend`` begins an utterance;
    ``wake_stand_in`` is asked where ``wake`` is not available. Without ``aloud`` it answers in silence. ``may_wake`` is
    asked when the phrase was heard: ``False`` where another place was first. ``on_sound`` gets the samples of each
    utterance that was taken (for debugging; nobody else keeps them).
    """

    def __init__(
        self,
        voice: Hearer,
        place: Place,
        *,
        detector: SpeechDetector,
        wake: WakeDetector | None,
        wake_stand_in: WakeDetector | None = None,
        aloud: Aloud | None = None,
        manners: Manners = _USUAL,
        on_event: Callable[[ListenerEvent], None] = _ignored,
        may_wake: Callable[[Wake], bool] = _always,
        on_sound: Callable[[bytes], None] | None = None,
    ) -> None:
        self._voice = voice
        self._place = replace(place, is_measured=True)
        self._detector = detector
        self._wakes = WakeSearch(tuple(detector for detector in (wake, wake_stand_in) if detector is not None))
        self._aloud = aloud
        self.manners = manners
        self._tell = on_event
        self._may_wake = may_wake
        self._on_sound = on_sound

        self._inbox: asyncio.Queue[Message] = asyncio.Queue()
        self._room = asyncio.Semaphore(_AHEAD)
        self._recent: deque[Frame] = deque(maxlen=round((_OVERLAP_S + 1.0) / detector.frame_s))
        self._stretch: Stretch | None = None
        self._frames: list[Frame] = []
        self._searching: asyncio.Task[Wake | None] | None = None
        self._hearing: asyncio.Task[Transcript] | None = None
        self._speaking: asyncio.Task[None] | None = None
        self._answered: Response | None = None
        self._attention = Attention()
        self._now_s = 0.0
        self._deadline_s = 0.0
        self._must_pause = False
        self._is_cut = False
        self._follows_phrase = False
        self._has_apologised = False
        self._background: deque[float] | None = None
        self.mode = Mode.IDLE
        self._endpointer = self._idle_endpointer()

    def attend(self, how: str = PUSH, score: float | None = None) -> None:
        """Listen for an utterance now: a button was pressed, or the satellite itself has heard the wake phrase."""
        self._inbox.put_nowait(Attend(how, score))

    def release(self) -> None:
        """The utterance is over now: the button was let go."""
        self._inbox.put_nowait(Release())

    def dismiss(self) -> None:
        """What is being said is meant for another place: forget it."""
        self._inbox.put_nowait(Dismiss())

    async def run(self, audio: AsyncIterator[bytes]) -> None:
        """Listen until ``audio`` ends: 16 kHz, one channel, 16-bit. What was said last is still answered."""
        self._detector.reset()
        reader = asyncio.create_task(self._read(audio), name="listener's sound")
        try:
            while not isinstance(message := await self._next(), Over):
                await self._take(message)
            await self._finish()
            await reader
        finally:
            beside = (reader, self._searching, self._hearing, self._speaking)
            await _let_go(*beside)
            self._searching = self._hearing = self._speaking = None
            self._go_idle(Why.ENDED)

    # -- messages

    async def _read(self, audio: AsyncIterator[bytes]) -> None:
        """Cut the sound into frames; the rest of a frame at the very end is dropped."""
        size = self._detector.frame_bytes
        rest = b""
        try:
            async for chunk in audio:
                rest += chunk
                for start in range(0, len(rest) - size + 1, size):
                    await self._room.acquire()
                    self._inbox.put_nowait(rest[start : start + size])
                rest = rest[len(rest) - len(rest) % size :]
        finally:
            self._inbox.put_nowait(Over())

    async def _next(self) -> Message:
        if self.mode is not Mode.LISTENING:
            return await self._inbox.get()
        try:
            async with asyncio.timeout(STALL_S):
                return await self._inbox.get()
        except TimeoutError:
            return Release()  # the sound has stopped coming in the middle of a sentence

    async def _take(self, message: Message) -> None:
        match message:
            case bytes():
                self._room.release()
                await self._frame(Frame(message, self._detector.probability(message), level(message)))
            case Attend():
                await self._attend(message)
            case Release():
                await self._release()
            case Dismiss():
                await self._dismiss()
            case Found():
                if message.stretch is self._stretch and self.mode is Mode.IDLE:
                    await self._woken(message.wake)
            case Spoken():
                if message.task is self._speaking:
                    await self._said()
            case Over():
                pass

    async def _frame(self, frame: Frame) -> None:
        if self.mode is Mode.SPEAKING and not self.manners.barge_in:
            return
        self._now_s += self._detector.frame_s
        self._recent.append(frame)
        if self._stretch is not None:
            self._stretch.add(frame.samples)
            self._frames.append(frame)
        match self._endpointer.take(frame.probability, frame.power):
            case Began(frames):
                self._frames = list(self._recent)[-frames:]
                self._stretch = Stretch(one.samples for one in self._frames)
                await self._speech_began(self._stretch)
            case Ended() as over:
                await self._speech_ended(over)
            case NothingSaid():
                self._go_idle(Why.NOTHING_SAID)
            case None:
                pass

    async def _attend(self, message: Attend) -> None:
        interrupted = None
        if self.mode is Mode.SPEAKING:
            interrupted = await self._interrupt()
        if self.mode is Mode.LISTENING and self._endpointer.is_speech:
            return
        await self._drop_search()
        self._listen(Attention(message.how, message.score, interrupts=interrupted), self.manners.patience_s)

    async def _release(self) -> None:
        if self.mode is not Mode.LISTENING:
            return
        over = self._endpointer.release()
        if over is None:
            self._go_idle(Why.NOTHING_SAID)
        else:
            await self._speech_ended(over)

    async def _dismiss(self) -> None:
        if self.mode is not Mode.LISTENING:
            return
        hearing, self._hearing = self._hearing, None
        if self._stretch is not None:
            self._stretch.close()
        await _let_go(hearing)
        self._must_pause = True
        self._go_idle(Why.ELSEWHERE)

    async def _finish(self) -> None:
        """The sound has ended: what is being said is over too."""
        if self.mode is Mode.IDLE and (over := self._endpointer.release()) is not None:
            await self._speech_ended(over)
        if self.mode is Mode.LISTENING:
            await self._release()
        if self._speaking is not None:
            await asyncio.wait({self._speaking})

    # -- speech begins and ends

    async def _speech_began(self, stretch: Stretch) -> None:
        match self.mode:
            case Mode.IDLE:
                if self._wakes.detectors:
                    self._searching = asyncio.create_task(self._search(stretch), name="wake phrase")
            case Mode.SPEAKING if self._is_cut:
                pass  # whoever talked on and on goes on talking: that interrupts nothing
            case Mode.SPEAKING:
                self._attention = Attention(BARGE_IN, interrupts=await self._interrupt())
                self.mode = Mode.LISTENING
                self._deadline_s = self._now_s + self.manners.patience_s
                self._tell(Woken(BARGE_IN))
                self._hear(stretch)
            case Mode.LISTENING:
                self._hear(stretch)
            case Mode.THINKING:
                pass

    def _hear(self, stretch: Stretch) -> None:
        self._tell(SpeechStarted())
        self._hearing = asyncio.create_task(self._transcript(stretch), name="hearing")

    async def _transcript(self, stretch: Stretch) -> Transcript:
        return await self._voice.transcript(
            stretch.read(), self._place, on_partial=lambda text: self._tell(PartlyHeard(text))
        )

    async def _speech_ended(self, over: Ended) -> None:
        stretch, self._stretch = self._stretch, None
        if stretch is None:
            return
        stretch.close()
        match self.mode:
            case Mode.IDLE:
                await self._searched(stretch, over)
            case Mode.LISTENING:
                self._must_pause = self._is_cut = over.why is End.TOO_LONG
                await self._heard(stretch, over)
            case Mode.THINKING | Mode.SPEAKING:
                pass

    # -- the wake phrase

    async def _search(self, stretch: Stretch) -> Wake | None:
        found = await self._wakes.find(stretch)
        if found is not None:
            self._inbox.put_nowait(Found(stretch, found))
        return found

    async def _searched(self, stretch: Stretch, over: Ended) -> None:
        """A stretch of speech is over before the phrase was found in it."""
        searching, self._searching = self._searching, None
        wake = None
        if searching is not None:
            with contextlib.suppress(RecogniserUnavailable):
                wake = await _in_time(searching)
        if wake is not None:
            self._stretch = stretch
            await self._woken(wake)
        else:
            # Talk without a pause goes on: the phrase may be said across the cut.
            self._endpointer = self._idle_endpointer(_OVERLAP_S if over.why is End.TOO_LONG else None)

    async def _woken(self, wake: Wake) -> None:
        """What came in after the phrase is listened to again, now as an utterance."""
        frames = self._frames[round(wake.ends_s / self._detector.frame_s) :]
        await self._drop_search()
        if not self._may_wake(wake):
            self._endpointer = self._idle_endpointer(needs_pause=True)
            return
        self._recent.clear()
        self._now_s -= len(frames) * self._detector.frame_s
        self._listen(Attention(PHRASE, wake.score), self.manners.patience_s)
        self._follows_phrase = True
        for frame in frames:
            await self._frame(frame)

    async def _drop_search(self) -> None:
        searching, self._searching = self._searching, None
        if self._stretch is not None:
            self._stretch.close()
        self._stretch = None
        self._frames = []
        await _let_go(searching)

    # -- the utterance

    def _listen(self, attention: Attention, patience_s: float, *, is_told: bool = True) -> None:
        self.mode = Mode.LISTENING
        self._is_cut = False
        self._attention = attention
        self._deadline_s = self._now_s + patience_s
        self._stretch = None
        self._renew(patience_s=patience_s)
        if is_told:
            self._tell(Woken(attention.wake, attention.wake_score))

    async def _heard(self, stretch: Stretch, over: Ended) -> None:
        hearing, self._hearing = self._hearing, None
        assert hearing is not None
        try:
            transcript = await _in_time(hearing)
        except RecogniserUnavailable as error:
            self._tell(CantHear(str(error)))
            await self._apologise("cant_hear")
            return
        self._has_apologised = False
        follows_phrase, self._follows_phrase = self._follows_phrase, False
        if follows_phrase and over.speech.speech_s < _REMAINS_S:
            self._listen(self._attention, max(self._deadline_s - self._now_s, 0.0), is_told=False)
            return
        said = self._said_in(transcript)
        if not said.text:
            self._nothing_in(transcript, over)
        elif over.why is End.TOO_LONG and self._attention.wake in (FOLLOW_UP, BARGE_IN):
            self._go_idle(Why.TOO_LONG)
        else:
            if self._on_sound is not None:
                self._on_sound(stretch.samples)
            await self._answer(said, replace(self._attention, speech_s=over.speech.speech_s, snr_db=over.speech.snr_db))

    def _said_in(self, transcript: Transcript) -> Transcript:
        """Without the wake phrase, which people say although they need not; nothing where no word was understood."""
        is_cut = self._attention.wake == PHRASE
        text = without_phrase(transcript.text, self.manners.wake_phrase, is_cut=is_cut)
        if set(text.split()) <= {_UNKNOWN}:
            return Transcript("")
        words = transcript.words[-len(text.split()) :] if transcript.words else ()
        return replace(transcript, text=text, words=words)

    def _nothing_in(self, transcript: Transcript, over: Ended) -> None:
        """Only noise, or only the wake phrase: go on listening."""
        if transcript.text and _UNKNOWN not in transcript.text:
            self._listen(Attention(PHRASE, transcript.confidence), self.manners.patience_s)
            return
        left_s = self._deadline_s - self._now_s
        if over.why is End.RELEASED or left_s <= 0:
            self._go_idle(Why.NOTHING_SAID)
        else:
            self._listen(self._attention, left_s, is_told=False)

    async def _answer(self, transcript: Transcript, attention: Attention) -> None:
        self.mode = Mode.THINKING
        self._tell(Heard(transcript))
        try:
            turn = await self._voice.answer(transcript, self._place, attention)
        except HubBusy:
            await self._apologise("busy")
            return
        self._answered = turn.response
        if turn.response is None:
            self._go_idle(Why.NOTHING_SAID)
            return
        self._tell(Answered(turn.response))
        text = self._aloud.wording(turn.response) if self._aloud is not None else ""
        await self._speak(text)

    async def _apologise(self, wording: str) -> None:
        """Once, until something was heard again."""
        self._answered = None
        if self._has_apologised:
            self._go_idle(Why.CANT_HEAR)
            return
        self._has_apologised = True
        await self._speak(load_wordings(self._place.language)[wording][0])

    # -- speaking

    async def _speak(self, text: str) -> None:
        if self._aloud is None or not text:
            await self._said()
            return
        self.mode = Mode.SPEAKING
        self._renew(onset_s=_BARGE_ONSET_S)
        self._tell(Speaking(text))
        speaking = asyncio.create_task(self._aloud.say(text), name="speaking")
        self._speaking = speaking
        speaking.add_done_callback(lambda task: self._inbox.put_nowait(Spoken(task)))

    async def _said(self) -> None:
        """The answer is over: a question is waited upon."""
        speaking, self._speaking = self._speaking, None
        if speaking is not None and not speaking.cancelled() and (fault := speaking.exception()) is not None:
            if not isinstance(fault, SpeakerUnavailable):
                raise fault
            _log.warning("The answer could not be spoken: %s", fault)
        if self._is_cut:
            self._must_pause = True
            self._go_idle(Why.TOO_LONG)
        elif self._answered is not None and self._answered.expects_reply and self.manners.follow_up:
            self._listen(Attention(FOLLOW_UP), self.manners.follow_up_s)
        else:
            self._go_idle(Why.ANSWERED)

    async def _interrupt(self) -> str | None:
        """Stop speaking; the turn whose answer is cut off, none for an apology."""
        speaking, self._speaking = self._speaking, None
        await _let_go(speaking)
        turn_id = self._answered.turn_id if self._answered is not None else None
        self._tell(Interrupted(turn_id))
        return turn_id

    # -- waiting

    def _go_idle(self, why: Why) -> None:
        was_idle = self.mode is Mode.IDLE
        self.mode = Mode.IDLE
        self._stretch = None
        self._frames = []
        self._endpointer = self._idle_endpointer(needs_pause=self._must_pause)
        self._must_pause = False
        if not was_idle:
            self._tell(Idle(why))

    def _idle_endpointer(self, lead_s: float | None = None, *, needs_pause: bool = False) -> Endpointer:
        wanted_s = self._wakes.lead_s or self.manners.pace.lead_s
        return self._new_endpointer(lead_s=lead_s or wanted_s, needs_pause=needs_pause)

    def _renew(self, *, patience_s: float | None = None, onset_s: float | None = None) -> None:
        self._endpointer = self._new_endpointer(patience_s=patience_s, onset_s=onset_s, needs_pause=self._must_pause)
        self._must_pause = False

    def _new_endpointer(
        self,
        *,
        patience_s: float | None = None,
        onset_s: float | None = None,
        lead_s: float | None = None,
        needs_pause: bool = False,
    ) -> Endpointer:
        pace = self.manners.pace
        pace = replace(pace, onset_s=onset_s or pace.onset_s, lead_s=lead_s or pace.lead_s)
        made = Endpointer(
            self._detector.frame_s,
            pace,
            patience_s=patience_s,
            needs_pause=needs_pause,
            background=self._background,
        )
        self._background = made.background
        return made


async def _in_time(task: asyncio.Task[_T]) -> _T:
    """What the task gives. Raises ``RecogniserUnavailable`` when it takes longer than any decoding does."""
    try:
        async with asyncio.timeout(DECODE_S):
            return await task
    except TimeoutError:
        raise RecogniserUnavailable(f"Nothing was decoded within {DECODE_S:g} s.") from None


async def _let_go(*tasks: asyncio.Task[Any] | None) -> None:
    """End tasks that nobody waits for any more; what went wrong in them is told here, or it would be at random."""
    there = [task for task in tasks if task is not None]
    await ended(there)
    for task in there:
        fault = task.exception() if task.done() and not task.cancelled() else None
        if isinstance(fault, SpeakerUnavailable | RecogniserUnavailable):
            _log.info("%s: %s", task.get_name(), fault)
        elif fault is not None:
            _log.error("%s failed", task.get_name(), exc_info=fault)
