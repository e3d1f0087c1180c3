"""Serves Wyoming: hears (``asr``), speaks (``tts``) and takes turns (``handle``) for Home Assistant and others.

Protocol: https://github.com/rhasspy/wyoming. It has no passwords: whoever reaches the port can talk to the house.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from wyoming.asr import Transcribe, Transcript, TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event
from wyoming.handle import Handled, NotHandled
from wyoming.info import (
    AsrModel,
    AsrProgram,
    Attribution,
    Describe,
    HandleModel,
    HandleProgram,
    Info,
    TtsProgram,
    TtsVoice,
)
from wyoming.ping import Ping, Pong
from wyoming.tts import Synthesize

from devices.home import Home
from dialogue import transcript as heard
from dialogue.errors import RecogniserUnavailable
from dialogue.response import Kind, Response
from hub.errors import HubBusy, SpeakerUnavailable
from hub.health import PartHealth
from hub.places import area_of_satellite
from hub.sessions import Sessions
from hub.voice.adapters.wyoming_events import EventStream, Microphone, PeerGone, served
from hub.voice.manners import Hearer
from hub.voice.ports import Announcer, Synthesiser
from hub.voice.stream import SoundStream
from hub.voice.threads import Threads
from hub.voice.turns import Place
from teaching.lexicon import split

LOG = logging.getLogger(__name__)

NAME: Final = "Teachable Hub"
CONNECTIONS: Final = 32
SILENT_S: Final = 60.0
LONGEST_TEXT: Final = 2_000
STRANGE_EVENTS: Final = 50
TURNS_PER_MINUTE: Final = 120
_AGAIN_S: Final = 30.0
_HEARD_S: Final = 30.0
_HEARD: Final = 50
_BY: Final = Attribution(NAME, "")


@dataclass(frozen=True, slots=True)
class Offer:
    """What is behind the server. ``model`` names the speech model, ``language`` what it and the hub understand."""

    sessions: Sessions
    home: Callable[[], Home]
    language: str
    voice: Hearer | None = None
    model: str = ""
    synthesiser: Synthesiser | None = None


class WyomingServer:
    """``run`` serves until cancelled; a port that is taken is tried again.

    ``announcer`` makes it known on the network.
    """

    def __init__(self, host: str, port: int, offer: Offer, *, announcer: Announcer | None = None) -> None:
        self._host = host
        self._port = port
        self._offer = offer
        self._announcer = announcer
        self._threads = Threads()
        self._pace = Pace(TURNS_PER_MINUTE)
        self._heard = RecentlyHeard()
        self.listening = asyncio.Event()
        """Set while it listens."""
        self.port = port
        """The port it listens at, also when any free one was asked for."""

    async def run(self) -> None:
        """Until cancelled."""
        LOG.warning(
            "Wyoming is served at %s port %d. It has no passwords: whoever reaches it can talk to the house.",
            self._host,
            self._port,
        )
        while True:
            try:
                async with (
                    served(self._host, self._port, self._hold, most=CONNECTIONS) as self.port,
                    self._announced(),
                ):
                    self.listening.set()
                    await asyncio.get_running_loop().create_future()
            except OSError as error:
                LOG.error(  # noqa: TRY400 - the reason is all there is to say
                    "Wyoming can't listen at %s port %d (%s); set TEACHABLE_HUB_WYOMING_PORT to a free one.",
                    self._host,
                    self._port,
                    error.strerror or error,
                )
            finally:
                self.listening.clear()
            await asyncio.sleep(_AGAIN_S)

    async def health(self) -> PartHealth:
        """Whether it listens, and where."""
        works = self.listening.is_set()
        return PartHealth(works=works, detail=f"{self._host}:{self.port}" if works else "not listening; see the log")

    @contextlib.asynccontextmanager
    async def _announced(self) -> AsyncIterator[None]:
        if self._announcer is None:
            yield
            return
        async with self._announcer.announced(NAME, self._host, self.port):
            yield

    async def _hold(self, stream: EventStream) -> None:
        await _Connection(stream, self._offer, self._threads, self._pace, self._heard).run()


class Pace:
    """How many turns an address may take in a minute."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._taken: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def allows(self, host: str) -> bool:
        """Count one turn, unless there were too many in this minute."""
        minute = int(self._clock() // 60)
        counted, taken = self._taken.pop(host, (minute, 0))
        taken = taken + 1 if counted == minute else 1
        self._taken[host] = (minute, taken)
        while len(self._taken) > _HEARD:
            self._taken.popitem(last=False)
        return taken <= self._per_minute


class RecentlyHeard:
    """Transcripts that were given out and may come back as text to be handled, with what the ear knew of them.

    What is handled may come from another address than the sound did.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], tuple[float, heard.Transcript]] = OrderedDict()

    def keep(self, host: str, transcript: heard.Transcript) -> None:
        """It goes out to that address."""
        key = (host, _plain(transcript.text))
        self._kept[key] = (self._clock(), transcript)
        self._kept.move_to_end(key)
        while len(self._kept) > _HEARD:
            self._kept.popitem(last=False)

    def take(self, host: str, text: str) -> heard.Transcript | None:
        """The transcript that this text is, if it was heard just now: for that address, or else for any."""
        plain, now = _plain(text), self._clock()
        there = [key for key, (at, _) in self._kept.items() if key[1] == plain and now - at <= _HEARD_S]
        if not there:
            return None
        return self._kept.pop((host, plain) if (host, plain) in there else there[-1])[1]


class _Connection:
    """One client; requests are served one after the other, sound is decoded while it comes in."""

    def __init__(
        self, stream: EventStream, offer: Offer, threads: Threads, pace: Pace, recently: RecentlyHeard
    ) -> None:
        self._stream = stream
        self._offer = offer
        self._threads = threads
        self._pace = pace
        self._recently = recently
        self._context: Mapping[str, object] = {}
        self._sound: SoundStream | None = None
        self._microphone = Microphone()
        self._hearing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Until the client goes; a sentence it leaves unfinished is forgotten. Raises ``PeerGone``."""
        strange = 0
        try:
            while strange < STRANGE_EVENTS:
                if not await self._serve(await self._stream.read(within_s=SILENT_S)):
                    strange += 1
        finally:
            await self._forget_sentence()

    async def _serve(self, event: Event) -> bool:
        """Whether the event was one that is known here."""
        if AudioChunk.is_type(event.type):
            self._hear(event)
        elif AudioStart.is_type(event.type):
            await self._forget_sentence()
            self._begin_sentence()
        elif AudioStop.is_type(event.type):
            await self._end_sentence()
        elif Transcribe.is_type(event.type):
            self._context = _context(event)
        elif Transcript.is_type(event.type):
            await self._handle(event)
        elif Synthesize.is_type(event.type):
            await self._speak(_text(event))
        elif Describe.is_type(event.type):
            await self._stream.write(info(self._offer))
        elif Ping.is_type(event.type):
            await self._stream.write(Pong(text=Ping.from_event(event).text))
        else:
            return False
        return True

    # -- asr

    def _begin_sentence(self) -> None:
        self._microphone = Microphone()
        self._sound = SoundStream()
        self._hearing = asyncio.create_task(self._transcribe(self._sound, self._context), name="wyoming transcribe")

    def _hear(self, event: Event) -> None:
        if self._sound is None:
            self._begin_sentence()
        assert self._sound is not None
        self._sound.push(self._microphone.samples(event))

    async def _end_sentence(self) -> None:
        if self._sound is not None and self._hearing is not None:
            self._sound.end()
            hearing, self._sound, self._hearing = self._hearing, None, None
            self._context = {}
            await hearing

    async def _forget_sentence(self) -> None:
        if self._hearing is not None:
            self._hearing.cancel()
            await asyncio.gather(self._hearing, return_exceptions=True)
        self._sound, self._hearing = None, None

    async def _transcribe(self, sound: SoundStream, context: Mapping[str, object]) -> None:
        language = self._offer.language
        if self._offer.voice is None:
            await self._stream.write(Error("There is no speech model, so nothing can be heard.", "no-model"))
            return
        try:
            transcript = await self._offer.voice.transcript(sound, self._place(context))
        except RecogniserUnavailable as error:
            await self._stream.write(Error(str(error), "recogniser-unavailable"))
            return
        self._recently.keep(self._stream.host, transcript)
        await self._stream.write(TranscriptStart(language=language))
        if transcript.text:
            await self._stream.write(TranscriptChunk(transcript.text))
        await self._stream.write(Transcript(transcript.text, language=language))
        await self._stream.write(TranscriptStop())

    # -- handle

    async def _handle(self, event: Event) -> None:
        text = _text(event)
        context = _context(event)
        place = self._place(context)
        if not self._pace.allows(self._stream.host):
            await self._stream.write(NotHandled("That was too much at once; wait a little."))
            return
        try:
            response = await self._response(text, place)
        except HubBusy as error:
            await self._stream.write(NotHandled(str(error)))
            return
        self._threads.note(self._there(context), response)
        told = {"conversation_id": response.conversation_id, "expects_reply": response.expects_reply}
        if response.kind is Kind.IGNORES:
            await self._stream.write(NotHandled(response.speech, context=told))
        else:
            await self._stream.write(Handled(response.speech, context=told))

    async def _response(self, text: str, place: Place) -> Response:
        transcript = self._recently.take(self._stream.host, text) if text else None
        if transcript is not None and self._offer.voice is not None:
            turn = await self._offer.voice.answer(transcript, place)
            if turn.response is not None:
                return turn.response
        return await self._offer.sessions.say(
            text,
            conversation_id=place.conversation_id,
            area=place.area,
            satellite=place.satellite,
            language=place.language,
            channel="voice" if place.satellite else "text",
        )

    def _place(self, context: Mapping[str, object]) -> Place:
        satellite = _name(context, "satellite_id") or _name(context, "device_id")
        return Place(
            _name(context, "conversation_id") or self._threads.of(self._there(context)),
            area_of_satellite(self._offer.home(), satellite),
            satellite=satellite,
            language=self._offer.language,
        )

    def _there(self, context: Mapping[str, object]) -> str:
        """Where it comes from, as exactly as is known."""
        return _name(context, "satellite_id") or _name(context, "device_id") or self._stream.host

    # -- tts

    async def _speak(self, text: str) -> None:
        if self._offer.synthesiser is None or len(text) > LONGEST_TEXT:
            reason = "There is no voice to speak with." if len(text) <= LONGEST_TEXT else "That is too long to say."
            await self._stream.write(Error(reason, "not-spoken"))
            return
        try:
            await self._stream.write_speech(await self._offer.synthesiser.speak(text))
        except SpeakerUnavailable as error:
            await self._stream.write(Error(str(error), "speaker-unavailable"))


def info(offer: Offer) -> Info:
    """What is offered, as ``describe`` is answered."""
    languages = [offer.language]
    asr, tts = [], []
    if offer.voice is not None:
        model = AsrModel(offer.model, _BY, installed=True, description=offer.model, version=None, languages=languages)
        what = "Hears with the words of this home"
        asr = [
            AsrProgram(
                NAME, _BY, installed=True, description=what, version=None, models=[model],
                supports_transcript_streaming=True,
            )
        ]  # fmt: skip
    if offer.synthesiser is not None:
        name = offer.synthesiser.name
        voice = TtsVoice(name, _BY, installed=True, description=name, version=None, languages=languages)
        tts = [TtsProgram(NAME, _BY, installed=True, description="Speaks", version=None, voices=[voice])]
    home = HandleModel("home", _BY, installed=True, description="This home", version=None, languages=languages)
    what = "Acts, asks and learns"
    handle = HandleProgram(
        NAME, _BY, installed=True, description=what, version=None, models=[home], supports_home_control=True
    )
    return Info(asr=asr, tts=tts, handle=[handle])


def _plain(text: str) -> str:
    """As a pipeline between asr and handle leaves it, whatever it does to capitals and full stops."""
    return " ".join(split(text))


def _text(event: Event) -> str:
    text = event.data.get("text")
    if not isinstance(text, str):
        raise PeerGone("its text is none")
    return text


def _context(event: Event) -> Mapping[str, object]:
    """Its context, with the language that stands beside it."""
    context = event.data.get("context")
    language = event.data.get("language")
    return (context if isinstance(context, dict) else {}) | ({"language": language} if language else {})


def _name(context: Mapping[str, object], key: str) -> str:
    value = context.get(key)
    return value[:200] if isinstance(value, str) else ""
