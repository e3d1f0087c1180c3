"""The file of the ids under which the hub knows entities of Home Assistant, so that renaming them there costs nothing.

It is kept apart from the database: without it everything works until the next renaming.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from hub.storage.errors import StorageError
from hub.storage.files import write_privately

logger = logging.getLogger(__name__)

ENTITY_IDS_FILE: Final = "home-assistant-entities.json"
_CONTENT: Final = TypeAdapter(dict[str, str])


def read_entity_ids(folder: Path) -> Mapping[str, str]:
    """What is kept in a data folder; nothing at first, and nothing where it can't be read."""
    path = folder / ENTITY_IDS_FILE
    try:
        return _CONTENT.validate_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValidationError):
        logger.warning("%s can't be read: entities that were renamed in Home Assistant go by their new ids", path)
        return {}


def write_entity_ids(folder: Path, kept: Mapping[str, str]) -> None:
    """Keep these; a disk that is full is only told of, because it must not cost the home."""
    try:
        with write_privately(folder / ENTITY_IDS_FILE) as file:
            file.write(_CONTENT.dump_json(dict(sorted(kept.items())), indent=1))
    except StorageError as error:
        logger.warning("the ids of Home Assistant's entities are not kept: %s", error)
