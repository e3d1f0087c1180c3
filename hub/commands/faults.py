"""Errors as a sentence for the person at the terminal."""

from __future__ import annotations

import logging

from devices.errors import DeviceError
from dialogue.errors import DialogueError
from hub.errors import ConfigError, HubError
from hub.storage.errors import DatabaseAddressInvalid, StorageError

_log = logging.getLogger(__name__)


def explain(error: BaseException) -> tuple[int, str]:
    """Exit code and sentence."""
    if isinstance(error, BaseExceptionGroup):
        return explain(error.exceptions[0])
    match error:
        case HubError():
            return error.exit_code, str(error)
        case DatabaseAddressInvalid():
            return ConfigError.exit_code, str(error)
        case StorageError() | DeviceError() | DialogueError():
            return 1, str(error)
        case OSError():
            place = f"{error.filename}: " if error.filename else ""
            return 1, f"{place}{error.strerror or error}"
        case _:
            _log.debug("unexpected", exc_info=error)
            return 1, f"something unexpected went wrong ({type(error).__name__}: {error}). Please report it."
