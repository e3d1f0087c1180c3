"""All settings: what they are, and where that comes from; those that may be changed here, changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args, get_origin

from annotated_types import Ge, Le
from fastapi import APIRouter, Request, Response
from pydantic import SecretStr
from starlette.exceptions import HTTPException

from hub.adjustments import CHANGEABLE, From
from hub.admin.access import MayAdmin
from hub.admin.forms import Mark, status_of
from hub.admin.logins import Visitor
from hub.admin.seen import must_be_as_seen, seen_mark
from hub.admin.trail import tell
from hub.admin.views import Typed, back, render
from hub.config import ENV_PREFIX, Settings, Source
from hub.errors import HubError
from hub.logs import redact
from hub.running import Hub
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

# What the settings that may be changed here are to people, and what there is to say about them.
NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "journal": ("Journal of turns", "Off: nothing that is said is written down or told any more. What is there stays."),
    "journal_days": ("Days the journal is kept", "0 keeps it for ever. Fewer days remove what is older at once."),
    "mqtt_content": ("Words of people in the hub's MQTT topics", "Never while the journal is off."),
    "quiet": ("Quiet", "Only questions and what went wrong are spoken."),
    "follow_up": ("Answers without the wake phrase", "After a question the hub listens by itself."),
    "follow_up_s": ("For how many seconds", "How long it waits for such an answer."),
    "barge_in": ("May be interrupted", "Speech while the hub speaks stops it."),
    "ask_when_unsure": ("Ask “Did you say …?”", "When words were not heard clearly enough for what they would do."),
    "confirm_entrances": ("Ask before anything lets somebody in", "Even when it was plainly told to."),
    "question_timeout_s": ("Seconds a question stays open, by text", ""),
    "voice_question_timeout_s": ("The same by voice", ""),
    "schedule_late_s": ("Seconds a schedule may be late", "Later than this it is told and not done."),
    "log_level": ("How much is logged", "Words of people are never in the log."),
    "time_zone": ("Time zone of the house", "Such as Europe/Berlin; empty: the computer's."),
    "wake_phrase": ("Wake phrase", "Every word must be in the speech model's list."),
    "tts_voice": ("Voice that speaks", "Its name; empty: the voice's own default."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting, as the page shows it."""

    name: str
    value: str
    source: Source
    variable: str


@dataclass(frozen=True, slots=True)
class Changing:
    """A setting that may be changed here: what it is to people, and what can be chosen or typed.

    ``waits`` is the value that counts until the next start, where that is another one; ``is_locked`` when something
    else wins over this page.
    """

    name: str
    title: str
    hint: str
    value: str
    source: Source
    since: From
    choices: tuple[str, ...]
    least: float | None
    most: float | None
    is_number: bool
    is_locked: bool
    waits: str | None
    seen: str


@router.get("/settings")
async def settings(request: Request, visitor: MayAdmin, hub: TheHub) -> Response:
    """All of them."""
    return _page(request, visitor, hub)


@router.post("/settings/{name}")
async def change_setting(
    request: Request, visitor: MayAdmin, hub: TheHub, name: str, value: Typed = "", seen: Mark = ""
) -> Response:
    """Another value, kept for the next start too."""
    try:
        await change(hub, request, name, value, seen)
    except HubError as error:
        return _page(request, visitor, hub, status=status_of(error), error=str(error), typed={name: value})
    return back(request, "/settings", done="saved")


@router.post("/settings/{name}/default")
async def take_setting_back(request: Request, visitor: MayAdmin, hub: TheHub, name: str) -> Response:
    """Back to what the settings file says, or the default."""
    _must_be_changeable(name)
    try:
        await hub.adjustments.take_back(name)
    except HubError as error:
        return _page(request, visitor, hub, status=422, error=str(error))
    return back(request, "/settings", done="saved")


async def change(hub: Hub, request: Request, name: str, value: str, seen: str) -> None:
    """Change a setting as it was typed, and have written down to what. Raises ``HubError``, or 404."""
    _must_be_changeable(name)
    current = getattr(hub.adjustments.settings, name)
    must_be_as_seen(seen, current, now=f"{NAMES[name][0]}: {_in_words(current)}")
    text = value.strip()
    await hub.adjustments.change(name, None if not text and _may_be_none(name) else text)
    tell(request, f"setting changed to {text}", name)


def changing(hub: Hub, name: str, typed: Mapping[str, str] | None = None) -> Changing:
    """A setting that may be changed, as its form shows it; with what was ``typed`` when that was not taken."""
    field, current = Settings.model_fields[name], hub.adjustments.settings
    value, before = getattr(current, name), getattr(hub.adjustments.started, name)
    kind = type(value) if not _may_be_none(name) else str
    title, hint = NAMES[name]
    choices: tuple[str, ...] = ("yes", "no") if kind is bool else ()
    if get_origin(field.annotation) is Literal:
        choices = get_args(field.annotation)
    return Changing(
        name,
        title,
        hint,
        value=(typed or {}).get(name, _to_type(value)),
        source=current.source_of(name),
        since=CHANGEABLE[name],
        choices=choices,
        least=next((float(str(one.ge)) for one in field.metadata if isinstance(one, Ge)), None),
        most=next((float(str(one.le)) for one in field.metadata if isinstance(one, Le)), None),
        is_number=kind in {int, float},
        is_locked=hub.adjustments.is_locked(name),
        waits=_in_words(before) if CHANGEABLE[name] is From.NEXT_START and before != value else None,
        seen=seen_mark(value),
    )


def shown_settings(settings: Settings) -> dict[str, list[Shown]]:
    """The settings in groups, secrets masked."""
    groups: dict[str, list[Shown]] = {group: [] for group in (*GROUPS, OTHERS)}
    for name, value in settings:
        groups[_group(name)].append(
            Shown(name, _in_words(value), settings.source_of(name), (ENV_PREFIX + name).upper())
        )
    return groups


def _page(
    request: Request,
    visitor: Visitor,
    hub: Hub,
    *,
    status: int = 200,
    error: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:
    return render(
        request,
        visitor,
        "settings.html",
        status=status,
        error=error,
        groups=shown_settings(hub.adjustments.settings),
        changing=[changing(hub, name, typed) for name in CHANGEABLE],
    )


def _must_be_changeable(name: str) -> None:
    if name not in CHANGEABLE:
        raise HTTPException(404, "There is no such setting that could be changed here.")


def _may_be_none(name: str) -> bool:
    return type(None) in get_args(Settings.model_fields[name].annotation)


def _group(name: str) -> str:
    fitting = [(len(part), group) for group, parts in GROUPS.items() for part in parts if name.startswith(part)]
    return max(fitting)[1] if fitting else OTHERS


def _to_type(value: object) -> str:
    """A value as it is put into a field."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


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
