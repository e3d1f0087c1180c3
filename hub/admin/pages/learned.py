"""What the household has taught: found, and added to."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from hub.admin import lessons
from hub.admin.access import MaySee, MayTeach
from hub.admin.forms import Meaning, Term, add_page, after_lesson, people_of, status_of, taught
from hub.admin.logins import Visitor
from hub.admin.portraits import KINDS, wording_of
from hub.admin.shelf import HOUSEHOLD, Wanted, shelf_of
from hub.admin.views import back, by_name, path, render
from hub.errors import HubBusy, HubError
from hub.running import Hub
from hub.storage.mentions import rooms_of
from hub.web.access import TheHub

router = APIRouter()


@router.get("/learned")
async def learned(request: Request, hub: TheHub, visitor: MaySee, looked: Annotated[Wanted, Depends()]) -> Response:
    """What was taught, by page."""
    home = hub.registry.home()
    try:
        shelf = await shelf_of(hub.records, looked, home, visitor)
    except ValueError:
        raise HTTPException(404, "There is no such page of the list. Begin again under Learned.") from None
    return render(
        request,
        visitor,
        "learned.html",
        shelf=shelf,
        looked=looked,
        kinds=KINDS,
        people=people_of(home),
        about=home.entities[looked.thing].name if looked.thing in home.entities else looked.thing,
        rooms=by_name(home.areas.values()),
        household=HOUSEHOLD,
        says=wording_of(hub),
        rooms_of=lambda concept: sorted(
            home.areas[one].name for one in rooms_of(concept.meaning, home) if one in home.areas
        ),
        more=path(request, "/learned", **{**asdict(looked), "after": shelf.next}) if shelf.next else "",
    )


@router.get("/learned/add")
async def add_form(request: Request, hub: TheHub, visitor: MayTeach, term: str = "") -> Response:
    """The form to teach with."""
    return add_page(request, hub, visitor, term=term[:200])


@router.post("/learned/add")
async def teach_word(
    request: Request, hub: TheHub, visitor: MayTeach, term: Term = "", meaning: Meaning = "", scope: Term = ""
) -> Response:
    """Teach a word: what is typed is taken as if it were said."""
    try:
        lesson = await taught(hub, visitor, term, meaning, scope)
    except HubError as error:
        typed = {"term": term, "meaning": meaning, "scope": scope}
        return add_page(request, hub, visitor, status=status_of(error), error=str(error), **typed)
    return after_lesson(request, lesson, done="added")


@router.get("/learned/lessons/{key}")
async def lesson_page(request: Request, hub: TheHub, visitor: MayTeach, key: str) -> Response:
    """A lesson in which the hub has asked back."""
    return _lesson_page(request, hub, visitor, key)


@router.post("/learned/lessons/{key}")
async def answer_lesson(request: Request, hub: TheHub, visitor: MayTeach, key: str, text: Meaning = "") -> Response:
    """Answer what the hub has asked back."""
    if text.strip():
        try:
            await lessons.reply(hub, visitor, key, text)
        except HubBusy as error:
            return _lesson_page(request, hub, visitor, key, status=503, error=str(error), typed=text)
    return back(request, f"/learned/lessons/{key}")


def _lesson_page(
    request: Request, hub: Hub, visitor: Visitor, key: str, *, status: int = 200, error: str = "", typed: str = ""
) -> Response:
    chat = lessons.exchanges(request.app.state.chats, visitor, key)
    if not chat:
        raise HTTPException(404, "There is no such lesson, or it is over. What was learned is under Learned.")
    home = hub.registry.home()
    return render(
        request,
        visitor,
        "lesson.html",
        status=status,
        error=error,
        typed=typed,
        key=key,
        chat=chat,
        is_open=chat[-1].response.expects_reply,
        is_yes_or_no=chat[-1].response.kind == "asks_confirm",
        people=home.persons,
        rooms=home.areas,
    )
