"""The recogniser's own process: one loaded model, one decoding thread per stream, frames on standard input and output.

Run as ``python -m dialogue.adapters.vosk.worker MODEL_FOLDER``. It ends with its parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from dialogue.adapters.vosk.frames import Frame, Sort, frame, read_frame

RATE: Final = 16_000
BROKEN_MODEL: Final = 3
_TRIAL: Final = bytes(RATE)  # half a second of silence
# What waits is decoded together, up to the library's own step of a fifth of a second.
_STEP: Final = RATE * 2 // 5


@dataclass
class Stream:
    """One utterance being decoded."""

    number: int
    audio: queue.SimpleQueue[bytes | None] = field(default_factory=queue.SimpleQueue)
    is_abandoned: bool = False
    has_ended: bool = False

    def next_chunk(self) -> bytes | None:
        """What came in since the last one, waiting for it; ``None`` at the end."""
        if self.has_ended:
            return None
        chunks: list[bytes] = []
        size = 0
        while size < _STEP and not (chunks and self.audio.empty()):
            chunk = self.audio.get()
            if chunk is None or self.is_abandoned:
                self.has_ended = True
                return b"".join(chunks) or None
            chunks.append(chunk)
            size += len(chunk)
        return b"".join(chunks)


class Worker:
    """Decodes what comes in until the pipe ends."""

    def __init__(self, vosk: Any, model: Any, out: BinaryIO) -> None:  # noqa: ANN401 - vosk has no types
        self._vosk = vosk
        self._model = model
        self._out = out
        self._lock = threading.Lock()
        self._streams: dict[int, Stream] = {}
        self._vocabularies: dict[int, str] = {}

    def tell(self, message: Frame) -> None:
        """Send a frame; threads take turns."""
        with self._lock:
            self._out.write(message.encoded())
            self._out.flush()

    def take(self, message: Frame) -> None:
        """Do what a frame asks for."""
        match message.sort:
            case Sort.AUDIO:
                if (stream := self._streams.get(message.stream)) is not None:
                    stream.audio.put(message.payload)
            case Sort.OPEN:
                self._open(message)
            case Sort.FINISH | Sort.ABANDON:
                if (stream := self._streams.get(message.stream)) is not None:
                    stream.is_abandoned = message.sort is Sort.ABANDON
                    stream.audio.put(None)
            case Sort.VOCABULARY:
                # One is enough: streams keep the one they were opened with.
                self._vocabularies = {message.stream: message.payload.decode()}
            case Sort.WORDS:
                words: Any = message.content()
                missing = [word for word in words if self._model.vosk_model_find_word(word) < 0]
                self.tell(frame(Sort.MISSING, message.stream, missing))
            case _:
                pass

    def _open(self, message: Frame) -> None:
        wish: Any = message.content()
        grammar = _grammar(self._vocabularies.get(wish.get("vocabulary")), wish.get("phrases") or [])
        stream = Stream(message.stream)
        self._streams[message.stream] = stream
        threading.Thread(
            target=self._decode, args=(stream, grammar, int(wish.get("alternatives", 0))), daemon=True
        ).start()

    def _decode(self, stream: Stream, grammar: str | None, alternatives: int) -> None:
        try:
            arguments = () if grammar is None else (grammar,)
            recognizer = self._vosk.KaldiRecognizer(self._model, RATE, *arguments)
            recognizer.SetWords(True)
            if alternatives:
                recognizer.SetMaxAlternatives(alternatives)
            self._listen(stream, recognizer, tells_partials=not alternatives)
        except Exception as error:  # noqa: BLE001 - one stream's trouble is told and ends that stream alone
            self.tell(frame(Sort.FAULT, stream.number, str(error)))
        finally:
            self._streams.pop(stream.number, None)

    def _listen(self, stream: Stream, recognizer: Any, *, tells_partials: bool) -> None:  # noqa: ANN401
        shown = ""
        while (chunk := stream.next_chunk()) is not None:
            if recognizer.AcceptWaveform(chunk):
                shown = ""
                self.tell(Frame(Sort.SEGMENT, stream.number, recognizer.Result().encode()))
            elif tells_partials and stream.audio.empty():
                partial = json.loads(recognizer.PartialResult()).get("partial", "")
                if partial != shown:
                    shown = partial
                    self.tell(frame(Sort.PARTIAL, stream.number, partial))
        if not stream.is_abandoned:
            self.tell(Frame(Sort.FINAL, stream.number, recognizer.FinalResult().encode()))


def _grammar(vocabulary: str | None, phrases: Sequence[str]) -> str | None:
    """A vocabulary as JSON with more phrases; nothing of both is open decoding."""
    if vocabulary is None or not phrases:
        return json.dumps(phrases) if phrases else vocabulary
    # A home's vocabulary is long: it is not read and written again for each utterance.
    return f"{vocabulary.rstrip().removesuffix(']')}, {json.dumps(phrases)[1:]}"


def main() -> int:
    """Load the model, say whether it can decode, and serve."""
    _end_with_parent()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the library prints is no frame
    import vosk  # noqa: PLC0415 - the library loads native code, and only this process may

    vosk.SetLogLevel(-1)
    folder = sys.argv[1]
    try:
        model = vosk.Model(model_path=folder)
        trial = vosk.KaldiRecognizer(model, RATE)
        trial.AcceptWaveform(_TRIAL)
        trial.FinalResult()
    except Exception as error:  # noqa: BLE001 - the library raises nothing more exact
        sys.stderr.write(f"{error}\n")
        return BROKEN_MODEL
    worker = Worker(vosk, model, out)
    worker.tell(frame(Sort.READY))
    with contextlib.suppress(KeyboardInterrupt):
        while (message := read_frame(sys.stdin.buffer)) is not None:
            worker.take(message)
    return 0


def _end_with_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
