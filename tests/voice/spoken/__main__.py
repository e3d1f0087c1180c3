"""``python -m tests.voice.spoken FOLDER``: speaks an evaluation folder to the hub and prints how well it was heard."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from devices.home_file import load_home_file
from dialogue.adapters.vosk.recogniser import VoskRecogniser
from dialogue.hearing.spelling import spellings_of
from dialogue.ports import Recogniser
from hub.bootstrap.replaying import interpreter_for_replay
from hub.config import Settings
from hub.replay import empty_database
from hub.voice.sound import RATE, Sound
from tests.tools import ROOT
from tests.voice.spoken.figures import Figures
from tests.voice.spoken.folder import Item, items_of
from tests.voice.spoken.heard_home import HeardHome, Say
from tests.voice.spoken.synthesis import CLEAN, VOICES, Noise, Speakers, coloured, sound_of

MODEL = ROOT / "tests" / "data" / "speech" / "vosk-model-hub-en"
CONDITIONS = (CLEAN, Noise("pink", 20), Noise("white", 20), Noise("pink", 10), Noise("white", 10))
CHATTER = (
    ("espeak-ng de", "Morgen fahren wir mit dem Zug nach Berlin, und danach gehen wir noch etwas essen."),
    ("espeak-ng de", "Hast du schon die Zeitung gelesen, da steht etwas über unseren Nachbarn drin."),
    ("espeak-ng de", "Mach bitte das Fenster zu, es zieht."),
    ("espeak-ng fr", "Je ne sais pas si nous aurons le temps de passer chez ta mère demain soir."),
    ("espeak-ng fr", "On mange quoi ce soir, il reste encore des pommes de terre."),
    ("espeak-ng fr", "Ferme la porte derrière toi quand tu sors."),
    ("espeak-ng es", "Ayer estuve hablando con mi hermana y me dijo que viene el domingo."),
    ("espeak-ng es", "Apaga el horno antes de salir de casa."),
    ("espeak-ng es", "No me acuerdo de dónde dejé las llaves del coche."),
)


def main() -> int:
    """Exit code 1 on a wrong act on tier 2, or an act on something that was no request."""
    parser = argparse.ArgumentParser(prog="python -m tests.voice.spoken", description=__doc__)
    parser.add_argument("folder", type=Path, help="holds home.json, known_commands.jsonl, teaching.jsonl")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--cache", type=Path, default=ROOT / "build" / "spoken", help="where sound is kept")
    parser.add_argument("--voices", type=int, default=len(VOICES), help="how many voices say each sentence clean")
    parser.add_argument("--noisy", type=int, default=1, help="how many voices say each sentence in each noise")
    parser.add_argument("--only", help="items whose id holds this")
    parser.add_argument("--faults", action="store_true", help="list what went wrong")
    return asyncio.run(_spoken(parser.parse_args()))


async def _spoken(args: argparse.Namespace) -> int:
    settings = Settings()
    speakers = Speakers(args.cache)
    with tempfile.TemporaryDirectory(prefix="spoken-") as name:
        folder = Path(name)
        template = await empty_database(folder)
        async with (
            interpreter_for_replay(settings, "embedded") as interpreter,
            VoskRecogniser(args.model) as recogniser,
        ):
            items = await items_of(args.folder, folder, template, interpreter)
            items = [item for item in items if not args.only or args.only in item.id]
            known = [item for item in items if await knows(recogniser, item)]
            home = HeardHome(load_home_file(args.folder / "home.json"), recogniser, interpreter, template, folder)
            failed = 0
            for noise in CONDITIONS:
                figures = await _condition(args, home, speakers, items, known, noise)
                failed += figures.wrong_danger
            failed += await nothing_meant(home, speakers, items)
    return 1 if failed else 0


async def _condition(
    args: argparse.Namespace,
    home: HeardHome,
    speakers: Speakers,
    items: Sequence[Item],
    known: Sequence[Item],
    noise: Noise | None,
) -> Figures:
    count = args.voices if noise is CLEAN else args.noisy
    figures = Figures(items=len(items) * count)
    began = time.perf_counter()
    for number, item in enumerate(known):
        for voice in _voices(number, count):
            turns, is_same = await home.play(item, partial(speakers.say, voice=voice, noise=noise))
            figures.count(f"{item.id} {voice}", turns, text_right=item.text_right, is_same=is_same)
    if count:
        _show(f"{noise or 'clean'} ({count} voices a sentence, {time.perf_counter() - began:.0f} s)")
        _show(figures.report())
        if args.faults:
            _show("\n".join(f"    {fault}" for fault in figures.faults))
    return figures


def _voices(number: int, count: int) -> Iterator[str]:
    """``count`` of the voices, beginning with another one each time."""
    return (VOICES[(number + step) % len(VOICES)] for step in range(count))


async def knows(recogniser: Recogniser, item: Item) -> bool:
    """Whether the model has all words of an item, however they are spelt."""
    for word in await recogniser.missing(item.words):
        spellings = [spelling.split() for spelling in spellings_of(word)]
        if not any([not await recogniser.missing(parts) for parts in spellings]):
            return False
    return True


async def nothing_meant(home: HeardHome, speakers: Speakers, items: Sequence[Item]) -> int:
    """Silence, noise and foreign chatter: how many of them led to an act."""
    sounds = [("silence", sound_of(np.zeros(3 * RATE)))]
    for colour in ("white", "pink"):
        sounds += [(f"{colour} noise", sound_of(coloured(colour, 4 * RATE, n) * 0.03 * (n + 1))) for n in range(4)]
    sounds += [(text, speakers.say(text, voice)) for voice, text in CHATTER]
    failed = 0
    for name, sound in sounds:
        nothing: dict[str, object] = {"kind": None, "changes": {}}
        item = Item("nothing meant", {}, [{"say": "", "area": items[0].line.get("area")}], [nothing], text_right=True)
        turns, is_same = await home.play(item, _always(sound))
        failed += not is_same
        if not is_same or turns[0].kind not in {None, "ignores"}:
            _show(f"  nothing meant ({name}): heard {turns[0].heard!r}, {turns[0].kind} {turns[0].changes}")
    _show(f"silence, noise and foreign chatter: {failed} acts on {len(sounds)} sounds")
    return failed


def _always(sound: Sound) -> Say:
    return lambda _text: sound


def _show(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
