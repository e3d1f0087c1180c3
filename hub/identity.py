"""Which hub this is, the same after every start."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final
from uuid import uuid4

FILE: Final = "hub-id"
NAME: Final = "Teachable Hub"


@dataclass(frozen=True, slots=True)
class Identity:
    """``id`` is 32 hex digits, kept in the data folder."""

    id: str
    name: str = NAME
    version: str = ""


def identity_in(folder: Path) -> Identity:
    """The identity kept in the data folder, made where there is none (or none that can be read)."""
    file = folder / FILE
    try:
        kept = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        kept = ""
    if not re.fullmatch(r"[0-9a-f]{32}", kept):
        kept = uuid4().hex
        file.write_text(kept + "\n", encoding="ascii")
    return Identity(kept, version=_version())


def _version() -> str:
    try:
        return version("teachable-hub")
    except PackageNotFoundError:
        return "0"
