"""Plays an item by voice: each turn said by a synthesiser, heard with the home's vocabulary, and taken as a turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeAlias

from devices.home import Home
from devices.home_file import HomeFile
from devices.safety import Tier, tier_of
from dialogue.hearing.ear import Ear
from dialogue.hearing.home_words import HomeWords
from dialogue.hearing.spelling import spellings_of, spoken_words
from dialogue.ports import IntentParser, Recogniser
from dialogue.reading.vocabulary import load_vocabulary
from dialogue.response import Kind
from dialogue.transcript import Transcript
from hub.replay import COURTESY, EVENING, Stage, kinds_of, staged
from hub.sessions import Sessions
from hub.voice.sound import Sound, chunks_of
from hub.voice.turns import Attention, Place, SpokenTurn, Voice
from tests.voice.spoken.figures import HeardTurn
from tests.voice.spoken.folder import Item

Say: TypeAlias = Callable[[str], Sound]


class HeardHome:
    """One home file and one recogniser; every item starts afresh."""

    def __init__(
        self, home_file: HomeFile, recogniser: Recogniser, interpreter: IntentParser, template: Path, folder: Path
    ) -> None:
        self._home_file = home_file
        self._recogniser = recogniser
        self._interpreter = interpreter
        self._template = template
        self._folder = folder

    async def play(self, item: Item, say: Say) -> tuple[list[HeardTurn], bool]:
        """The turns, and whether the devices end in the states that text left them in."""
        home_file = self._home_file.with_setup(item.line.get("setup"))
        at = item.line.get("time") or EVENING
        heard: list[HeardTurn] = []
        spoken = {entity: dict(values) for entity, values in home_file.states.items()}
        written = {entity: dict(values) for entity, values in home_file.states.items()}
        async with staged(home_file, self._template, self._folder, self._interpreter, at) as stage:
            ears = _Ears(stage, self._recogniser)
            for turn, as_text in zip(item.turns, item.as_text, strict=True):
                if as_text.get("skipped"):
                    continue
                if turn.get("after") == "restart":
                    await stage.restart()
                    ears = _Ears(stage, self._recogniser)
                heard.append(await self._turn(ears, turn, item.line, as_text, say))
                _apply(spoken, heard[-1].changes)
                _apply(written, as_text["changes"])
        return heard, spoken == written

    async def _turn(
        self,
        ears: _Ears,
        turn: Mapping[str, Any],
        line: Mapping[str, Any],
        as_text: Mapping[str, Any],
        say: Say,
    ) -> HeardTurn:
        place = Place("replay", turn.get("area") or line.get("area"), turn.get("by") or line.get("who"))
        expected = kinds_of(turn.get("expect"))
        sound = say(turn["say"])
        openly = await ears.openly(sound)
        before = ears.stage.registry.states().values
        began = time.perf_counter()
        taken = await ears.take(sound, place)
        took = (time.perf_counter() - began) * 1000
        asked = taken.response is not None and taken.response.speech.lower().startswith("did you say")
        right = ears.plain(taken.transcript.text) == ears.plain(turn["say"])
        is_courtesy = expected & COURTESY and Kind.ASKS_CONFIRM.value not in expected
        response = taken.response
        if response is not None and response.kind is Kind.ASKS_CONFIRM and ((asked and right) or is_courtesy):
            response = (await ears.take(say("yes"), place)).response
            if asked and is_courtesy and response is not None and response.kind is Kind.ASKS_CONFIRM:
                response = (await ears.take(say("yes"), place)).response
        changes = self._home_file.changes(before, ears.stage.registry.states().values)
        return HeardTurn(
            said=ears.plain(turn["say"]),
            openly=ears.plain(openly.text),
            heard=ears.plain(taken.transcript.text),
            way=taken.transcript.way,
            confidence=taken.transcript.confidence,
            kind=response.kind.value if response is not None else None,
            changes=changes,
            as_text=as_text,
            is_wrong_danger=_is_wrong_danger(ears.stage.home_file.home, changes, as_text["changes"]),
            did_you_say=asked,
            milliseconds=took,
        )


class _Ears:
    """Voice over a stage."""

    def __init__(self, stage: Stage, recogniser: Recogniser) -> None:
        assert stage.turn is not None
        self.stage = stage
        self._recogniser = recogniser
        self._ear = Ear(recogniser)
        self._turn = stage.turn
        self._words = HomeWords(recogniser, self._ear, load_vocabulary("en"))

    async def take(self, sound: Sound, place: Place) -> SpokenTurn:
        self.stage.clock.advance()
        await self._words.follow(self._turn.lexicon)
        async with AsyncExitStack() as stack:
            sessions = await stack.enter_async_context(Sessions(self._turn, self.stage.clock))
            return await Voice(self._ear, self._turn, sessions, self.stage.clock).take(
                chunks_of(sound), place, Attention("file")
            )

    async def openly(self, sound: Sound) -> Transcript:
        found = Transcript("")
        async for hearing in self._recogniser.hear(chunks_of(sound)):
            if isinstance(hearing, Transcript):
                found = hearing
        return found

    def plain(self, text: str) -> str:
        """Words without regard to how they are spelt."""
        return " ".join(min((word, *(s for s in spellings_of(word) if " " not in s))) for word in spoken_words(text))


def _apply(states: dict[str, dict[str, Any]], changes: Mapping[str, Mapping[str, Any]]) -> None:
    for entity, attributes in changes.items():
        states.setdefault(entity, {}).update(attributes)


def _is_wrong_danger(
    home: Home, changes: Mapping[str, Mapping[str, Any]], wanted: Mapping[str, Mapping[str, Any]]
) -> bool:
    return any(
        tier_of(home.entities[entity], settings) is Tier.DANGER and wanted.get(entity, {}) != settings
        for entity, settings in changes.items()
        if settings
    )
