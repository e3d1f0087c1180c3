"""Where things are kept."""

from __future__ import annotations

from devices.ports import Clock
from hub.config import Settings
from hub.storage.address import DatabaseAddress, database_address
from hub.storage.backups import BackupFolder
from hub.storage.derived import DerivedStore
from hub.storage.journal import JournalSettings
from hub.storage.store import SqlStore
from hub.voice.sound_debug import FOLDER, SoundDebug

BACKUPS = "backups"


def store_address(settings: Settings) -> DatabaseAddress:
    """Where the database is."""
    url = settings.database_url.get_secret_value() if settings.database_url else None
    return database_address(url, settings.data_dir)


def open_store(settings: Settings) -> SqlStore:
    """The store, to be entered with ``async with``."""
    journal = JournalSettings(enabled=settings.journal, days=settings.journal_days or None)
    return SqlStore(store_address(settings), journal)


def derived_stores(settings: Settings) -> tuple[DerivedStore, ...]:
    """Every file besides the database that holds something made of what people said."""
    return (BackupFolder(settings.data_dir / BACKUPS),)


def open_sound_debug(settings: Settings, clock: Clock) -> SoundDebug:
    """Keeps what was heard when a setting says so; otherwise removes what an earlier setting has kept."""
    kept = SoundDebug(settings.data_dir / FOLDER, settings.audio_debug_mb, clock.now)
    kept.tidy()
    return kept
