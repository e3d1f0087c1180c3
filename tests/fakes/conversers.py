"""A converser that needs no home: says back what it heard."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from dialogue.response import Kind, Response
from dialogue.utterance import Utterance


@dataclass(slots=True)
class EchoConverser:
    """Answers with the text. ``wait N`` takes N seconds, ``break`` raises."""

    heard: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)

    async def take(self, utterance: Utterance) -> Response:
        """One turn."""
        self.begun.append(utterance.text)
        word, _, rest = utterance.text.partition(" ")
        if word == "wait":
            await asyncio.sleep(float(rest))
        if word == "break":
            raise RuntimeError("broken on purpose")
        self.heard.append(utterance.text)
        return Response(utterance.conversation_id, utterance.turn_id, utterance.text, Kind.ANSWERS)
