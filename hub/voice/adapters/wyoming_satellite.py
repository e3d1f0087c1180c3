"""Connects to off-the-shelf Wyoming satellites: microphones and loudspeakers in the rooms.

The satellite is the server (https://github.com/rhasspy/wyoming-satellite): the hub connects, says ``run-satellite`` and
is told ``run-pipeline`` when sound comes in, with the wake phrase heard there (from stage ``asr``) or to be found here.

A satellite that streams only for a sentence stops at ``transcript``. While an answer is awaited the hub therefore
keeps it back, so that the answer needs no wake phrase there either.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Final, Protocol

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event, Eventable
from wyoming.info import Describe
from wyoming.ping import Ping, Pong
from wyoming.pipeline import PipelineStage, RunPipeline
from wyoming.satellite import PauseSatellite, RunSatellite
from wyoming.snd import Played
from wyoming.tts import Synthesize
from wyoming.vad import VoiceStarted, VoiceStopped
from wyoming.wake import Detect, Detection

from hub.errors import SpeakerUnavailable
from hub.health import PartHealth
from hub.voice.adapters.wyoming_events import EventStream, Microphone, PeerGone, connect
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
    Woken,
)
from hub.voice.flow import Flow
from hub.voice.listener import Listener
from hub.voice.manners import FOLLOW_UP, PHRASE
from hub.voice.ports import Loudspeaker, Speech
from hub.voice.rooms import Rooms
from hub.voice.sound import RATE, WIDTH
from hub.voice.stream import BACKLOG_S, SoundStream
from hub.voice.wake import Wake

LOG = logging.getLogger(__name__)

PING_S: Final = 2.0
GONE_S: Final = 6.0
"""Silence after which a satellite counts as gone; shorter than a listener waits for the rest of a sentence."""
FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 30.0
STEADY_S: Final = 60.0
AHEAD_S: Final = 0.4
"""How much sound is sent ahead: what a satellite has, it plays to the end even when it is interrupted."""
_PIECE_S: Final = 0.1
_PLAYED_S: Final = 2.0
_UNTOLD_S: Final = 0.4
_SAME_WAKE_S: Final = 2.0
_OUTBOX: Final = 200
# Sound at up to a quarter more than real time with 15 s at once; 200 events a second with 1,000 at once.
_SOUND: Final = (1.25, 15.0)
_EVENTS: Final = (200.0, 1000.0)


class NewListener(Protocol):
    """Makes the listener of a place."""

    def __call__(
        self,
        *,
        loudspeaker: Loudspeaker,
        on_event: Callable[[ListenerEvent], None],
        may_wake: Callable[[Wake], bool],
        barge_in: bool,
    ) -> Listener:
        """``barge_in``: whether sound is heard while the hub speaks, where the settings allow it."""
        ...


@dataclass(frozen=True, slots=True)
class Satellite:
    """One satellite: its name, where it is reached, and what listens to it."""

    name: str
    host: str
    port: int
    new_listener: NewListener


@dataclass(frozen=True, slots=True)
class Customs:
    """What holds for every satellite."""

    rooms: Rooms
    language: str = "en"
    wake_phrase: str = "hey hub"
    follow_up: Callable[[], bool] = lambda: True


class WyomingSatellite:
    """``run`` keeps a connection to one satellite until cancelled."""

    def __init__(self, satellite: Satellite, customs: Customs) -> None:
        self._satellite = satellite
        self._customs = customs
        self._problem = "not connected yet"
        self.is_connected = False

    async def run(self) -> None:
        """Connect, and again after growing pauses. A sentence in which it vanished is forgotten."""
        pause_s = FIRST_PAUSE_S
        has_told = False
        while True:
            began = monotonic()
            try:
                stream = await connect(self._satellite.host, self._satellite.port)
                self.is_connected = True
                if has_told:
                    LOG.warning("The satellite %s is back", self._satellite.name)
                has_told = False
                await _held(stream, self._satellite, self._customs)
            except PeerGone as error:
                self._problem = str(error)
                if not has_told:
                    LOG.warning("The satellite %s is away (%s); it is tried again", self._satellite.name, error)
                has_told = True
            finally:
                self.is_connected = False
            if monotonic() - began > STEADY_S:
                pause_s = FIRST_PAUSE_S
            await asyncio.sleep(pause_s * random.uniform(0.8, 1.2))  # noqa: S311 - so that not all come at once
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def health(self) -> PartHealth:
        """Whether it is connected."""
        where = f"{self._satellite.host}:{self._satellite.port}"
        return PartHealth(works=self.is_connected, detail=where if self.is_connected else f"{where}: {self._problem}")


async def _held(stream: EventStream, satellite: Satellite, customs: Customs) -> None:
    """Everything of one connection. Raises ``PeerGone``."""
    try:
        async with asyncio.TaskGroup() as group:
            session = _Session(stream, satellite, customs, group)
            group.create_task(session.post(), name=f"events to {satellite.name}")
            group.create_task(session.keep_alive(), name=f"pings to {satellite.name}")
            group.create_task(session.read(), name=f"events from {satellite.name}")
    except* PeerGone as gone:
        raise PeerGone(str(gone.exceptions[0])) from gone
    finally:
        await stream.close()


class _Session:
    """One connection to a satellite."""

    def __init__(self, stream: EventStream, satellite: Satellite, customs: Customs, group: asyncio.TaskGroup) -> None:
        self._stream = stream
        self._satellite = satellite
        self._customs = customs
        self._group = group
        self._outbox: asyncio.Queue[Eventable] = asyncio.Queue(_OUTBOX)
        self._speaker = _Speaker(stream, self._outbox)
        self._microphone = Microphone()
        self._sound = SoundStream(longest_s=None, backlog_s=BACKLOG_S)
        self._sound_flow = Flow(*_SOUND)
        self._event_flow = Flow(*_EVENTS)
        self._listener: Listener | None = None
        self._listening: asyncio.Task[None] | None = None
        self._streams_always = False
        self._woken_at = float("-inf")
        self._owed: str | None = None

    async def post(self) -> None:
        """Send what the listener has to tell."""
        await self._stream.write(RunSatellite())
        await self._stream.write(Describe())
        while True:
            event = await self._outbox.get()
            await self._stream.write(event)
            self._outbox.task_done()

    async def keep_alive(self) -> None:
        """See that it is still there."""
        try:
            while True:
                await self._stream.write(Ping())
                await asyncio.sleep(PING_S)
        except asyncio.CancelledError:
            await self._stream.write(PauseSatellite())
            raise

    async def read(self) -> None:
        """Take in its events. Raises ``PeerGone``."""
        while True:
            event = await self._stream.read(within_s=GONE_S)
            if not self._event_flow.takes():
                raise PeerGone("it sends too many events")
            try:
                await self._take(event)
            except (KeyError, ValueError, TypeError) as error:
                raise PeerGone("it does not speak Wyoming") from error

    async def _take(self, event: Event) -> None:
        if AudioChunk.is_type(event.type):
            samples = self._microphone.samples(event)
            if not self._sound_flow.takes(len(samples) / (RATE * WIDTH)):
                raise PeerGone("it sends more sound than time passes")
            self._sound.push(samples)
        elif AudioStop.is_type(event.type):
            if self._listener is not None:
                self._listener.release()
        elif RunPipeline.is_type(event.type):
            self._run_pipeline(RunPipeline.from_event(event))
        elif Detection.is_type(event.type):
            self._listen(always=False)
            self._attend()
        elif Played.is_type(event.type):
            self._speaker.note_played()
        elif Ping.is_type(event.type):
            await self._stream.write(Pong(text=Ping.from_event(event).text))

    # -- what the satellite asks for

    def _run_pipeline(self, run: RunPipeline) -> None:
        self._speaker.is_there = run.end_stage is PipelineStage.TTS
        match run.start_stage:
            case PipelineStage.WAKE:
                self._listen(always=run.restart_on_end)
                self._tell(Detect())
            case PipelineStage.ASR:
                self._listen(always=False)
                self._attend()
            case PipelineStage.INTENT | PipelineStage.HANDLE | PipelineStage.TTS:
                pass

    def _listen(self, *, always: bool) -> None:
        """Have a listener; a new one where the satellite has come to stream in another way."""
        if self._listener is not None and always is self._streams_always:
            return
        if self._listening is not None:
            self._listening.cancel()
        self._streams_always = always
        self._sound = SoundStream(longest_s=None, backlog_s=BACKLOG_S)
        self._listener = self._satellite.new_listener(
            loudspeaker=self._speaker, on_event=self._note, may_wake=self._may_wake, barge_in=always
        )
        self._listening = self._group.create_task(
            self._listener.run(self._sound), name=f"listening at {self._satellite.name}"
        )

    def _attend(self) -> None:
        """The wake phrase was heard there, which it may tell in two ways."""
        assert self._listener is not None
        now = monotonic()
        if now - self._woken_at < _SAME_WAKE_S:
            return
        self._woken_at = now
        if self._customs.rooms.claim(self._satellite.name, None, self._give_up):
            self._listener.attend(PHRASE)
        else:
            self._tell(Transcript(""))

    def _may_wake(self, wake: Wake) -> bool:
        return self._customs.rooms.claim(self._satellite.name, wake.score, self._give_up)

    def _give_up(self) -> None:
        if self._listener is not None:
            self._listener.dismiss()

    # -- what the listener tells

    def _note(self, event: ListenerEvent) -> None:
        match event:
            case Woken(how):
                self._woken(how)
            case SpeechStarted():
                self._tell(VoiceStarted())
            case Heard(transcript):
                self._tell(VoiceStopped())
                self._owed = transcript.text
                if self._streams_always:
                    self._settle()
            case Answered(response):
                if not (response.expects_reply and self._customs.follow_up()):
                    self._settle()
            case Speaking(text) if self._speaker.is_there:
                self._tell(Synthesize(text))
            case CantHear(reason):
                self._owed = None
                self._tell(Error(reason, "recogniser-unavailable"))
            case Idle():
                self._settle()
                self._woken_at = float("-inf")
            case PartlyHeard() | Interrupted() | Speaking():
                pass

    def _woken(self, how: str) -> None:
        if how == PHRASE and self._streams_always:
            self._tell(Detection(name=self._customs.wake_phrase))
        if how != FOLLOW_UP or self._streams_always:
            self._owed = ""
        self._tell(Transcribe(language=self._customs.language))

    def _settle(self) -> None:
        """Give out the transcript that is owed: a satellite that listens for one sentence now stops."""
        if self._owed is not None:
            self._tell(Transcript(self._owed))
        self._owed = None

    def _tell(self, event: Eventable) -> None:
        try:
            self._outbox.put_nowait(event)
        except asyncio.QueueFull:
            LOG.debug("the satellite %s takes no events", self._satellite.name)


class _Speaker:
    """A ``Loudspeaker`` over the connection: sends sound little ahead of time, and waits until it was played."""

    def __init__(self, stream: EventStream, outbox: asyncio.Queue[Eventable]) -> None:
        self._stream = stream
        self._outbox = outbox
        self._playing = asyncio.Lock()
        self._played = asyncio.Event()
        self._tells_played = False
        self.is_there = True

    def note_played(self) -> None:
        """It has played to the end."""
        self._tells_played = True
        self._played.set()

    async def play(self, speech: Speech) -> None:
        """See ``Loudspeaker``. Raises ``SpeakerUnavailable``."""
        if not self.is_there:
            return
        async with self._playing:
            await self._outbox.join()
            self._played.clear()
            try:
                left_s = await self._send(speech)
            except PeerGone as error:
                raise SpeakerUnavailable(f"The satellite is {error}.") from error
            try:
                async with asyncio.timeout(max(left_s, 0) + (_PLAYED_S if self._tells_played else _UNTOLD_S)):
                    await self._played.wait()
            except TimeoutError:
                LOG.debug("it was not told that the sound was played")

    async def _send(self, speech: Speech) -> float:
        """Seconds that are still to be played."""
        form = {"rate": speech.rate, "width": WIDTH, "channels": 1}
        a_second = speech.rate * WIDTH
        sent_s = 0.0
        began = monotonic()
        await self._stream.write(AudioStart(**form, timestamp=0))
        try:
            async for chunk in speech.chunks:
                for piece in _pieces(chunk, int(speech.rate * _PIECE_S) * WIDTH):
                    await self._stream.write(AudioChunk(**form, audio=piece, timestamp=int(1000 * sent_s)))
                    sent_s += len(piece) / a_second
                    await asyncio.sleep(max(sent_s - (monotonic() - began) - AHEAD_S, 0))
        finally:
            await self._stream.write(AudioStop(timestamp=int(1000 * sent_s)))
        return sent_s - (monotonic() - began)


def _pieces(chunk: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(chunk), size):
        yield chunk[start : start + size]
