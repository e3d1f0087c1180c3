"""The recogniser as the hub sees it: keeps the decoding process alive, and talks frames with it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from dialogue.adapters.vosk.fileset import check_unchanged, check_words
from dialogue.adapters.vosk.folder import check_model_folder
from dialogue.adapters.vosk.frames import Frame, Sort, frame
from dialogue.adapters.vosk.process import DecodingProcess
from dialogue.adapters.vosk.worker import RATE
from dialogue.errors import RecogniserUnavailable
from dialogue.ports import OPENLY, Listening
from dialogue.transcript import HeardWord, Hearing, Partial, Transcript

LOG = logging.getLogger(__name__)
NAME: Final = "vosk"
ANSWER_S: Final = 5.0
"""How long an answer may take until the process counts as hung."""
ASK_EVERY_S: Final = 1.0
FINAL_S: Final = 60.0
"""How long after its end an utterance may be decoded."""
BACK_S: Final = 5.0
"""How long an utterance waits for a process that is being started again."""
LONGEST_PAUSE_S: Final = 30.0
STREAMS: Final = 16
"""How many utterances may be decoded at once."""
LONGEST_S: Final = 60.0
"""Seconds of one utterance that are decoded; what comes later is not heard."""


class VoskRecogniser:
    """A ``Recogniser`` over a Vosk model in ``folder``. Enter it with ``async with``; ``run`` keeps it alive.

    Entering raises ``SpeechModelFaulty``. The process is started again whenever it ends or hangs; utterances it was
    decoding then end with ``RecogniserUnavailable``, and one that begins meanwhile waits for the new process.
    ``record`` is a file that keeps what the model's files were, so that later damage to them is found.
    """

    def __init__(self, folder: Path, record: Path | None = None, *, answer_s: float = ANSWER_S) -> None:
        self._folder = folder
        self._record = record
        self._answer_s = answer_s
        self._process: DecodingProcess | None = None
        self._is_kept_alive = False
        self._is_closed = False
        self._is_back = asyncio.Event()
        self._numbers = itertools.count(1)
        self._streams: set[int] = set()
        self._answers: dict[int, asyncio.Queue[Frame | None]] = {}
        self._vocabulary = 0
        self._phrases: tuple[str, ...] = ()
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
        return self._process.pid if self._process is not None and self._process.is_up else None

    @property
    def is_up(self) -> bool:
        """Whether speech can be decoded now."""
        return self._process is not None and self._process.is_up

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self._check)
        await self._start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closed = True
        await self._stop()

    async def run(self) -> None:
        """Start the process again whenever it ends or hangs; until cancelled or left."""
        self._is_kept_alive = True
        pause = ASK_EVERY_S
        try:
            while True:
                if self._process is not None:
                    how = await self._watched(self._process)
                    if self._has_left():
                        return
                    LOG.error("The recogniser ended unexpectedly (%s) and is started again", how)
                    await self._stop()
                try:
                    await self._start()
                except RecogniserUnavailable as error:
                    LOG.error("The recogniser can't be started: %s", error)  # noqa: TRY400 - the sentence says it all
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE_S)
                else:
                    pause = ASK_EVERY_S
        finally:
            self._is_kept_alive = False

    async def hear(self, audio: AsyncIterator[bytes], *, listening: Listening = OPENLY) -> AsyncIterator[Hearing]:
        """See ``Recogniser.hear``."""
        if len(self._streams) >= STREAMS:
            raise RecogniserUnavailable(f"{STREAMS} utterances are being decoded already; say it again in a moment.")
        number = next(self._numbers)
        wish = {"alternatives": listening.alternatives, "phrases": list(listening.phrases)}
        self._streams.add(number)
        feeding: asyncio.Task[None] | None = None
        has_ended = False
        try:
            await self._wait_back()
            answers: asyncio.Queue[Frame | None] = asyncio.Queue()
            self._answers[number] = answers
            if listening.home:
                wish["vocabulary"] = self._vocabulary
            self._send(frame(Sort.OPEN, number, wish))
            feeding = asyncio.create_task(self._feed(number, audio), name=f"utterance {number}")
            async with contextlib.aclosing(self._frames(answers, feeding)) as frames:
                async for hearing in _hearings(frames, listening):
                    has_ended = isinstance(hearing, Transcript)
                    yield hearing
        finally:
            self._streams.discard(number)
            self._answers.pop(number, None)
            if feeding is not None:
                feeding.cancel()
            if not has_ended:
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
        await self._wait_back()
        number = next(self._numbers)
        answers: asyncio.Queue[Frame | None] = asyncio.Queue()
        self._answers[number] = answers
        try:
            self._send(frame(Sort.WORDS, number, sorted(set(words))))
            async with asyncio.timeout(self._answer_s):
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

    def _has_left(self) -> bool:
        return self._is_closed

    def _check(self) -> None:
        check_model_folder(self._folder)
        check_words(self._folder)
        if self._record is not None:
            check_unchanged(self._folder, self._record)

    async def _start(self) -> None:
        self._process = await DecodingProcess.start(self._folder, self._take)
        self.starts += 1
        if self._phrases:
            self._send(frame(Sort.VOCABULARY, self._vocabulary, self._phrases))
        self._is_back.set()

    async def _stop(self) -> None:
        self._is_back.clear()
        process, self._process = self._process, None
        if process is not None:
            await process.stop()
        self._end_all()

    async def _watched(self, process: DecodingProcess) -> str:
        """How it ended. A process that doesn't answer is ended."""
        asking = asyncio.create_task(self._ask_on(process), name="recogniser's pulse")
        try:
            return await process.wait()
        finally:
            asking.cancel()
            await asyncio.wait([asking])

    async def _ask_on(self, process: DecodingProcess) -> None:
        while True:
            await asyncio.sleep(ASK_EVERY_S)
            try:
                await self.missing(())
            except RecogniserUnavailable:
                process.kill(f"it did not answer for {self._answer_s:g} s")
                return

    async def _wait_back(self) -> None:
        if self._is_kept_alive and not self.is_up:
            self._is_back.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(BACK_S):
                    await self._is_back.wait()

    def _take(self, message: Frame | None) -> None:
        if message is None:
            self._end_all()
        elif (answers := self._answers.get(message.stream)) is not None:
            answers.put_nowait(message)

    def _end_all(self) -> None:
        for answers in self._answers.values():
            answers.put_nowait(None)

    def _send(self, message: Frame) -> None:
        if self._process is None:
            raise RecogniserUnavailable("The recogniser is not running; it will be back in a moment.")
        self._process.send(message)

    async def _feed(self, number: int, audio: AsyncIterator[bytes]) -> None:
        process = self._process
        assert process is not None
        left = int(LONGEST_S * RATE * 2)
        async for chunk in audio:
            if left > 0 and chunk:
                await self._pass_on(process, Frame(Sort.AUDIO, number, chunk[:left]))
                left -= len(chunk)
        await self._pass_on(process, Frame(Sort.FINISH, number))

    async def _pass_on(self, process: DecodingProcess, message: Frame) -> None:
        # When the process has gone, its end is told by the answers.
        with contextlib.suppress(RecogniserUnavailable, ConnectionError):
            process.send(message)
            await process.drained()

    async def _frames(
        self, answers: asyncio.Queue[Frame | None], feeding: asyncio.Task[None]
    ) -> AsyncGenerator[Frame | None, None]:
        """What the process says of one utterance; what fails in its audio is raised here."""
        coming = asyncio.create_task(answers.get())
        try:
            while True:
                if not feeding.done():
                    await asyncio.wait({coming, feeding}, return_when=asyncio.FIRST_COMPLETED)
                if feeding.done():
                    feeding.result()
                    await asyncio.wait({coming}, timeout=FINAL_S)
                    if not coming.done():
                        if self._process is not None:
                            self._process.kill(f"an utterance was not decoded within {FINAL_S:g} s")
                        raise RecogniserUnavailable("The recogniser does not come to an end; say it again.")
                if coming.done():
                    yield coming.result()
                    coming = asyncio.create_task(answers.get())
        finally:
            coming.cancel()


async def _hearings(frames: AsyncIterator[Frame | None], listening: Listening) -> AsyncIterator[Hearing]:
    """The results of one utterance: Vosk may cut it into segments, which are one utterance all the same."""
    segments: list[dict[str, Any]] = []
    async for message in frames:
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
