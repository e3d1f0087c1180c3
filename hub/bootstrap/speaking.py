"""Composes the voice that the hub speaks with."""

from __future__ import annotations

from collections.abc import Callable

from hub.config import Settings
from hub.voice.adapters.espeak import EspeakSynthesiser, espeak_program
from hub.voice.adapters.wyoming_tts import WyomingSynthesiser
from hub.voice.mouth import Mouth
from hub.voice.ports import Synthesiser


def speaking(settings: Settings, announce: Callable[[str], None] = lambda _text: None) -> Mouth | None:
    """The voices of these settings, best first; ``None`` when there is none or speaking is off.

    ``announce`` is told when the one that is asked for is not there.

    A voice's name belongs to the voice that was chosen: where espeak-ng stands in for another it uses its own.
    """
    voices: list[Synthesiser] = []
    if settings.tts_url is not None and settings.tts in ("auto", "wyoming"):
        voices.append(WyomingSynthesiser(settings.tts_url, voice=settings.tts_voice))
    program = espeak_program()
    if settings.tts == "espeak" and program is None:
        announce("I can't speak: espeak-ng is not installed (on Debian: apt-get install espeak-ng).")
    if settings.tts == "espeak" or (settings.tts == "auto" and program is not None):
        voice = None if voices else settings.tts_voice
        voices.append(EspeakSynthesiser(language=settings.language, voice=voice, program=program or "espeak-ng"))
    return Mouth(voices, quiet=settings.quiet) if voices else None
