"""``transcribe``: what is said in sound files, without a turn."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

from devices.tasks import ended
from dialogue.errors import RecogniserUnavailable
from dialogue.hearing.ear import Ear
from dialogue.transcript import Transcript
from hub.bootstrap.hearing import hearing
from hub.commands.setup import settings_of
from hub.commands.simulated import background, simulated_hub
from hub.errors import HubError, StartError
from hub.supervisor import supervised
from hub.voice.accuracy import Accuracy, read_transcripts
from hub.voice.sound import chunks_of, read_sound
from hub.voice.turns import Place

_Hear: TypeAlias = Callable[[AsyncIterator[bytes]], Awaitable[Transcript]]


async def transcribe(args: argparse.Namespace) -> int:
    """One line (with ``--json`` one object) a file; exit code 1 when a file could not be heard."""
    said = read_transcripts(args.reference) if args.reference else {}
    accuracy = Accuracy()
    uncounted: list[str] = []
    failed = 0
    async with _ears(args) as hear:
        for path in args.files:
            try:
                sound = read_sound(path)
                transcript = await hear(chunks_of(sound))
            except (HubError, RecogniserUnavailable) as error:
                failed += 1
                print(_fault(path, str(error), as_json=args.json), flush=True)  # noqa: T201
                continue
            print(_line(path, transcript, sound.remark, as_json=args.json), flush=True)  # noqa: T201
            if path.name in said:
                accuracy = accuracy.with_sentence(said[path.name], transcript.text)
            elif args.reference:
                uncounted.append(path.name)
    if uncounted:
        _beside(f"Not counted, because {args.reference} has no line for it: {', '.join(uncounted)}")
    if args.reference:
        print(accuracy, file=sys.stderr if args.json else sys.stdout)
    return 1 if failed else 0


@contextlib.asynccontextmanager
async def _ears(args: argparse.Namespace) -> AsyncIterator[_Hear]:
    if args.home is None:
        async with hearing(settings_of(args, speech_model=args.model)) as found:
            if found.doubt:
                _beside(found.doubt)

            async def openly(audio: AsyncIterator[bytes]) -> Transcript:
                return await _last(found.ear, audio)

            keeping = asyncio.create_task(supervised("recogniser", found.recogniser.run))
            try:
                yield openly
            finally:
                await ended([keeping])
        return
    async with simulated_hub(args, announce=_beside, speech_model=args.model) as hub, background(hub):
        voice = hub.voice
        if voice is None:
            raise StartError(hub.no_voice)

        async def at_home(audio: AsyncIterator[bytes]) -> Transcript:
            return await voice.transcript(audio, Place("transcribe"))

        yield at_home


async def _last(ear: Ear, audio: AsyncIterator[bytes]) -> Transcript:
    transcript = Transcript("")
    async for heard in ear.hear(audio):
        if isinstance(heard, Transcript):
            transcript = heard
    return transcript


def _beside(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def _fault(path: Path, error: str, *, as_json: bool) -> str:
    return json.dumps({"file": str(path), "error": error}) if as_json else f"{path.name}\t! {error}"


def _line(path: Path, transcript: Transcript, remark: str, *, as_json: bool) -> str:
    if not as_json:
        return f"{path.name}\t{transcript.text}" + (f"\t! {remark}" if remark else "")
    words = [
        {"text": w.text, "start": w.start_s, "end": w.end_s, "confidence": round(w.confidence, 3)}
        for w in transcript.words
    ]
    heard = {"file": str(path), "text": transcript.text, "confidence": round(transcript.confidence, 3), "words": words}
    return json.dumps({**heard, "remark": remark} if remark else heard)
