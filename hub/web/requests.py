"""Teach, explain, forget, undo: turns for programs, which need no words around what they are about."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from dialogue.requests import Requests, load_requests
from hub.running import Hub
from hub.web.access import MayAdmin, MayTalk, TheHub
from hub.web.converse import Answer, Name, Whereabouts, taken

router = APIRouter(tags=["talk"])

Words = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\r\n]*\S[^\r\n]*$")]


class Undoing(Whereabouts):
    """Whose doing is to be taken back: the last of this conversation."""


class About(Whereabouts):
    """A word or phrase of the household."""

    term: Name


class Teaching(About):
    """A word or phrase, and what it means in plain words."""

    meaning: Words


@router.post("/teach")
async def teach(lesson: Teaching, hub: TheHub, _token: MayAdmin) -> Answer:
    """Teach a word in plain words, with the same checks as by talk. ``kind`` is ``confirms`` when it is learned."""
    return await taken(hub, _requests(hub).teach.format(term=lesson.term, meaning=lesson.meaning), lesson)


@router.post("/explain")
async def explain(about: About, hub: TheHub, _token: MayTalk) -> Answer:
    """What a word means here. ``kind`` is ``answers``, or ``refuses`` when nobody taught it; nothing is asked back."""
    return await taken(hub, _requests(hub).look_up.format(term=about.term), about)


@router.post("/forget")
async def forget(about: About, hub: TheHub, _token: MayAdmin) -> Answer:
    """Forget a taught word. ``kind`` is ``forgets`` when it is forgotten."""
    return await taken(hub, _requests(hub).forget.format(term=about.term), about)


@router.post("/undo")
async def undo(undoing: Undoing, hub: TheHub, _token: MayTalk) -> Answer:
    """Take back what was done last in this conversation."""
    return await taken(hub, _requests(hub).undo, undoing)


def _requests(hub: Hub) -> Requests:
    return load_requests(hub.settings.language)
