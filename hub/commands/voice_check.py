"""``voice check``: whether the hub hears, how well and how fast."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from time import perf_counter
from typing import Final, TypeVar

from rich.console import Console

from dialogue.errors import RecogniserUnavailable
from dialogue.hearing.ear import Ear
from dialogue.transcript import Transcript
from hub.bootstrap.hearing import hearing, model_folder, wake_detector, wake_phrase_fault
from hub.bootstrap.microphone import own_devices, own_microphone
from hub.commands.check import Finding, Verdict, show
from hub.commands.hear import own_hub
from hub.commands.setup import settings_of
from hub.config import Settings
from hub.errors import HubError
from hub.terminal import Terminal
from hub.voice.activity import Speech, level, speech_of
from hub.voice.sound import RATE, WIDTH, Sound, chunks_of, read_sound
from hub.voice.sound_debug import FOLDER, hindered
from hub.voice.turns import Place

LISTENS_S: Final = 2.0
_QUIET_DB: Final = -45.0
_CLEAN_DB: Final = 60.0
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Timed:
    """How long a stage took for one utterance."""

    stage: str
    ms: float

    def __str__(self) -> str:
        return f"{self.stage} {self.ms:.0f} ms"


async def check(args: argparse.Namespace) -> int:
    """Look at every part of hearing; 1 when one is wrong. Nothing is done and nothing is kept."""
    settings = settings_of(args, log_file=True, speech_model=args.model)
    console = Console(soft_wrap=True, highlight=False)
    is_bad = False
    async for finding in _findings(args, settings, console):
        is_bad = is_bad or finding.verdict is Verdict.BAD
        show(console, finding)
    return 1 if is_bad else 0


async def _findings(args: argparse.Namespace, settings: Settings, console: Console) -> AsyncIterator[Finding]:
    if settings.audio_debug_mb and (why_not := hindered(settings.data_dir / FOLDER)):
        yield Finding("privacy", Verdict.NOTE, f"sound is to be kept and can't be: {why_not}")
    elif settings.audio_debug_mb:
        yield Finding("privacy", Verdict.NOTE, f"sound is kept: up to {settings.audio_debug_mb} MB in {FOLDER}")
    sound: Sound | None = None
    try:
        sound, finding = await _sound(args, settings, console)
        yield finding
        yield _level(sound, speech_of(sound))
    except HubError as error:
        yield Finding("sound", Verdict.BAD, str(error))
    times: list[Timed] = []
    try:
        async for finding in _model(settings, sound, times):
            yield finding
        async for finding in _home(args, sound, times):
            yield finding
    except (HubError, RecogniserUnavailable) as error:
        yield Finding("speech model", Verdict.BAD, str(error))
    if times:
        yield Finding("time", Verdict.GOOD, ", ".join(map(str, times)))


async def _sound(args: argparse.Namespace, settings: Settings, console: Console) -> tuple[Sound, Finding]:
    """What there is to hear: a file, or two seconds of the microphone. Raises ``HubError``."""
    if args.file is not None:
        sound = await asyncio.to_thread(read_sound, args.file)
        return sound, Finding("sound", Verdict.GOOD, f"{args.file}, {sound.seconds:.1f} s")
    for device in own_devices():
        show(console, Finding("sound device", Verdict.GOOD, str(device)))
    async with own_microphone(args.microphone or settings.microphone) as microphone:
        console.print(f"        Say something: listening for {LISTENS_S:g} seconds …")
        samples = bytearray()
        async for chunk in microphone.chunks():
            samples += chunk
            if len(samples) >= LISTENS_S * RATE * WIDTH:
                break
        form = f"{microphone.name}, {microphone.rate} Hz"
    peak = max((abs(int(value)) for value in memoryview(bytes(samples)).cast("h")), default=0) / 32_768
    return Sound(bytes(samples), peak), Finding("microphone", Verdict.GOOD, form)


def _level(sound: Sound, speech: Speech) -> Finding:
    from math import log10  # noqa: PLC0415

    mean = 10 * log10(max(level(sound.samples), 1e-10))
    peak = 20 * log10(max(sound.peak, 1e-5))
    noise = "" if speech.snr_db is None else f", {min(speech.snr_db, _CLEAN_DB):.0f} dB above the noise"
    told = f"mean {mean:.0f} dB, peak {peak:.0f} dB, {speech.speech_s:.1f} s of speech{noise}"
    if not speech.speech_s:
        return Finding("level", Verdict.NOTE, f"{told}: nobody spoke, or the microphone is off")
    if sound.is_clipped:
        return Finding("level", Verdict.NOTE, f"{told}: too loud, turn the microphone down")
    if mean < _QUIET_DB:
        return Finding("level", Verdict.NOTE, f"{told}: very quiet, turn the microphone up")
    return Finding("level", Verdict.GOOD, told)


async def _model(settings: Settings, sound: Sound | None, times: list[Timed]) -> AsyncIterator[Finding]:
    folder = model_folder(settings)
    began = perf_counter()
    async with hearing(settings) as ears:
        loaded_s = perf_counter() - began
        yield Finding("speech model", Verdict.GOOD, f"{folder}, loaded in {loaded_s:.1f} s and it decodes")
        if ears.doubt:
            yield Finding("speech model", Verdict.BAD, ears.doubt)
        if fault := await wake_phrase_fault(settings, ears):
            yield Finding("wake phrase", Verdict.BAD, fault)
        else:
            yield Finding("wake phrase", Verdict.GOOD, wake_detector(settings, ears.recogniser).name)
        if sound is not None:
            speech, ms = await _timed(asyncio.to_thread(speech_of, sound))
            times.append(Timed("finding speech", ms))
            transcript, ms = await _timed(_openly(ears.ear, sound))
            times.append(Timed("decoding", ms))
            share = ms / 1_000 / max(sound.seconds, 0.1)
            heard = transcript.text or "nothing"
            sure = f" (confidence {transcript.confidence:.2f})" if transcript.text else ""
            verdict = Verdict.NOTE if speech.speech_s and not transcript.text else Verdict.GOOD
            yield Finding("heard", verdict, f"{heard}{sure}, decoded in {share:.2f} of its length")


async def _home(args: argparse.Namespace, sound: Sound | None, times: list[Timed]) -> AsyncIterator[Finding]:
    async with own_hub(args, Terminal.standard().note) as hub:
        parts = await hub.health.parts()
        part = parts.get("recogniser")
        detail = part.detail if part is not None else hub.no_voice
        _, _, lacking = detail.partition("words it lacks: ")
        if part is None or not part.works:
            yield Finding("words of this home", Verdict.BAD, detail)
        elif lacking:
            told = f"the model lacks {lacking}: teach other words for them, or rename"
            yield Finding("words of this home", Verdict.NOTE, told)
        else:
            yield Finding("words of this home", Verdict.GOOD, "the model has all of them")
        if sound is None or hub.voice is None:
            return
        place = Place("voice check")
        transcript, ms = await _timed(hub.voice.transcript(chunks_of(sound), place))
        times.append(Timed("hearing it in this home", ms))
        yield Finding("heard in this home", Verdict.GOOD, transcript.text or "nothing")


async def _openly(ear: Ear, sound: Sound) -> Transcript:
    found = Transcript("")
    async for heard in ear.hear(chunks_of(sound)):
        if isinstance(heard, Transcript):
            found = heard
    return found


async def _timed(work: Awaitable[_T]) -> tuple[_T, float]:
    began = perf_counter()
    result = await work
    return result, 1_000 * (perf_counter() - began)
