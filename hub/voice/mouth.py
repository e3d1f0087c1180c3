"""What the hub says aloud, and with which voice: the first of several that speaks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Final

from dialogue.response import Kind, Response
from dialogue.saying.aloud import aloud
from dialogue.saying.telling import ASKS
from hub.errors import SpeakerUnavailable
from hub.health import PartHealth
from hub.voice.ports import Speech, Synthesiser

_log = logging.getLogger(__name__)

# A voice that failed is left alone for so long, so that not every answer waits for it in vain.
REST_S: Final = 30.0
# News is old after this time; the same again within it is the same news.
NEWS_S: Final = 6 * 3600.0
_WRONG: Final = frozenset({"failed", "unconfirmed"})


class Mouth:
    """A ``Synthesiser`` over several, best first. ``quiet``: only questions and what went wrong are spoken."""

    def __init__(
        self, voices: Sequence[Synthesiser], *, quiet: bool = False, ticks: Callable[[], float] = monotonic
    ) -> None:
        self._voices = tuple(voices)
        self.quiet = quiet
        self._ticks = ticks
        self._failures: dict[str, tuple[float, str]] = {}
        self._told: dict[str, float] = {}
        self._news: list[tuple[str, float]] = []

    @property
    def name(self) -> str:
        """The voice that would speak now."""
        return next((voice.name for voice in self._voices if not self._rests(voice)), self._voices[0].name)

    async def speak(self, text: str) -> Speech:
        """See ``Synthesiser``. A voice that fails is reported once, and the next one speaks."""
        reasons = []
        rested = [voice for voice in self._voices if not self._rests(voice)]
        for voice in rested or self._voices:
            try:
                speech = await voice.speak(text)
            except SpeakerUnavailable as error:
                reasons.append(str(error))
                self._note(voice, str(error))
            else:
                if self._failures.pop(voice.name, None) is not None:
                    _log.warning("%s speaks again", voice.name)
                return speech
        raise SpeakerUnavailable(" ".join(reasons))

    def aloud(self, response: Response) -> str:
        """The words of an answer that are to be spoken, with news that waited; in quiet mode most answers have none."""
        if not response.speech:
            return ""
        hushed = self.quiet and not (response.expects_reply or _went_wrong(response))
        words = "" if hushed else response.speech
        if response.expects_reply:
            return words  # whoever is asked something must not hear more behind it
        news, self._news = self._news, []
        now = self._ticks()
        return " ".join([words, *(text for text, at in news if now - at < NEWS_S)]).strip()

    def note(self, text: str) -> None:
        """Something that went wrong meanwhile, spoken once, behind the next answer."""
        now = self._ticks()
        self._told = {told: at for told, at in self._told.items() if now - at < NEWS_S}
        if text not in self._told:
            self._told[text] = now
            self._news.append((aloud(text), now))

    async def health(self) -> PartHealth:
        """Whether anything speaks, and what went wrong with the voices before it."""
        faults = [reason for _, reason in self._failures.values()]
        works = len(faults) < len(self._voices)
        return PartHealth(works=works, detail="; ".join(([self.name] if works else []) + faults))

    def _rests(self, voice: Synthesiser) -> bool:
        failed = self._failures.get(voice.name)
        return failed is not None and self._ticks() - failed[0] < REST_S

    def _note(self, voice: Synthesiser, reason: str) -> None:
        if voice.name not in self._failures:
            _log.error("%s", reason)
        self._failures[voice.name] = (self._ticks(), reason)


def _went_wrong(response: Response) -> bool:
    return (
        response.kind in ASKS
        or response.kind is Kind.REFUSES
        or any(action.outcome in _WRONG for action in response.actions)
    )
