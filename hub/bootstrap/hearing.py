"""Composes the recogniser and what is around it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from dialogue.adapters.vosk.folder import find_model, known_folders
from dialogue.adapters.vosk.recogniser import VoskRecogniser
from dialogue.errors import RecogniserUnavailable
from dialogue.hearing.ear import Ear
from dialogue.hearing.frames import load_frames
from dialogue.hearing.home_words import HomeWords
from dialogue.hearing.spelling import spoken_words
from dialogue.ports import Recogniser
from dialogue.reading.vocabulary import load_vocabulary
from hub.config import ENV_PREFIX, Settings
from hub.errors import StartError
from hub.health import PartHealth
from hub.supervisor import Work
from hub.voice.activity import Activity
from hub.voice.adapters.wyoming_wake import WyomingWake
from hub.voice.listeners import Listeners
from hub.voice.manners import Manners
from hub.voice.mouth import Mouth
from hub.voice.sound_debug import SoundDebug
from hub.voice.turns import Voice
from hub.voice.wake import SpokenPhrase, WakeDetector

# A model of the language lacks a few words at most, one of another language nearly all of them.
_FOREIGN = 0.5
_LISTED = 10

FETCH = "python -m hub voice fetch"


@dataclass(frozen=True, slots=True)
class Hearing:
    """A recogniser with the ear and the vocabulary on it; ``doubt`` says when its model seems to be the wrong one."""

    recogniser: VoskRecogniser
    ear: Ear
    words: HomeWords
    doubt: str = ""

    async def health(self) -> PartHealth:
        """Whether speech is heard, and which words of the home the model lacks."""
        lacking = listed(self.words.unheard)
        if self.doubt:
            return PartHealth(works=False, detail=self.doubt)
        detail = f"{self.recogniser.folder.name}" + (f"; words it lacks: {lacking}" if lacking else "")
        if not self.recogniser.is_up:
            return PartHealth(works=False, detail=f"{detail}; the recogniser has ended and is being started again")
        return PartHealth(works=True, detail=detail)

    @property
    def background(self) -> dict[str, Work]:
        """What must run for it."""
        return {"recogniser": self.recogniser.run}


def listed(words: Iterable[str]) -> str:
    """Words that the model lacks: the first of them, and how many more there are."""
    found = sorted(words)
    more = len(found) - _LISTED
    return ", ".join(found[:_LISTED]) + (f" and {more} more" if more > 0 else "")


def wake_detector(settings: Settings, recogniser: Recogniser) -> WakeDetector:
    """What finds the wake phrase: the recogniser itself, or a server over Wyoming."""
    if settings.wyoming_wake_url is not None:
        return WyomingWake(settings.wyoming_wake_url)
    return SpokenPhrase(recogniser, settings.wake_phrase)


def listeners(
    settings: Settings, ears: Hearing, voice: Voice, mouth: Mouth | None, sound_debug: SoundDebug
) -> Listeners:
    """Makes the listener of every place."""
    wake = wake_detector(settings, ears.recogniser)
    return Listeners(
        voice,
        wake=wake,
        wake_stand_in=None if isinstance(wake, SpokenPhrase) else SpokenPhrase(ears.recogniser, settings.wake_phrase),
        new_detector=Activity,
        mouth=mouth,
        manners=manners_of(settings),
        on_sound=sound_debug.keep if sound_debug.is_on else None,
    )


def manners_of(settings: Settings) -> Manners:
    """How the hub behaves where it listens."""
    return Manners(
        wake_phrase=settings.wake_phrase,
        follow_up=settings.follow_up,
        follow_up_s=settings.follow_up_s,
        barge_in=settings.barge_in,
    )


async def wake_phrase_fault(settings: Settings, ears: Hearing) -> str:
    """Why the phrase can never be heard; empty when it can. Raises ``RecogniserUnavailable``."""
    if settings.wyoming_wake_url is not None:
        return ""
    unknown = sorted(await ears.recogniser.missing(settings.wake_phrase.lower().split()))
    if not unknown:
        return ""
    return f"The speech model does not know {', '.join(unknown)}: choose another {ENV_PREFIX}WAKE_PHRASE."


def model_folder(settings: Settings) -> Path:
    """The folder of the speech model. Raises ``StartError`` with the command that fetches one."""
    if settings.speech_model is not None:
        return settings.speech_model
    found = find_model(settings.language, (settings.data_dir / "speech", *known_folders()))
    if found is None:
        raise StartError(
            f"There is no speech model for {settings.language!r}. Fetch one with `{FETCH}` (needs the internet once), "
            f"or set {ENV_PREFIX}SPEECH_MODEL to the unpacked folder of a Vosk model."
        )
    return found


def recogniser_of(settings: Settings) -> VoskRecogniser:
    """The recogniser of these settings, not yet started. Raises ``StartError``."""
    return VoskRecogniser(model_folder(settings), settings.data_dir / "speech-models.json")


async def doubt_of(recogniser: VoskRecogniser, language: str) -> str:
    """Why the model seems to be of another language; empty when it does not. Raises ``RecogniserUnavailable``."""
    words = {word for phrase in load_frames(language).plain for word in spoken_words(phrase)}
    lacking = await recogniser.missing(words)
    if len(lacking) <= len(words) * _FOREIGN:
        return ""
    return (
        f"the speech model {recogniser.folder} lacks {len(lacking)} of {len(words)} everyday words of {language!r}, so "
        f"it is one of another language. Set {ENV_PREFIX}SPEECH_MODEL to one of this language, or {ENV_PREFIX}LANGUAGE."
    )


@contextlib.asynccontextmanager
async def hearing(settings: Settings) -> AsyncIterator[Hearing]:
    """The recogniser of these settings while the block runs. Raises ``StartError`` or ``RecogniserUnavailable``."""
    async with recogniser_of(settings) as recogniser:
        ear = Ear(recogniser)
        words = HomeWords(recogniser, ear, load_vocabulary(settings.language))
        yield Hearing(recogniser, ear, words, await doubt_of(recogniser, settings.language))


async def hearing_if_there(
    stack: contextlib.AsyncExitStack, settings: Settings, announce: Callable[[str], None]
) -> tuple[Hearing | None, str]:
    """The same, entered into ``stack``; without a usable model the reason, announced where a model was named."""
    try:
        found = await stack.enter_async_context(hearing(settings))
    except (StartError, RecogniserUnavailable) as error:
        if settings.speech_model is not None:
            announce(f"I can't hear: {error}")
        return None, str(error)
    if found.doubt:
        announce(f"I won't hear much: {found.doubt}")
    return found, ""
