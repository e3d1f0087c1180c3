"""Which parts of the hub work, since when, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter, Request, Response

from hub.admin.access import MayAdmin
from hub.admin.views import render
from hub.running import Hub
from hub.web.access import TheHub

router = APIRouter()

MEANT_FOR: Final[Mapping[str, str]] = {
    "database": "keeps what was learned, the schedules and the journal",
    "home assistant": "the way to the devices of Home Assistant",
    "broker": "the way to devices that speak MQTT",
    "home": "the devices that can be talked about",
    "interpreter": "reads what a sentence is about",
    "recogniser": "turns speech into words",
    "voice": "speaks",
    "microphone": "this machine's own microphone",
    "sound debug": "keeps what was heard, to look for faults",
    "wyoming server": "lets satellites and Home Assistant hear and speak through the hub",
}


@dataclass(frozen=True, slots=True)
class PartShown:
    """One part, as the page shows it."""

    name: str
    meant_for: str
    works: bool
    is_vital: bool
    detail: str
    since: datetime | None


@router.get("/health")
async def health(request: Request, visitor: MayAdmin, hub: TheHub) -> Response:
    """All parts."""
    found = await hub.health.parts()
    parts = [
        PartShown(name, _meant_for(name), part.works, name in hub.health.vital, part.detail, hub.health.since(name))
        for name, part in found.items()
    ]
    return render(
        request,
        visitor,
        "health.html",
        parts=parts,
        absent=_absent(hub),
        is_well=all(part.works for part in parts),
        is_vital_well=hub.health.is_well(found),
        running_since=hub.clock.now() - timedelta(seconds=hub.health.uptime_s),
        conversations=hub.sessions.open_conversations,
        concepts=hub.feed.concepts(),
        hub_id=hub.identity.id,
        data_dir=hub.settings.data_dir,
    )


def _meant_for(name: str) -> str:
    if name.startswith("satellite"):
        return "a place that listens and speaks"
    return MEANT_FOR.get(name, "")


def _absent(hub: Hub) -> list[tuple[str, str]]:
    """Parts that this hub does without, and why."""
    absent = []
    if hub.voice is None:
        absent.append(("recogniser", hub.no_voice or "There is no speech model, so the hub takes text only."))
    if hub.mouth is None:
        absent.append(("voice", "There is nothing to speak with, or TEACHABLE_HUB_TTS is off."))
    if not hub.settings.journal:
        absent.append(("journal", "TEACHABLE_HUB_JOURNAL is off, so no history is kept."))
    return absent
