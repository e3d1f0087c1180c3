"""What the journal keeps of how an utterance was heard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from dialogue.utterance import EarTrace


def heard_later(ear: EarTrace | None) -> Callable[[], Awaitable[Mapping[str, object]]] | None:
    """Finds what ``heard_trace`` lacks, the other readings, once nobody waits for an answer; ``None`` if nothing."""
    if ear is None or ear.transcript.alternatives or ear.transcript.find_alternatives is None:
        return None
    heard, find = ear.transcript, ear.transcript.find_alternatives

    async def look_again() -> Mapping[str, object]:
        return heard_trace(replace(ear, transcript=replace(heard, alternatives=await find())))

    return look_again


def heard_trace(ear: EarTrace | None) -> dict[str, object]:
    """JSON-ready; empty for what was typed."""
    if ear is None:
        return {}
    transcript = ear.transcript
    return {
        "heard": {
            "wake": ear.wake,
            "wake_score": ear.wake_score,
            "speech_s": ear.speech_s,
            "snr_db": ear.snr_db,
            "interrupts": ear.interrupts,
            "way": transcript.way,
            "confidence": round(transcript.confidence, 3),
            "alternatives": list(transcript.alternatives),
            "words": [
                {"text": w.text, "start_s": w.start_s, "end_s": w.end_s, "confidence": round(w.confidence, 3)}
                for w in transcript.words
            ],
        }
    }
