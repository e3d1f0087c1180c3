"""The recogniser as the hub sees it: starts the decoding process, keeps it alive, and talks frames with it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
import os
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import dialogue
from dialogue.adapters.vosk.folder import check_model_folder
from dialogue.adapters.vosk.frames import Frame, Sort, frame, receive_frame
from dialogue.adapters.vosk.worker import BROKEN_MODEL, RATE
from dialogue.errors import RecogniserUnavailable, SpeechModelFaulty
from dialogue.ports import OPENLY, Listening
from dialogue.transcript import HeardWord, Hearing, Partial, Transcript

LOG = logging.getLogger(__name__)
NAME: Final = "vosk"
LOAD_S: Final = 120.0
ANSWER_S: Final = 10.0
FIRST_PAUSE_S: Final = 0.2
LONGEST_PAUSE_S: Final = 30.0
STREAMS: Final = 16
"""How many utterances may be decoded at once."""
LONGEST_S: Final = 60.0
"""Seconds of one utterance that are decoded; what comes later is not heard."""

_PACKAGE: Final = Path(dialogue.__file__).parent


class VoskRecogniser:
    """A ``Recogniser`` over a Vosk model in ``folder``. Enter it with ``async with``; ``run`` keeps it alive.

    Entering raises ``SpeechModelFaulty``. The process is started again whenever it ends; utterances it was decoding
    then end with ``RecogniserUnavailable``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Queue[Frame | None]] = {}
        self._vocabulary = 0
        self._phrases: tuple[str, ...] = ()
        self._last_words = ""
        self.starts = 0

    @property
    def name(self) -> str:
        """``vosk``."""
        return NAME

    @property
    def folder(self) -> Path:
        """Where the model is."""
        return self._folder

    @property
    def pid(self) -> int | None:
        """The process id of the decoding process, while there is one."""
        return self._process.pid if self.is_up and self._process is not None else None

    @property
    def is_up(self) -> bool:
        """Whether speech can be decoded now."""
        return self._process is not None and self._process.returncode is None and self._reader is not None

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(check_model_folder, self._folder)
        await self._start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def run(self) -> None:
        """Start the process again whenever it ends; until cancelled."""
        pause = FIRST_PAUSE_S
        while True:
            if self._process is not None:
                code = await self._process.wait()
                LOG.error("The recogniser ended unexpectedly (%s) and is started again", _ending(code))
                await self._stop()
                await asyncio.sleep(pause)
            try:
                await self._start()
            except RecogniserUnavailable as error:
                LOG.error("The recogniser can't be started: %s", error)  # noqa: TRY400 - the sentence says it all
                pause = min(pause * 4, LONGEST_PAUSE_S)
                await asyncio.sleep(pause)
            else:
                pause = FIRST_PAUSE_S

    async def hear(self, audio: AsyncIterator[bytes], *, listening: Listening = OPENLY) -> AsyncIterator[Hearing]:
        """See ``Recogniser.hear``."""
        if len(self._answers) >= STREAMS:
            raise RecogniserUnavailable(f"{STREAMS} utterances are being decoded already; say it again in a moment.")
        number = next(self._numbers)
        answers: asyncio.Queue[Frame | None] = asyncio.Queue()
        self._answers[number] = answers
        wish = {"alternatives": listening.alternatives, "phrases": list(listening.phrases)}
        if listening.home:
            wish["vocabulary"] = self._vocabulary
        feeding: asyncio.Task[None] | None = None
        try:
            self._send(frame(Sort.OPEN, number, wish))
            feeding = asyncio.create_task(self._feed(number, audio), name=f"utterance {number}")
            async for hearing in _hearings(answers, listening):
                yield hearing
        finally:
            self._answers.pop(number, None)
            if feeding is not None and not feeding.done():
                feeding.cancel()
                with contextlib.suppress(RecogniserUnavailable):
                    self._send(Frame(Sort.ABANDON, number))

    async def follow(self, phrases: Sequence[str]) -> None:
        """See ``Recogniser.follow``. Words the model lacks must have been left out."""
        self._phrases = tuple(phrases)
        self._vocabulary += 1
        if self.is_up:
            self._send(frame(Sort.VOCABULARY, self._vocabulary, self._phrases))

    async def missing(self, words: Iterable[str]) -> frozenset[str]:
        """See ``Recogniser.missing``."""
        number = next(self._numbers)
        answers: asyncio.Queue[Frame | None] = asyncio.Queue()
        self._answers[number] = answers
        try:
            self._send(frame(Sort.WORDS, number, sorted(set(words))))
            async with asyncio.timeout(ANSWER_S):
                answer = await answers.get()
        except TimeoutError:
            raise RecogniserUnavailable("The recogniser does not answer.") from None
        finally:
            self._answers.pop(number, None)
        if answer is None:
            raise RecogniserUnavailable("The recogniser has ended.")
        lacking: Any = answer.content()
        return frozenset(lacking)

    # -- the process

    async def _start(self) -> None:
        path = os.pathsep.join(filter(None, (str(_PACKAGE.parent), os.environ.get("PYTHONPATH", ""))))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "dialogue.adapters.vosk.worker", str(self._folder),
            env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self._process = process
        self.starts += 1
        assert process.stdout is not None
        try:
            async with asyncio.timeout(LOAD_S):
                first = await receive_frame(process.stdout)
        except TimeoutError:
            await self._stop()
            raise RecogniserUnavailable(f"The speech model was not loaded within {LOAD_S:.0f} s.") from None
        if first is None or first.sort is not Sort.READY:
            assert process.stderr is not None
            complaint = (await process.stderr.read()).decode(errors="replace").strip().splitlines()
            code = await process.wait()
            last = complaint[-1] if complaint else _ending(code)
            if code == BROKEN_MODEL or code < 0:
                raise SpeechModelFaulty(self._folder, f"Vosk can't load it ({last}). Unpack it again.")
            raise RecogniserUnavailable(f"The recogniser can't be started: {last}")
        self._reader = asyncio.create_task(self._receive(process), name="recogniser")
        if self._phrases:
            self._send(frame(Sort.VOCABULARY, self._vocabulary, self._phrases))

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        if self._reader is not None:
            self._reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader
            self._reader = None
        self._end_all()

    async def _receive(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        quiet = asyncio.create_task(process.stderr.read(), name="recogniser's complaints")
        try:
            while (message := await receive_frame(process.stdout)) is not None:
                if (answers := self._answers.get(message.stream)) is not None:
                    answers.put_nowait(message)
        finally:
            quiet.cancel()
            self._end_all()

    def _end_all(self) -> None:
        for answers in self._answers.values():
            answers.put_nowait(None)

    def _send(self, message: Frame) -> None:
        process = self._process
        if process is None or process.stdin is None or process.returncode is not None or process.stdin.is_closing():
            raise RecogniserUnavailable("The recogniser is not running; it will be back in a moment.")
        process.stdin.write(message.encoded())

    async def _feed(self, number: int, audio: AsyncIterator[bytes]) -> None:
        left = int(LONGEST_S * RATE * 2)
        with contextlib.suppress(RecogniserUnavailable, ConnectionError):
            async for chunk in audio:
                if left > 0 and chunk:
                    self._send(Frame(Sort.AUDIO, number, chunk[:left]))
                    left -= len(chunk)
                    if self._process is not None and self._process.stdin is not None:
                        await self._process.stdin.drain()
            self._send(Frame(Sort.FINISH, number))


async def _hearings(answers: asyncio.Queue[Frame | None], listening: Listening) -> AsyncIterator[Hearing]:
    """The results of one utterance: Vosk may cut it into segments, which are one utterance all the same."""
    segments: list[dict[str, Any]] = []
    while True:
        message = await answers.get()
        if message is None:
            raise RecogniserUnavailable("The recogniser ended in the middle of a sentence; say it again.")
        if message.sort is Sort.FAULT:
            raise RecogniserUnavailable(f"The recogniser refuses: {message.content()}")
        if message.sort is Sort.PARTIAL:
            before = " ".join(text for segment in segments if (text := str(segment.get("text", ""))))
            yield Partial(f"{before} {message.content()}".strip())
            continue
        segments.append(json.loads(message.payload))
        if message.sort is Sort.FINAL:
            yield _transcript(segments, listening)
            return


def _transcript(segments: Sequence[dict[str, Any]], listening: Listening) -> Transcript:
    way = "home" if listening.home or listening.phrases else "open"
    if listening.alternatives:
        readings = [[str(a["text"]).strip() for a in segment["alternatives"]] for segment in segments]
        # Segments are independent: the n-th reading is the n-th of each, or its best where it has fewer.
        joined = [
            " ".join(texts[min(rank, len(texts) - 1)] for texts in readings if texts).strip()
            for rank in range(max((len(texts) for texts in readings), default=0))
        ]
        best, *others = dict.fromkeys(joined) or {"": None}
        return Transcript(best, (), way, tuple(others))  # type: ignore[arg-type]
    words = tuple(
        HeardWord(str(word["word"]), float(word["start"]), float(word["end"]), float(word["conf"]))
        for segment in segments
        for word in segment.get("result", ())
    )
    text = " ".join(str(segment["text"]) for segment in segments if segment.get("text"))
    return Transcript(text, words, way)  # type: ignore[arg-type]


def _ending(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"code {code}"
