"""What the forms that teach have in common."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request, Response

from devices.home import Home
from hub.admin.lessons import Lesson, teach
from hub.admin.logins import Visitor
from hub.admin.views import back, render
from hub.errors import ChangedSince, ConceptChanged, HubBusy, HubError, TaughtAlready
from hub.running import Hub

Term = Annotated[str, Form(max_length=200)]
Meaning = Annotated[str, Form(max_length=2000)]
Mark = Annotated[str, Form(max_length=40)]


async def taught(hub: Hub, visitor: Visitor, term: str, meaning: str, scope: str) -> Lesson:
    """The lesson of such a form. Raises ``HubError`` with what the hub says to it when it refuses."""
    lesson = await teach(hub, visitor, term, meaning, scope_of(hub, scope))
    if lesson.refusal:
        raise HubError(lesson.refusal)
    return lesson


def status_of(error: HubError) -> int:
    """With which status a page is shown again that could not do something."""
    match error:
        case ConceptChanged() | TaughtAlready() | ChangedSince():
            return 409
        case HubBusy():
            return 503
        case _:
            return 422


def after_lesson(request: Request, lesson: Lesson, *, done: str, shows_lesson: bool = False) -> Response:
    """On to what was learned, or to where the hub asks back; ``shows_lesson`` when its answer should be seen anyway."""
    if lesson.asks_back or shows_lesson or not lesson.concept_ids:
        return back(request, f"/learned/lessons/{lesson.key}")
    return back(request, f"/learned/{lesson.concept_ids[0]}", done=done)


def add_page(
    request: Request,
    hub: Hub,
    visitor: Visitor,
    *,
    status: int = 200,
    error: str = "",
    term: str = "",
    meaning: str = "",
    scope: str = "",
) -> Response:
    """The form to teach with, with what was typed."""
    return render(
        request,
        visitor,
        "learned_add.html",
        status=status,
        error=error,
        term=term,
        meaning=meaning,
        scope=scope,
        people=people_of(hub.registry.home()),
    )


def scope_of(hub: Hub, scope: str) -> str | None:
    """Whose a word is to be: a person's id, ``None`` for the household. Raises ``HubError``."""
    if scope and scope not in hub.registry.home().persons:
        raise HubError("There is no such person in this home.")
    return scope or None


def people_of(home: Home) -> list[tuple[str, str]]:
    """Ids and names of the people, by name."""
    return sorted(((one.id, one.name) for one in home.persons.values()), key=lambda one: one[1])
