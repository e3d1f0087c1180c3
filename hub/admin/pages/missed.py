"""What the hub did not understand, with what can be done about it: teach it, give it as a name, ignore it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request, Response
from starlette.exceptions import HTTPException

from devices.home import Home
from hub.admin.access import MayTeach
from hub.admin.forms import Meaning, Term, people_of, status_of, taught
from hub.admin.logins import Visitor
from hub.admin.views import back, render
from hub.errors import HubError
from hub.running import Hub
from hub.storage.missed import key_of
from hub.web.access import TheHub

router = APIRouter()
ROLES: Final = {
    "value": "a way something should be",
    "device": "a device",
    "area": "a room",
    "action": "something to do",
    "scene": "a scene or routine",
    "routine": "a scene or routine",
    "time": "a time",
    "person": "a person",
    "preference": "how somebody likes it",
}
"""What the place of an unknown word in a sentence made the hub take it for."""
PATH: Final = "/not-understood"

Words = Annotated[str, Form(max_length=20_000)]


@router.get(PATH)
async def not_understood(
    request: Request, hub: TheHub, visitor: MayTeach, after: Annotated[str, Query(max_length=4000)] = ""
) -> Response:
    """What was not understood, the latest first."""
    try:
        missed = await hub.records.missed(after or None)
    except ValueError:
        raise HTTPException(404, "There is no such page of the list. Begin again under Not understood.") from None
    home = hub.registry.home()
    return render(
        request,
        visitor,
        "missed.html",
        missed=missed,
        roles=ROLES,
        after=after,
        ignored=await hub.records.ignored(),
        journal=hub.settings.journal,
        people=home.persons,
        rooms=home.areas,
    )


@router.get(f"{PATH}/words")
async def explain_words(
    request: Request, hub: TheHub, visitor: MayTeach, words: Annotated[str, Query(max_length=20_000)] = ""
) -> Response:
    """The forms that explain such words."""
    return await _words_page(request, hub, visitor, words)


@router.post(f"{PATH}/teach")
async def teach_missed(
    request: Request,
    hub: TheHub,
    visitor: MayTeach,
    words: Words = "",
    term: Term = "",
    meaning: Meaning = "",
    scope: Term = "",
) -> Response:
    """Say what such words mean; it is taken as if it were said."""
    typed = {"term": term, "meaning": meaning, "scope": scope}
    return await _taught(request, hub, visitor, words, typed, meaning)


@router.post(f"{PATH}/name")
async def name_missed(
    request: Request, hub: TheHub, visitor: MayTeach, words: Words = "", term: Term = "", thing: Term = ""
) -> Response:
    """Make such words a name of a device or a room."""
    named = next((one.words for one in _things(hub.registry.home()) if one.id == thing), "")
    return await _taught(request, hub, visitor, words, {"term": term, "thing": thing}, named)


@router.post(f"{PATH}/ignore")
async def ignore_missed(request: Request, hub: TheHub, _visitor: MayTeach, words: Words = "") -> Response:
    """List such words never again."""
    await hub.records.ignore(words, hub.clock.now())
    return back(request, PATH, done="ignored")


@router.post(f"{PATH}/heed")
async def list_again(request: Request, hub: TheHub, _visitor: MayTeach, words: Words = "") -> Response:
    """List words again that were ignored."""
    await hub.records.heed(words)
    return back(request, PATH, done="restored")


async def _taught(
    request: Request, hub: Hub, visitor: Visitor, words: str, typed: dict[str, str], meaning: str
) -> Response:
    try:
        lesson = await taught(hub, visitor, typed["term"], meaning, typed.get("scope", ""))
    except HubError as error:
        return await _words_page(request, hub, visitor, words, error=error, typed=typed)
    return back(request, f"/learned/lessons/{lesson.key}") if lesson.asks_back else back(request, PATH, done="added")


async def _words_page(
    request: Request,
    hub: Hub,
    visitor: Visitor,
    words: str,
    *,
    error: HubError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    home, key = hub.registry.home(), key_of(words)
    group = await hub.records.missed_words(words)
    return render(
        request,
        visitor,
        "missed_words.html",
        status=status_of(error) if error else 200,
        error=str(error) if error else "",
        words=group.words if group else words,
        group=group,
        roles=ROLES,
        typed={"term": key, "meaning": "", "scope": "", "thing": "", **(typed or {})},
        things=_things(home),
        people=home.persons,
        rooms=home.areas,
        choices=people_of(home),
    )


@dataclass(frozen=True, slots=True)
class Thing:
    """A device or room to choose; ``words`` say it so that it can't be mistaken for another."""

    id: str
    label: str
    words: str
    is_room: bool = False


def _things(home: Home) -> list[Thing]:
    names = Counter(one.name.casefold() for one in home.spoken)
    found = [Thing(f"area {one.id}", one.name, f"the {one.name}", is_room=True) for one in home.areas.values()]
    for one in home.spoken:
        area = home.areas.get(one.area or "")
        room = area.name if area is not None else ""
        is_one_of_many = names[one.name.casefold()] > 1 and room
        words = f"the {one.name} in the {room}" if is_one_of_many else f"the {one.name}"
        found.append(Thing(f"entity {one.id}", f"{one.name} ({room})" if room else one.name, words))
    return sorted(found, key=lambda one: (not one.is_room, one.label.casefold()))
