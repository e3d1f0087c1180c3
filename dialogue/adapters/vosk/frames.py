"""What the hub and the recogniser's process send each other: frames of a kind, a stream and a payload."""

from __future__ import annotations

import asyncio
import json
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import BinaryIO, Final

_HEAD: Final = struct.Struct(">BII")
LARGEST: Final = 64 * 1024 * 1024


class Sort(IntEnum):
    """What a frame is. Those below 10 go to the recogniser's process, the others come from it."""

    VOCABULARY = 1
    OPEN = 2
    AUDIO = 3
    FINISH = 4
    WORDS = 5
    ABANDON = 6
    READY = 11
    PARTIAL = 12
    SEGMENT = 13
    FINAL = 14
    MISSING = 15
    FAULT = 16


_FROM_PROCESS: Final = frozenset(sort for sort in Sort if sort > 10)


@dataclass(frozen=True, slots=True)
class Frame:
    """One message. ``stream`` is 0 where it belongs to none."""

    sort: Sort
    stream: int = 0
    payload: bytes = b""

    def encoded(self) -> bytes:
        """As it travels."""
        return _HEAD.pack(self.sort, self.stream, len(self.payload)) + self.payload

    def content(self) -> object:
        """The payload, read as JSON."""
        return json.loads(self.payload)


def frame(sort: Sort, stream: int = 0, content: object = None) -> Frame:
    """A frame with a JSON payload."""
    return Frame(sort, stream, json.dumps(content).encode())


def read_frame(source: BinaryIO) -> Frame | None:
    """The next frame of a blocking pipe; ``None`` at its end."""
    head = source.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    sort, stream, size = _HEAD.unpack(head)
    payload = source.read(size)
    return Frame(Sort(sort), stream, payload) if len(payload) == size else None


class NoFrame(Exception):
    """What came through the pipe is nothing that the recogniser's process says."""


async def receive_frame(source: asyncio.StreamReader) -> Frame | None:
    """The next frame of the recogniser's process; ``None`` when it has ended. Raises ``NoFrame``."""
    try:
        sort, stream, size = _HEAD.unpack(await source.readexactly(_HEAD.size))
        if sort not in _FROM_PROCESS or size > LARGEST:
            raise NoFrame(f"sort {sort}, {size} bytes")
        return Frame(Sort(sort), stream, await source.readexactly(size))
    except asyncio.IncompleteReadError:
        return None
