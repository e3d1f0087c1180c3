"""Speech models on disk: where they are looked for, and whether one is whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from dialogue.errors import SpeechModelFaulty

# The recogniser's languages as the official models are named.
_REGIONS: Final = {"en": "en-us", "zh": "cn", "pt": "pt", "fa": "fa"}
_NEEDED: Final = ("am/final.mdl", "final.mdl")


def known_folders() -> tuple[Path, ...]:
    """Where Vosk keeps the models it has fetched, as the library looks for them."""
    named = os.environ.get("VOSK_MODEL_PATH")
    return (*((Path(named),) if named else ()), Path("/usr/share/vosk"), Path.home() / ".cache" / "vosk")


def region_of(language: str) -> str:
    """How the official models call a language."""
    return _REGIONS.get(language, language)


def find_model(language: str, folders: tuple[Path, ...]) -> Path | None:
    """A model for a language among those folders: a small one first, since only those take a vocabulary at run time."""
    region = region_of(language)
    for folder in folders:
        for pattern in (f"vosk-model-small-{region}-*", f"vosk-model-small-{language}*", f"vosk-model*-{language}*"):
            found = sorted(path for path in folder.glob(pattern) if path.is_dir())
            if found:
                return found[-1]
    return None


def check_model_folder(folder: Path) -> None:
    """Raises ``SpeechModelFaulty`` when that is no folder of a Vosk model."""
    if not folder.is_dir():
        raise SpeechModelFaulty(folder, "there is no such folder. Name the unpacked folder of a Vosk model.")
    if not any((folder / needed).is_file() for needed in _NEEDED):
        inside = next((path for path in folder.glob("vosk-model*") if path.is_dir()), None)
        hint = f"Did you mean {inside}?" if inside else "It must hold am/final.mdl. Unpack the model again."
        raise SpeechModelFaulty(folder, f"it is no Vosk model. {hint}")
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_size == 0:
            raise SpeechModelFaulty(folder, f"{path.relative_to(folder)} is empty. Unpack the model again.")
