"""Puts changed settings to use in the parts that can take them while they run."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.turn import Turn, TurnSettings
from hub.bootstrap.hearing import manners_of
from hub.bootstrap.keeping import journal_settings
from hub.config import Settings
from hub.logs import set_log_level
from hub.mqtt_topics import OwnTopics
from hub.running import Hub
from hub.storage.store import SqlStore


def turn_settings(settings: Settings) -> TurnSettings:
    """What a turn goes by."""
    return TurnSettings(
        question_s_text=settings.question_timeout_s,
        question_s_voice=settings.voice_question_timeout_s,
        confirm_entrances=settings.confirm_entrances,
        default_language=settings.language,
        ask_when_unsure=settings.ask_when_unsure,
    )


def tells_words(settings: Settings) -> bool:
    """Whether the hub's own MQTT topics have what people say."""
    return settings.mqtt_content and settings.journal


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A hub whose parts follow; called with the settings of now."""

    hub: Hub
    store: SqlStore
    turn: Turn
    topics: OwnTopics | None

    async def __call__(self, settings: Settings) -> None:
        """Go by these from now on."""
        hub = self.hub
        # First what is not to be written down or told any more.
        self.store.journal_settings = journal_settings(settings)
        hub.settings = settings
        if self.topics is not None:
            self.topics.with_content = tells_words(settings)
        self.turn.settings = turn_settings(settings)
        hub.feed.question_s = settings.question_timeout_s
        hub.scheduler.late_s = settings.schedule_late_s
        if hub.mouth is not None:
            hub.mouth.quiet = settings.quiet
        if hub.listeners is not None:
            hub.listeners.behave(manners_of(settings))
        set_log_level(settings.log_level)
        await self.store.purge_journal(hub.clock.now())
