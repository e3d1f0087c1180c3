"""Settings that an admin may change while the hub runs: which, from when on, and kept for the next start."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from hub.config import Settings
from hub.errors import ConfigError, HubError
from hub.kept_changes import read_changes, write_changes
from hub.storage.errors import StorageError


class From(StrEnum):
    """When a change counts."""

    NOW = "at once"
    NEXT_START = "at the next start"


CHANGEABLE: Final = {
    "journal": From.NOW,
    "journal_days": From.NOW,
    "mqtt_content": From.NOW,
    "quiet": From.NOW,
    "follow_up": From.NOW,
    "follow_up_s": From.NOW,
    "barge_in": From.NOW,
    "ask_when_unsure": From.NOW,
    "confirm_entrances": From.NOW,
    "question_timeout_s": From.NOW,
    "voice_question_timeout_s": From.NOW,
    "schedule_late_s": From.NOW,
    "log_level": From.NOW,
    "time_zone": From.NEXT_START,
    "wake_phrase": From.NEXT_START,
    "tts_voice": From.NEXT_START,
}
"""What is safe to change from a page: nothing that could shut that page's own door, reach elsewhere, or keep sound."""

Apply = Callable[[Settings], Awaitable[None]]


async def _nothing(_settings: Settings) -> None:
    return


@dataclass(slots=True, eq=False)
class Adjustments:
    """Changes settings: ``settings`` are those of now, ``apply`` puts them to use where they count at once.

    ``started`` are those the hub was started with, which still count where a change waits for the next start.
    """

    settings: Settings
    apply: Apply = _nothing
    started: Settings = field(init=False)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.started = self.settings

    def is_locked(self, name: str) -> bool:
        """Whether something that wins over the page says it: the environment or the command line."""
        return self.settings.is_told_at_start(name)

    async def change(self, name: str, value: object) -> None:
        """Give a setting another value, as text or as what it is. Raises ``HubError`` when that can't be."""
        self._check(name)
        async with self._one_at_a_time:
            kept = dict(read_changes(self.settings.data_dir))
            try:
                changed = self.settings.changed({**kept, name: value})
            except ConfigError as error:
                raise HubError(str(error).removeprefix("Settings are wrong. ")) from error
            # As it was read, so that "yes" and "5.0" are kept as what they are.
            await self._take(changed, {**kept, name: getattr(changed, name)})

    async def take_back(self, name: str) -> None:
        """Back to what the settings file or the default says. Raises ``HubError``."""
        self._check(name)
        async with self._one_at_a_time:
            kept = {one: value for one, value in read_changes(self.settings.data_dir).items() if one != name}
            await self._take(self.settings.changed(kept), kept)

    async def _take(self, changed: Settings, kept: dict[str, object]) -> None:
        try:
            write_changes(self.settings.data_dir, kept)
        except StorageError as error:
            raise HubError(f"It could not be kept, so nothing was changed: {error}") from error
        self.settings = changed
        await self.apply(changed)

    def _check(self, name: str) -> None:
        if name not in CHANGEABLE:
            raise HubError("This setting can't be changed here. Set the variable named beside it.")
        if self.is_locked(name):
            raise HubError(f"It is set by the {self.settings.source_of(name)}, which wins. Change it there.")
