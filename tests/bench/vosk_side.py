"""Bare Vosk beside the hub: decodes the WAVs it is told of, in a process of its own. Speaks JSON lines."""

from __future__ import annotations

import json
import sys
import wave
from time import perf_counter, process_time
from typing import Any, Final

import vosk

STEP: Final = 4_000


def decoded(model: Any, path: str) -> str:  # noqa: ANN401 - vosk has no types
    """As the library's own example does it."""
    recognizer = vosk.KaldiRecognizer(model, 16_000)
    recognizer.SetWords(True)
    texts = []
    with wave.open(path) as file:
        while frames := file.readframes(STEP):
            if recognizer.AcceptWaveform(frames):
                texts.append(json.loads(recognizer.Result())["text"])
    texts.append(json.loads(recognizer.FinalResult())["text"])
    return " ".join(filter(None, texts))


def main() -> None:
    """Load the model named on the command line, then answer each file name with seconds and text."""
    vosk.SetLogLevel(-1)
    model = vosk.Model(model_path=sys.argv[1])
    for line in sys.stdin:
        wall, cpu = perf_counter(), process_time()
        text = decoded(model, json.loads(line))
        print(json.dumps({"wall": perf_counter() - wall, "cpu": process_time() - cpu, "text": text}), flush=True)


if __name__ == "__main__":
    main()
