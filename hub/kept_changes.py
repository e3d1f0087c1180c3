"""The settings that were changed on the pages, kept in the data folder for the next start."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from hub.errors import ConfigError

FILE: Final = "changed-settings.json"


def read_changes(folder: Path) -> Mapping[str, object]:
    """What is kept, by the settings' names. Raises ``ConfigError`` when it can't be read.

    It is not passed over then: a journal that somebody has switched off must not come back by itself.
    """
    file = folder / FILE
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ConfigError(_explain(file)) from error
    if not isinstance(kept, dict):
        raise ConfigError(_explain(file))
    return kept


def write_changes(folder: Path, changes: Mapping[str, object]) -> None:
    """Keep these in place of what was kept. Raises ``StorageError``."""
    from hub.storage.files import write_privately  # noqa: PLC0415 - brings the database, which --help can do without

    with write_privately(folder / FILE) as file:
        file.write((json.dumps(changes, indent=1, sort_keys=True) + "\n").encode())


def _explain(file: Path) -> str:
    return (
        f"{file} can't be read. It holds the settings that were changed in the web admin; "
        "remove it to go back to those of the settings file and the defaults."
    )
