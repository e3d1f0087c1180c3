"""PortAudio's library without PortAudio: devices as told, callbacks when asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar


class PortAudioError(Exception):
    """As the library's."""


class CallbackStop(Exception):
    """As the library's."""


@dataclass
class FakeStream:
    """An input stream gives what ``give`` is told; an output stream plays in a thread of its own."""

    options: dict[str, Any]
    played: bytearray = field(default_factory=bytearray)
    is_started: bool = False
    is_closed: bool = False
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """As the library's."""
        self.is_started = True
        if "finished_callback" in self.options:
            self._thread = threading.Thread(target=self._play, daemon=True)
            self._thread.start()

    def give(self, samples: bytes) -> None:
        """Sound at the microphone."""
        self.options["callback"](samples, len(samples) // 2, None, None)

    def abort(self) -> None:
        """As the library's."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        """As the library's."""
        self.is_closed = True

    def _play(self) -> None:
        out = bytearray(960)
        while not self._stopping.wait(0.001):
            try:
                self.options["callback"](out, len(out) // 2, None, None)
            except CallbackStop:
                self.played += out
                break
            self.played += out
        self.options["finished_callback"]()


class FakeSoundLibrary:
    """Has one device for both directions that takes ``rates``."""

    PortAudioError: ClassVar = PortAudioError
    CallbackStop: ClassVar = CallbackStop

    def __init__(self, *, rates: tuple[int, ...] = (16_000, 22_050, 48_000), has_device: bool = True) -> None:
        self._rates = rates
        self._has_device = has_device
        self.streams: list[FakeStream] = []

    def query_devices(self, device: object = None, kind: str | None = None) -> Any:  # noqa: ANN401
        """As the library's."""
        about = {
            "name": "Cheap USB microphone",
            "max_input_channels": 1,
            "max_output_channels": 2,
            "default_samplerate": float(self._rates[-1]),
        }
        if kind is None:
            return [about] if self._has_device else []
        if not self._has_device or device not in (None, 0, "USB"):
            raise ValueError(f"No {kind} device matching {device!r}")
        return about

    def check_input_settings(self, **options: Any) -> None:
        """As the library's."""
        if options["samplerate"] not in self._rates:
            raise PortAudioError("Invalid sample rate")

    check_output_settings: Callable[..., None] = check_input_settings

    def RawInputStream(self, **options: Any) -> FakeStream:  # noqa: N802 - the library's name
        """As the library's."""
        return self._opened(options)

    def RawOutputStream(self, **options: Any) -> FakeStream:  # noqa: N802 - the library's name
        """As the library's."""
        return self._opened(options)

    def _opened(self, options: dict[str, Any]) -> FakeStream:
        self.streams.append(FakeStream(options))
        return self.streams[-1]
