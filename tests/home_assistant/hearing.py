"""Speaks to an assistant of a real Home Assistant as a satellite does: sound in, frame by frame, over its WebSocket."""

from __future__ import annotations

import asyncio
import json
import wave
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect

from deploy.home_assistant.server import HomeAssistantServer

_WITHIN_S: Final = 40.0
_FRAME: Final = 2048
_SILENCE: Final = bytes(32_000)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood, and what was answered to it."""

    text: str
    speech: str
    conversation_id: str | None


async def heard(
    server: HomeAssistantServer, pipeline: str, recording: Path, *, conversation_id: str | None = None
) -> Heard:
    """What an assistant makes of a recording (16 kHz, one channel, 16-bit). Raises ``TimeoutError``."""
    address = f"{server.address.replace('http', 'ws', 1)}/api/websocket"
    async with asyncio.timeout(_WITHIN_S), connect(address, max_size=None, proxy=None) as socket:
        await socket.recv()
        await socket.send(json.dumps({"type": "auth", "access_token": server.token}))
        await socket.recv()
        fields: dict[str, object] = {
            "start_stage": "stt",
            "end_stage": "intent",
            "input": {"sample_rate": 16_000},
            "pipeline": pipeline,
        }
        fields |= {"conversation_id": conversation_id}
        await socket.send(json.dumps({"id": 1, "type": "assist_pipeline/run", **fields}))
        handler, text, speech = b"", "", ""
        async for kind, data in _events(socket):
            match kind:
                case "run-start":
                    handler = bytes([data["runner_data"]["stt_binary_handler_id"]])
                case "stt-start":
                    await _speak(socket, handler, recording)
                case "stt-end":
                    text = data["stt_output"]["text"]
                case "intent-end":
                    speech = data["intent_output"]["response"]["speech"].get("plain", {}).get("speech", "")
                    conversation_id = data["intent_output"]["conversation_id"]
                case "error":
                    speech = f"{data['code']}: {data['message']}"
                case _:
                    pass
    return Heard(text, speech, conversation_id)


async def _speak(socket: ClientConnection, handler: bytes, recording: Path) -> None:
    with wave.open(str(recording), "rb") as file:
        sound = file.readframes(file.getnframes()) + _SILENCE
    for start in range(0, len(sound), _FRAME):
        await socket.send(handler + sound[start : start + _FRAME])
    await socket.send(handler)


async def _events(socket: ClientConnection) -> AsyncIterator[tuple[str, Any]]:
    """Kind and data of each event of the run, up to its end."""
    async for frame in socket:
        told = json.loads(frame)
        for message in told if isinstance(told, list) else [told]:
            if message["type"] == "event":
                yield message["event"]["type"], message["event"]["data"]
                if message["event"]["type"] == "run-end":
                    return
