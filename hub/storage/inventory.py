"""Every place where the hub keeps something, and how each forgets: what is not in here must not be kept.

Paths are patterns below the data folder. ``tests/hub/test_privacy.py`` compares this with the tables and with the
files that a running hub leaves, so that a new place can't be left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import Final


class Way(StrEnum):
    """How a place forgets."""

    PARTS = "what is meant is removed from it"
    WHOLE = "it is removed as a whole, whatever is meant, and made anew if it is needed"
    WORDLESS = "it holds nothing of what people said"


@dataclass(frozen=True, slots=True)
class Place:
    """A table, or files: ``name`` is the table's, or a pattern of paths, where ``*`` also stands for folders.

    ``holds`` is for people to read. With ``heads``, only files that begin with one of them are meant.
    """

    name: str
    holds: str
    way: Way
    heads: tuple[bytes, ...] = ()

    def is_place_of(self, path: PurePath) -> bool:
        """Whether that file, by its path below the data folder, belongs here; its content is not looked at."""
        return any(fnmatchcase(one.as_posix(), self.name) for one in (path, *path.parents))


TABLES: Final = (
    Place("concepts", "what was taught, with all versions", Way.PARTS),
    Place("mentions", "which rooms and devices the taught words speak of, by the words", Way.PARTS),
    Place("deleted_concepts", "made-up ids of concepts that were deleted", Way.WORDLESS),
    Place("dialogues", "the context of running conversations, with open questions", Way.PARTS),
    Place("schedules", "what was asked to be done later", Way.PARTS),
    Place("people", "who the hub was told of", Way.PARTS),
    Place("turns", "the journal: what was said, understood and done", Way.PARTS),
    Place("unexplained", "the words of turns that were not understood", Way.PARTS),
    Place("figures", "how many turns there were: by hour, person and room, without a word", Way.PARTS),
    Place("figures_by_day", "the same added up by day", Way.PARTS),
    Place("ignored", "words that are not to be asked about again", Way.PARTS),
    Place("tokens", "names that an administrator gave to programs, and digests of their tokens", Way.WORDLESS),
    Place("accounts", "who may log in, and who they are in talk, which is what is forgotten", Way.PARTS),
    Place("logins", "digests of cookies of browsers that are logged in", Way.WORDLESS),
    Place("audit", "who changed what on the pages: ids, of which those of people are forgotten", Way.PARTS),
    Place("forgets", "wishes to forget: when, and a digest of whom", Way.WORDLESS),
    Place("counters", "the revision of the concepts", Way.WORDLESS),
)

MODELS: Final = "trained models"
RASA: Final = "Rasa's models"
SOUND: Final = "sound kept for debugging"
DAMAGED: Final = "damaged databases that were put aside"
LOG: Final = "the log of a conversation in the terminal"
DRAFTS: Final = "drafts of files"
EXPORTS: Final = "exports"
BACKUPS: Final = "backups"

FILES: Final = (
    Place("*.damaged-*", DAMAGED, Way.WHOLE),
    Place("hub.db", "the database", Way.PARTS),
    Place("hub.db-*", "what was just written to the database", Way.PARTS),
    Place("*.hub-backup", BACKUPS, Way.PARTS),
    Place("exports/*", EXPORTS, Way.WHOLE),
    Place("*.json", EXPORTS, Way.WHOLE, (b'{\n "format": "teachable-hub export"',)),
    Place("*.yaml", EXPORTS, Way.WHOLE, (b"# What was taught to a Teachable Hub",)),
    Place("models/*.household.*", MODELS, Way.WHOLE),
    Place("models/*.part", MODELS, Way.WHOLE),
    Place("models/fit-*", MODELS, Way.WHOLE),
    Place("models/embedded-*.model", "the model of the shipped sentences", Way.WORDLESS),
    Place("models/rasa-*.base.*", "where Rasa's model of the shipped sentences is", Way.WORDLESS),
    Place("rasa/*", RASA, Way.WHOLE),
    Place("audio-debug/*", SOUND, Way.WHOLE),
    Place("hub.log", LOG, Way.WHOLE),
    Place(".hub-draft-*", DRAFTS, Way.WHOLE),
    Place("*/.hub-draft-*", DRAFTS, Way.WHOLE),
    Place("speech/*", "speech models as they were downloaded", Way.WORDLESS),
    Place("speech-models.json", "check sums of speech models", Way.WORDLESS),
    Place("home-assistant-offers.json", "digests of what was put into Home Assistant, to take it back", Way.WORDLESS),
    Place("home-assistant-entities.json", "ids of entities, by those of Home Assistant's registry", Way.WORDLESS),
    Place("changed-settings.json", "settings that were changed on the pages", Way.WORDLESS),
    Place("hub-id", "the made-up id of this hub", Way.WORDLESS),
    Place("admin-token", "the administrator's token", Way.WORDLESS),
    Place("api-address", "where the running hub listens", Way.WORDLESS),
)


def tables_with_words() -> tuple[str, ...]:
    """Those that have to be swept after something was removed from them."""
    return tuple(place.name for place in TABLES if place.way is not Way.WORDLESS)


def files_that_hold(holds: str) -> tuple[Place, ...]:
    """The files that hold this."""
    return tuple(place for place in FILES if place.holds == holds)
