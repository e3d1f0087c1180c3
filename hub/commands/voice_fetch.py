"""``voice fetch``: the official small speech model of a language, fetched by the Vosk library itself."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Final

from dialogue.adapters.vosk.folder import check_model_folder, find_model, known_folders, region_of
from hub.commands.setup import settings_of
from hub.errors import StartError
from hub.terminal import Terminal

PAGE: Final = "https://alphacephei.com/vosk/models"
_ZIPS: Final = {
    "cn": "vosk-model-small-cn-0.22",
    "cs": "vosk-model-small-cs-0.4-rhasspy",
    "de": "vosk-model-small-de-0.15",
    "en-us": "vosk-model-small-en-us-0.15",
    "es": "vosk-model-small-es-0.42",
    "fr": "vosk-model-small-fr-0.22",
    "it": "vosk-model-small-it-0.22",
    "nl": "vosk-model-small-nl-0.22",
    "pl": "vosk-model-small-pl-0.22",
    "pt": "vosk-model-small-pt-0.3",
    "ru": "vosk-model-small-ru-0.22",
    "sv": "vosk-model-small-sv-rhasspy-0.15",
}
# Runs by itself: the library may end the process, and it prints its progress.
_FETCH: Final = "import sys, vosk; vosk.SetLogLevel(-1); vosk.Model(lang=sys.argv[1])"


async def fetch(args: argparse.Namespace) -> int:
    """Nothing is fetched when one is there."""
    settings = settings_of(args)
    language = args.language or settings.language
    terminal = Terminal.standard()
    found = find_model(language, known_folders())
    if found is None:
        terminal.note(f"Fetching the small model of {language!r} (about 40 MB) …")
        await _fetch(language)
        found = find_model(language, known_folders())
    if found is None:
        raise StartError(by_hand(language))
    await asyncio.to_thread(check_model_folder, found)
    terminal.note(f"The speech model is in {found}. The hub uses it from its next start on.")
    return 0


async def _fetch(language: str) -> None:
    region = region_of(language)
    for rest in folder().glob(f"vosk-model-small-{region}*.zip"):
        rest.unlink()  # what an interrupted download has left would be taken for a model
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _FETCH, region, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
    )
    assert process.stderr is not None
    while chunk := await process.stderr.read(200):
        if b"%" in chunk:  # the library's progress; its complaints are said better below
            sys.stderr.write(chunk.decode(errors="replace"))
            sys.stderr.flush()
    if await process.wait() != 0:
        raise StartError(by_hand(language))


def folder() -> Path:
    """Where the library puts what it fetches."""
    return Path.home() / ".cache" / "vosk"


def by_hand(language: str) -> str:
    """What to do where the internet can't be reached."""
    name = _ZIPS.get(region_of(language))
    if name is None:
        return (
            f"The model of {language!r} could not be fetched. Choose one at {PAGE}, unpack it in {folder()}, "
            "or set TEACHABLE_HUB_SPEECH_MODEL to its folder."
        )
    return (
        f"The model of {language!r} could not be fetched: there is no internet, or none for this language. Where there "
        f"is: `curl -LO {PAGE}/{name}.zip`; here: `mkdir -p {folder()} && unzip {name}.zip -d {folder()}`."
    )
