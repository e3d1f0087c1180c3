"""Where things are kept."""

from __future__ import annotations

from devices.ports import Clock
from dialogue.adapters.rasa_notes import shipped_models
from hub.config import Settings
from hub.ports import DerivedStore
from hub.storage.address import DatabaseAddress, database_address
from hub.storage.backups import BackupFolder
from hub.storage.derived import derived_files
from hub.storage.files import remove_leftovers
from hub.storage.inventory import DAMAGED, DRAFTS, EXPORTS, LOG, MODELS, RASA, SOUND
from hub.storage.journal import JournalSettings
from hub.storage.store import SqlStore
from hub.voice.sound_debug import FOLDER, SoundDebug


def store_address(settings: Settings) -> DatabaseAddress:
    """Where the database is."""
    url = settings.database_url.get_secret_value() if settings.database_url else None
    return database_address(url, settings.data_dir)


def open_store(settings: Settings) -> SqlStore:
    """The store, to be entered with ``async with``."""
    remove_leftovers(settings.data_dir)
    return SqlStore(store_address(settings), journal_settings(settings), derived=derived_stores(settings))


def journal_settings(settings: Settings) -> JournalSettings:
    """Whether and how long turns are kept."""
    return JournalSettings(enabled=settings.journal, days=settings.journal_days or None)


def derived_stores(settings: Settings) -> tuple[DerivedStore, ...]:
    """Every file besides the database that holds something made of what people said, whoever has written it."""
    data = settings.data_dir
    folders = {data} if (file := store_address(settings).file) is None else {data, file.absolute().parent}
    return (
        BackupFolder(data),
        derived_files(RASA, data, spared=lambda: shipped_models(data / "models")),
        *(derived_files(holds, data) for holds in (EXPORTS, MODELS, SOUND)),
        *(derived_files(holds, folder) for holds in (DAMAGED, DRAFTS) for folder in sorted(folders)),
        derived_files(LOG, data, emptied=True),
    )


def open_sound_debug(settings: Settings, clock: Clock) -> SoundDebug:
    """Keeps what was heard when a setting says so; otherwise removes what an earlier setting has kept."""
    kept = SoundDebug(settings.data_dir / FOLDER, settings.audio_debug_mb, clock.now)
    kept.tidy()
    return kept
