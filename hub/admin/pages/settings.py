"""All settings: what they are, and where that comes from. They are read once, when the hub starts."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from pydantic import SecretStr

from hub.admin.access import MayAdmin
from hub.admin.views import back, render
from hub.config import ENV_PREFIX, Settings, Source
from hub.errors import HubError
from hub.logs import LEVELS, log_level, redact, set_log_level
from hub.web.access import TheHub

router = APIRouter()

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "The home": ("data_dir", "home_file", "time_zone", "language"),
    "Home Assistant": ("home_assistant_",),
    "MQTT": ("mqtt_",),
    "What is kept": ("database_url", "journal"),
    "Understanding": ("nlu", "rasa_", "confirm_entrances", "question_", "voice_question_", "ask_when_unsure"),
    "Hearing": ("speech_model", "wake_phrase", "wyoming_wake_url", "follow_up", "barge_in", "audio_debug"),
    "Speaking": ("tts", "quiet"),
    "Places that listen": ("wyoming", "microphone"),
    "The API and these pages": ("api", "web"),
}
OTHERS: Final = "Running"
MASKED: Final = "••••••"


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting, as the page shows it."""

    name: str
    value: str
    source: Source
    variable: str


@router.get("/settings")
async def settings(request: Request, visitor: MayAdmin, hub: TheHub) -> Response:
    """All of them."""
    return render(
        request,
        visitor,
        "settings.html",
        error="",
        groups=shown_settings(hub.settings),
        levels=LEVELS,
        level=log_level(),
    )


@router.post("/settings/log-level")
async def change_log_level(
    request: Request, _visitor: MayAdmin, level: Annotated[str, Form(max_length=20)] = ""
) -> Response:
    """How much the hub logs, until it is started again."""
    if level not in LEVELS:
        raise HubError("Choose one of " + ", ".join(LEVELS) + ".")
    set_log_level(level)
    logging.getLogger("hub").warning("the log level is %s now, by the web admin", level)
    return back(request, "/settings", done="saved")


def shown_settings(settings: Settings) -> dict[str, list[Shown]]:
    """The settings in groups, secrets masked."""
    groups: dict[str, list[Shown]] = {group: [] for group in (*GROUPS, OTHERS)}
    for name, value in settings:
        groups[_group(name)].append(
            Shown(name, _in_words(value), settings.source_of(name), (ENV_PREFIX + name).upper())
        )
    return groups


def _group(name: str) -> str:
    fitting = [(len(part), group) for group, parts in GROUPS.items() for part in parts if name.startswith(part)]
    return max(fitting)[1] if fitting else OTHERS


def _in_words(value: object) -> str:
    match value:
        case SecretStr():
            return MASKED
        case None:
            return "not set"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return redact(", ".join(map(str, value))) or "none"
        case _:
            return redact(str(value))
